"""Why a session has no place or not the wished one, and what would help those that a roster leaves out."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from planner.documents.rosters import read_roster
from planner.documents.why import of_repairs, of_why
from planner.explain.repairs import repairs
from planner.http.answers import Answer, answer
from planner.http.dependencies import Planning, Seeing, TheDesk, TheDoor
from planner.http.jobs.kinds import ROSTER
from planner.http.schemas import documents
from planner.http.schemas.fields import Date, Schema
from planner.http.schemas.questions import SessionNumber
from planner.jobs.book import why_in_book

router = APIRouter(tags=["reasons"])


class ToHelp(Schema):
    """How long to look."""

    seconds: Annotated[float, Field(gt=0, le=20)] = 10
    most: Annotated[int, Field(ge=1, le=100)] = 10
    """How many to name."""


@router.get("/plans/{plan}/sessions/{number}/why", operation_id="why", response_model=documents.Why)
def why(
    plan: str,
    number: SessionNumber,
    desk: TheDesk,
    caller: Seeing,
    on: Annotated[Date | None, Query(description="Why not on this day.")] = None,
    at: Annotated[time | None, Query(description="Why not at this time of the clinic's day, such as 09:30.")] = None,
    practitioner: Annotated[str | None, Query(max_length=500, description="Why not with this one.")] = None,
    seconds: Annotated[float, Query(ge=0, le=20, description="For a place with others free to move; 0: none.")] = 0,
) -> Answer:
    """What keeps a session out of the book, each rule with its source, or from where it is wished; and what is open."""
    return answer(desk, of_why(why_in_book(desk, plan, number, on, at, practitioner, seconds)))


@router.post("/rosters/{id}/repairs", operation_id="rosterRepairs", response_model=documents.RosterRepairs)
def help_(id: str, body: ToHelp, desk: TheDesk, door: TheDoor, caller: Planning) -> Answer:
    """The changes of the clinic, such as more hours, that would place more of what a roster leaves out; each proved."""
    clinic = desk.clinic()
    found = repairs(clinic, read_roster(clinic, door.jobs.result(id, ROSTER)), seconds=body.seconds, most=body.most)
    return answer(desk, of_repairs(found))

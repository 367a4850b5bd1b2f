"""Repairs of the book: the least change that gives closed appointments other places."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from planner.documents.repairs import of_repair
from planner.http.answers import Answer, answer, clinic_of
from planner.http.dependencies import Seeing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.fields import Count, Date, Schema

router = APIRouter(tags=["repairs"])


class ToRepair(Schema):
    """What is to be repaired."""

    since: Count
    """The number of an entry of the journal: what it, or a later one, has closed."""
    frozen_until: Date | None = None
    """Nothing up to this day moves; today unless told."""
    seconds: Annotated[float, Field(gt=0, le=20)] = 2


@router.post("/repairs", operation_id="repair", response_model=documents.Repair)
def repair(body: ToRepair, desk: TheDesk, caller: Seeing) -> Answer:
    """The least change that repairs what is closed; its `rows` can be held and booked, as an offer's."""
    proposed = desk.repair(since=body.since, frozen_until=body.frozen_until, seconds=body.seconds)
    return answer(desk, of_repair(clinic_of(desk), proposed))

"""Wishes, and who gains most from a freed place."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from planner.documents.receipts import of_hold, of_receipt
from planner.documents.waitlist import of_refills, of_wishes, read_wish
from planner.http.answers import Answer, answer, clinic_of, written
from planner.http.dependencies import Recording, Refilling, Seeing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.appointments import Minutes
from planner.http.schemas.fields import Count, Day, Said, Schema, Text

router = APIRouter(tags=["waitlist"])
K = Annotated[int, Query(ge=1, le=100, description="How many to name.")]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class DaySpan(Schema):
    """Days from one on, the last one included; null: for ever."""

    first: Day = Field(alias="from")
    until: Day | None = None


class NewWish(Said):
    """What the patient of a booked session would rather have; what is left open, any place meets."""

    earlier: bool = False
    days: Annotated[tuple[DaySpan, ...], Field(max_length=100)] = ()
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    practitioner: Text | None = None


class ToHoldRefill(Said):
    """Which of those who gain to hold the place for."""

    refill: Count = 1
    minutes: Minutes = 10


@router.get("/wishes", operation_id="wishes", response_model=documents.Wishes)
def wishes(desk: TheDesk, caller: Seeing) -> Answer:
    """The wishes on record of which the session is still booked."""
    recorded = desk.wishes()
    return answer(desk, {"wishes": of_wishes(recorded)})


@router.put("/plans/{plan}/sessions/{number}/wish", operation_id="wish", response_model=documents.Receipt)
def wish(plan: str, number: int, body: NewWish, desk: TheDesk, said: Recording) -> Answer:
    """Keep a wish for another place of a booked session, in place of an earlier one."""
    asked: dict[str, Any] = {"plan": plan, "number": number, **body.model_dump(by_alias=True, mode="json")}
    done = desk.wish(read_wish(asked), **said.call(body.why))
    return written(desk, done, of_receipt(clinic_of(desk), done))


@router.delete("/plans/{plan}/sessions/{number}/wish", operation_id="takeBackWish", response_model=documents.Receipt)
def take_back(plan: str, number: int, desk: TheDesk, said: Recording) -> Answer:
    """Take the wish for a session back."""
    done = desk.take_back_wish(plan, number, **said.call())
    return written(desk, done, of_receipt(clinic_of(desk), done))


@router.get("/appointments/{appointment}/refills", operation_id="refills", response_model=documents.Refills)
def refills(appointment: str, desk: TheDesk, caller: Seeing, k: K = 5) -> Answer:
    """Who gains most from the place that an appointment had, to be asked in turn."""
    waiting = desk.refill(appointment, k)
    return answer(desk, of_refills(clinic_of(desk), waiting))


@router.post(
    "/appointments/{appointment}/holds", operation_id="holdRefill", response_model=documents.Hold, status_code=201
)
def hold(appointment: str, body: ToHoldRefill, desk: TheDesk, said: Refilling, k: K = 5) -> Answer:
    """Hold a freed place for the one of a number, of those that the same question names."""
    held = desk.hold_refill(appointment, body.refill, body.minutes, k, **said.call(body.why))
    return written(desk, held, {**of_hold(clinic_of(desk), held), "words": held.words}, 201)

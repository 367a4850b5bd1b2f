"""The book by days."""

from __future__ import annotations

from fastapi import APIRouter

from planner.documents.appointments import of_rows
from planner.http.answers import Answer, answer, clinic_of
from planner.http.dependencies import Seeing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.fields import Date

router = APIRouter(tags=["appointments"])


@router.get("/days/today", operation_id="today", response_model=documents.DayRows)
def today(desk: TheDesk, caller: Seeing) -> Answer:
    """The clinic's calendar day, and what stands on it."""
    return day(desk.today(), desk, caller)


@router.get("/days/{on}", operation_id="day", response_model=documents.DayRows)
def day(on: Date, desk: TheDesk, caller: Seeing) -> Answer:
    """What stands on a day: attended, booked and held, by start."""
    rows = desk.day(on)
    return answer(desk, {"day": on.isoformat(), "rows": of_rows(clinic_of(desk), rows)})

"""Appointments listed."""

from __future__ import annotations

from planner.http.schemas.appointments import Row
from planner.http.schemas.fields import Day, Zoned


class Rows(Zoned):
    rows: list[Row]
    next: str | None = None
    """Where the following ones begin, as `cursor`."""


class PlanRows(Rows):
    plan: str


class DayRows(Rows):
    day: Day

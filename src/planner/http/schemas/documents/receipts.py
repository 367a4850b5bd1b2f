"""What a call did."""

from __future__ import annotations

from planner.http.schemas.appointments import Row
from planner.http.schemas.fields import Day, Moment, Zoned


class ClosedRow(Row):
    """A booked appointment that cannot stand."""

    rule: str
    reason: str
    source: str
    patient: str
    day: Day
    beside: list[Row]


class Receipt(Zoned):
    """What a call did."""

    entry: int | None
    """Its number in the journal."""
    at: Moment | None
    versions: dict[str, int]
    rows: list[Row]
    closed: list[ClosedRow] | None = None
    """Of a change of facts: the bookings that cannot stand now."""
    left: list[str] | None = None
    """Of what was to be taken partly: the visits that were left out, as they collided, and why."""


class Hold(Receipt):
    """Places kept for somebody."""

    hold: str
    until: Moment
    words: str = ""

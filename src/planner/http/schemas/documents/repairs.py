"""Repairs of the book, and who gains from a freed place."""

from __future__ import annotations

from typing import Any

from planner.http.schemas.appointments import Row
from planner.http.schemas.fields import Schema, Zoned


class Refill(Schema):
    refill: int
    words: str
    gain: float
    days_left: int | None
    rows: list[Row]
    before: list[Row]


class Refills(Zoned):
    hold: str | None
    refills: list[Refill]


class Repair(Zoned):
    hold: str | None
    words: str
    rows: list[Row]
    before: list[Row]
    after: list[Row]
    moved: list[str]
    left: list[dict[str, Any]]
    chosen: int | None
    alternatives: list[dict[str, Any]]

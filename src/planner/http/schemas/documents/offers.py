"""Offers of places."""

from __future__ import annotations

from planner.http.schemas.appointments import Row
from planner.http.schemas.fields import Day, Schema, Zoned


class Offer(Schema):
    """Places for a session, or for all sessions of a course."""

    offer: int
    words: str
    price: float
    goals: dict[str, float]
    rows: list[Row]
    finish: Day | None = None
    practitioners: list[str] | None = None
    weekday: str | None = None


class Offers(Zoned):
    offers: list[Offer]
    why: str
    """When there is none, what closes most."""

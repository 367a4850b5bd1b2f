"""Why a session has no place, and what would help a roster."""

from __future__ import annotations

from typing import Any

from planner.http.schemas.appointments import Row
from planner.http.schemas.fields import Day, Schema, Zoned


class Obstacle(Schema):
    """What keeps a session out: a rule with its cause, or an appointment that stays where it is."""

    rule: str
    sentence: str
    how: str
    source: str
    rows: list[Row]
    opens: list[Row]
    """A place that would be open but for this, all others staying."""


class Why(Zoned):
    """Why a session has no place, or not the wished one; prices are differences to the book as it is."""

    plan: str
    number: int
    due: bool
    ideal: Day | None
    window: str | None
    rows: list[Row]
    prices: dict[str, float]
    obstacles: list[Obstacle]
    proved: bool
    """An independent search has found no place beside the obstacles."""
    never: bool
    """Nothing that could be moved would make a place."""
    free: dict[str, Any] | None
    """The cheapest place that is open, all others staying."""
    tried: list[dict[str, Any]]
    placed: dict[str, Any] | None
    """Where it could be with others moved."""
    broken: int


class RosterRepairs(Zoned):
    """What would help: changes of the clinic, the best for their price first."""

    score: float
    left_out: list[dict[str, Any]]
    hopeless: list[dict[str, Any]]
    repairs: list[dict[str, Any]]
    candidates: int
    solved: int

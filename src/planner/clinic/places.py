"""Rooms and equipment."""

from __future__ import annotations

from dataclasses import dataclass

from planner.clinic.spans import WeeklyHours
from planner.errors import Nonsense


@dataclass(frozen=True)
class Room:
    """Where sessions take place, `places` at a time. FHIR's Location.

    `hours` empty: open at all times. A `site` admits it only to shift rows of that site, and to those of none.
    """

    id: str
    name: str
    features: frozenset[str] = frozenset()
    places: int = 1
    site: str | None = None
    hours: tuple[WeeklyHours, ...] = ()

    def __post_init__(self) -> None:
        if self.places < 1:
            raise Nonsense(f"room {self.id!r} has {self.places} places; use 1 or more")


@dataclass(frozen=True)
class Equipment:
    """A device of which the clinic has `units`."""

    id: str
    name: str
    units: int = 1

    def __post_init__(self) -> None:
        if self.units < 0:
            raise Nonsense(f"equipment {self.id!r} has {self.units} units; use 0 or more")

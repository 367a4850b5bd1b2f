"""Rooms and equipment."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import Nonsense


@dataclass(frozen=True)
class Room:
    """Where a session takes place. FHIR's Location."""

    id: str
    name: str
    features: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Equipment:
    """A device of which the clinic has `units`."""

    id: str
    name: str
    units: int = 1

    def __post_init__(self) -> None:
        if self.units < 0:
            raise Nonsense(f"equipment {self.id!r} has {self.units} units; use 0 or more")

"""What patients were promised and do not get any more: whom to phone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from planner.clinic import Appointment, Entry
from planner.clinic.appointments import ATTENDED, BOOKED

Line = TypeVar("Line", Appointment, Entry)


def to_phone(before: Iterable[Line], after: Iterable[Line]) -> list[tuple[Line, Line | None]]:
    """The booked ones of `before` that `after` has at another start or with another practitioner, by start.

    Each with what it becomes, None where it has no place any more. A change of room alone is none.
    """
    there = {row.id: row for row in after if row.status in (BOOKED, ATTENDED)}
    booked = sorted((row for row in before if row.status == BOOKED), key=lambda row: (row.start, row.id))
    return [(row, now) for row in booked if (now := there.get(row.id)) is None or _place(now) != _place(row)]


def _place(row: Appointment | Entry) -> tuple[object, ...]:
    return row.start, row.practitioner

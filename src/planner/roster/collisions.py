"""A roster beside a book that has changed since: the visits that collide with it, and the others without them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.clinic import Appointment, Key, Problem
from planner.clinic.subproblem import booked_of
from planner.rules import Violation, newly_broken

Rows = tuple[Appointment, ...]


def without_collisions(problem: Problem, rows: Rows, since: Iterable[Violation]) -> tuple[Rows, Mapping[Key, str]]:
    """The rows less those of visits that collide, and these with why; what is booked of them stays where it is.

    `since` names what was booked or cancelled since the roster was made. Of each rule broken the last visit that it
    names is left out, of those that the book has not as they are here. Where it names none, the rule stays broken.
    """
    booked = booked_of(problem)
    left = {row.key: each.how.partition(";")[0] for each in since for row in each.rows}
    while True:
        kept = (*(row for row in rows if row.key not in left), *(row for row in booked if row.key in left))
        found = _collided(newly_broken(problem, kept, booked), {_place(row) for row in booked})
        if not found:
            return kept, left
        left |= found


def _collided(broken: Iterable[Violation], there: set[object]) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for each in broken:
        rows = [row for row in each.rows if _place(row) not in there]
        if rows and not any(row.key in found for row in rows):
            found[max(rows, key=lambda row: (row.start, row.key)).key] = f"{each.rule}: {each.how}"
    return found


def _place(row: Appointment) -> object:
    return row.key, row.service, row.start, row.practitioner, row.room

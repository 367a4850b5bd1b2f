"""What one roster has otherwise than another: sessions moved, dropped and placed. A change of room alone is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.clinic import Appointment, Key, Problem, Session

Rows = tuple[Appointment, ...]


@dataclass(frozen=True)
class Move:
    """A session that is elsewhere: its rows before and after, none where it had or has no place."""

    session: Session
    before: Rows
    after: Rows

    @property
    def kind(self) -> str:
        """`moved`, `dropped` or `placed`."""
        if self.before and self.after:
            return "moved"
        return "dropped" if self.before else "placed"

    @property
    def rows(self) -> list[tuple[Appointment, Appointment]]:
        """Of one moved: each row that is elsewhere, before and after."""
        now = {row.service: row for row in self.after}
        pairs = [(row, now[row.service]) for row in self.before if row.service in now]
        return [(row, there) for row, there in pairs if place(row) != place(there)]


def place(row: Appointment) -> tuple[object, ...]:
    """Where a row is, whatever its room."""
    return row.service, row.start, row.practitioner


def moves(problem: Problem, before: Iterable[Appointment], after: Iterable[Appointment]) -> tuple[Move, ...]:
    """The sessions that differ in start or practitioner, those dropped first, then by start."""
    old, new = _visits(before), _visits(after)
    moved = [
        Move(session, old.get(key, ()), new.get(key, ()))
        for key, session in problem.by_key.items()
        if set(map(place, old.get(key, ()))) != set(map(place, new.get(key, ())))
    ]
    return tuple(sorted(moved, key=lambda move: (bool(move.after), (move.before or move.after)[0].start)))


def _visits(rows: Iterable[Appointment]) -> dict[Key, Rows]:
    found: dict[Key, Rows] = {}
    for row in sorted(rows, key=lambda row: (row.start, row.service)):
        found[row.key] = (*found.get(row.key, ()), row)
    return found

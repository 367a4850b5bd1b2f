"""Rows read as if they were to be held: everything they would break, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.clinic import Appointment
from planner.desk.booking.conflicts import broken_of, standing_already
from planner.desk.booking.new_lines import new_lines
from planner.desk.booking.snapshot import Snapshot, look
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.store import Store
from planner.rules import Violation

ALREADY = "has a place already"
"""In place of a rule's name: the session is booked, attended or held."""


def violations_of(store: Store, rows: Sequence[Appointment]) -> list[Violation]:
    """What rows would break, of all rules and for all their patients; and each session that has a place already."""
    if not rows:
        return []
    with store.reading() as connection:
        seen = look(store, connection, rows)
    new = new_lines(seen, rows, again=False)
    violations = [*_already(seen, new), *(each for _, broken in broken_of(seen, new) for each in broken)]
    return list(dict.fromkeys(violations))


def _already(seen: Snapshot, new: Sequence[StoredAppointment]) -> Iterator[Violation]:
    for line, other in standing_already(seen, new):
        at = seen.clinic.local(other.start)
        how = f"it is {other.status} on {at:%Y-%m-%d %H:%M}"
        yield Violation(ALREADY, line.name, at.date(), how, (other.appointment(seen.clinic),))

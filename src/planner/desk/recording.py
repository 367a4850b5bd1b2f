"""What a change of facts closes, read in the transaction that changes them, and no more of the book than it needs."""

from __future__ import annotations

from planner.clinic import Clinic
from planner.desk.closing import ClosedAppointment, closed_of
from planner.desk.store import lines
from planner.desk.store.lines import HELD
from planner.desk.store.writing import Writing
from planner.desk.touched import Touched


def closed_since(writing: Writing, before: Clinic) -> tuple[ClosedAppointment, ...]:
    """What is booked from today on, by the store's time, and closed by the facts that were changed since."""
    after, touched = writing.clinic, Touched(before, writing.clinic)
    today = after.day(writing.at)
    meeting = lines.booked_between(writing.connection, max(after.moment(today), touched.hull.start), touched.hull.end)
    patients = touched.patients([line.entry() for line in meeting])
    there = lines.of_patients(writing.connection, patients)
    book = tuple(line.entry() for line in there if line.status != HELD)
    return tuple(closed_of(touched, patients, book, today))

"""What a change of facts closes, read in the transaction that changes them, and no more of the book than it needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from planner.clinic import Clinic, Span
from planner.clinic.appointments import BOOKED
from planner.clinic.changes import ClinicChange
from planner.desk.answers import ClosedAppointment
from planner.desk.facts.impact import closed_of
from planner.desk.store import appointments
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.transaction import Writing


def closed_since(writing: Writing, before: Clinic) -> tuple[ClosedAppointment, ...]:
    """What is booked from today on, by the store's time, and closed by the facts that were changed since."""
    after, touched = writing.clinic, ClinicChange(before, writing.clinic)
    today = after.day(writing.at)
    meeting = _meeting(writing, touched, after.moment(today))
    patients = touched.patients([line.entry() for line in meeting])
    there = appointments.of_patients(writing.connection, patients)
    book = tuple(line.entry() for line in there if line.status != HELD)
    return tuple(closed_of(touched, patients, book, today))


def _meeting(writing: Writing, touched: ClinicChange, today: datetime) -> Iterator[StoredAppointment]:
    """What is booked from a moment on, or took place at any time, and may meet what is told differently."""
    yield from appointments.attended(writing.connection, touched.counting)
    for span in (Span(max(today, span.start), span.end) for span in touched.spans if span.end > today):
        if touched.anywhere:
            yield from appointments.booked_between(writing.connection, span.start, span.end)
        else:
            around = appointments.around((), [span], touched.people, touched.things, ())
            _, _, rows = writing.database.read(writing.connection, writing.at, (), around)
            yield from (line for line in (StoredAppointment(*row) for row in rows) if line.status == BOOKED)

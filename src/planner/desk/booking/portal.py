"""What a clinic lets patients book by themselves, read over what a portal asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from planner.clinic import Appointment, Clinic
from planner.desk.store import appointments
from planner.desk.store.appointments import HELD
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.errors import Forbidden
from planner.rules import Violation

RULE = "booking"
"""The name of all of them, in refusals."""


def refuse_places(store: Store, rows: Iterable[Appointment], hold: bool) -> None:
    """Raises Forbidden where places are not for a portal to hold or book."""
    with store.reading(whole=True) as connection:
        clinic, now = store.known(connection)[0].clinic, store.peek(connection)
        asked = list(rows)
        violations = [*_places(clinic, asked, now), *_moved(connection, clinic, asked, now)]
        violations += _holds(connection, clinic, asked, now) if hold else ()
    if violations:
        raise Forbidden(violations)


def refuse_change(store: Store, appointment: str) -> None:
    """Raises Forbidden where a visit is not for a portal to move or cancel any more."""
    with store.reading(whole=True) as connection:
        clinic, now = store.known(connection)[0].clinic, store.peek(connection)
        violations = list(_changes(connection, clinic, [appointment], now))
    if violations:
        raise Forbidden(violations)


def offered(clinic: Clinic, rows: Iterable[Appointment], now: datetime) -> bool:
    """Whether places are for a portal to be offered."""
    return not any(_places(clinic, rows, now))


def _places(clinic: Clinic, rows: Iterable[Appointment], now: datetime) -> Iterator[Violation]:
    for row in rows:
        yield from (_violation(clinic, row, why) for why in clinic.booking.against_place(row.start, now))


def _moved(connection: Connection, clinic: Clinic, rows: Iterable[Appointment], now: datetime) -> Iterator[Violation]:
    """Of rows that are to move what is booked: by when that had to be asked for."""
    return _changes(connection, clinic, [row.id for row in rows if row.status == "booked"], now)


def _changes(connection: Connection, clinic: Clinic, ids: list[str], now: datetime) -> Iterator[Violation]:
    for line in appointments.by_id(connection, ids) if ids else ():
        row = line.appointment(clinic)
        yield from (_violation(clinic, row, why) for why in clinic.booking.against_change(row.start, now))


def _holds(connection: Connection, clinic: Clinic, rows: list[Appointment], now: datetime) -> Iterator[Violation]:
    if clinic.booking.holds is None or not rows or rows[0].plan not in clinic.plans:
        return
    there = appointments.of_patient(connection, clinic.plans[rows[0].plan].patient)
    open_ = {line.hold for line in there if line.status == HELD and not line.over(now)}
    yield from (_violation(clinic, rows[0], why) for why in clinic.booking.against_hold(len(open_)))


def _violation(clinic: Clinic, row: Appointment, why: str) -> Violation:
    return Violation(RULE, f"{row.plan}, session {row.number}", clinic.day(row.start), why, (row,))

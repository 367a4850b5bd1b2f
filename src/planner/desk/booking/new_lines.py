"""Rows that are asked for as new lines of the book, not yet written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from secrets import token_hex

from planner.clinic import Appointment, Entry, Horizon, unroll
from planner.clinic.appointments import BOOKED, CANCELLED, WITHDRAWN
from planner.clinic.clinic import UTC
from planner.clinic.courses.numbering import is_nominal, no_number, phase_of
from planner.desk.booking.snapshot import Snapshot
from planner.desk.check import reaches_back
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.errors import Conflict, Nonsense

GIVEN_UP = "other"
"""The reason of what is withdrawn as part of a greater change, whose `why` says more."""
ENDED = (CANCELLED, WITHDRAWN)
"""The status of a row that ends the appointment of its id."""


def new_lines(seen: Snapshot, rows: Sequence[Appointment], again: bool) -> list[StoredAppointment]:
    """Rows as held lines; one whose status is booked moves the appointment of its id, another ends it.

    `again`: other ids are tried.
    """
    made: dict[str, StoredAppointment] = {}
    moving = {row.id: row for row in rows if row.status == BOOKED}
    for row in rows:
        id = f"{row.plan}-{row.number}"
        if id in made:
            id = f"{id}-{row.service}"
        if again or id in seen.lines or id in made:  # it may be the id of another plan's line, too
            id = f"{id}-{token_hex(3)}"
        made[id] = _line(seen, row, id, moving)
    return list(made.values())


def _line(seen: Snapshot, row: Appointment, id: str, moving: Mapping[str, Appointment]) -> StoredAppointment:
    patient = seen.clinic.plan(row.plan).patient
    old = _booked(seen, row) if row.status in (BOOKED, *ENDED) else None
    line = StoredAppointment(
        id,
        patient,
        row.plan,
        row.number,
        None,
        row.service,
        row.service,
        row.practitioner,
        row.room,
        row.start.astimezone(UTC),
        HELD,
        row.fixed,
        moves=old.id if old else None,
    )
    if old and row.status in ENDED:
        return replace(line, number=-old.number, practitioner=None, room=None, reason=GIVEN_UP)
    return replace(line, phase=_phase(seen, row, moving))


def _phase(seen: Snapshot, row: Appointment, moving: Mapping[str, Appointment]) -> str | None:
    """The phase of a row's number: where lapsed sessions leave it open, that of the session its plan asks for.

    `moving` are the appointments that move with it. Raises Nonsense for a number that the plan does not have.
    """
    clinic, plan = seen.clinic, seen.clinic.plan(row.plan)
    if (known := phase_of(clinic, plan, row.number)) and is_nominal(plan, clinic.protocol_of(plan), row.number):
        return known
    book = tuple(_beside(seen, row, moving))
    first, last = sorted([clinic.day(seen.now), clinic.day(row.start)])
    days = Horizon.between(first, last, reaches_back(clinic, plan))
    asked = unroll(replace(clinic, book=book), plan, days, clinic.day_starts).sessions
    phase = next((session.phase for session in asked if session.number == row.number), None)
    if phase is None and not is_nominal(plan, clinic.protocol_of(plan), row.number):
        raise Nonsense(no_number(plan, clinic.protocol_of(plan), row.number))
    return phase


def _beside(seen: Snapshot, row: Appointment, moving: Mapping[str, Appointment]) -> Iterator[Entry]:
    """The book of a row's plan beside it, without places given up; what only changes its turn has its new one."""
    for line in seen.standing:
        if line.plan == row.plan and line.status != HELD and line.id != row.id:
            after = moving.get(line.id)
            if after is None:
                yield line.entry()
            elif (after.start, after.practitioner) == (line.start, line.practitioner):
                yield replace(line.entry(), number=after.number, phase=None)


def _booked(seen: Snapshot, row: Appointment) -> StoredAppointment:
    """The booked appointment that a row is about; its number may be another."""
    old, name = seen.lines.get(row.id), f"{row.plan}, session {row.number} ({row.service})"
    if old is None or old.status != BOOKED or (old.plan, old.given) != (row.plan, row.service):
        raise Conflict(f"{name} is not booked as {row.id!r} any more; ask for the appointment again", [name])
    if any(line.fixed for line in seen.lines.values() if line.status == BOOKED and line.visit == old.visit):
        raise Nonsense(f"the appointment {row.id!r} is fixed, or its visit is, and may not be moved")
    return old

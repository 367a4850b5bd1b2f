"""What stands around new rows of the book, as of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.clinic import Appointment, Clinic, Entry, Span
from planner.clinic.spans import DAY
from planner.desk.check import limited_week
from planner.desk.store import appointments
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.databases import FACTS, Given
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.desk.store.versions import names_of
from planner.errors import Nonsense, UnknownName


@dataclass(frozen=True)
class Snapshot:
    """What stands around new lines, as of the versions of what they lock, and that of the facts."""

    clinic: Clinic
    facts: int
    versions: Mapping[str, int]
    lines: Mapping[str, StoredAppointment]
    now: datetime

    @property
    def standing(self) -> list[StoredAppointment]:
        return [line for line in self.lines.values() if line.stands and not line.over(self.now)]

    @property
    def ended(self) -> set[str]:
        """Holds that have ended by themselves."""
        return {line.hold for line in self.lines.values() if line.hold is not None and line.over(self.now)}


def look(store: Store, connection: Connection, rows: Sequence[Appointment]) -> Snapshot:
    """What stands around rows, and the versions of what they lock, as of one moment.

    Raises UnknownName and Nonsense for rows that cannot be.
    """
    facts = store.last_known if store.last_known.version else store.known(connection)[0]
    while True:  # once more where the facts have changed since they were read
        try:
            for row in rows:
                _refuse_unknown(facts.clinic, row)
            names, around = names_of(facts.clinic, rows), _around(facts.clinic, rows)
        except UnknownName:
            known, facts = facts, store.known(connection)[0]
            if known.version == facts.version:
                raise
            continue
        now, versions, lines = store.read(connection, names, around)
        if versions[FACTS] == facts.version:
            break
        facts, _ = store.known(connection, versions[FACTS])
    return Snapshot(
        facts.clinic,
        facts.version,
        {name: versions[name] for name in names},
        {line.id: line for line in lines},
        now,
    )


def _around(clinic: Clinic, rows: Sequence[Appointment]) -> Given:
    """All of the patients, and what stands on these days with who, where and what these rows take."""
    longest = max(service.length + service.reset for service in clinic.services.values())
    days = sorted({day for row in rows for day in (clinic.day(row.start), *limited_week(clinic, row))})
    needed = {id for row in rows for id in clinic.service(row.service).equipment}
    return appointments.around(
        patients={clinic.plans[row.plan].patient for row in rows},
        spans=[Span(clinic.moment(day) - longest, clinic.moment(day + DAY) + longest) for day in days],
        practitioners={row.practitioner for row in rows if row.practitioner is not None},
        rooms={row.room for row in rows if row.room is not None},
        services={id for id, service in clinic.services.items() if needed.intersection(service.equipment)},
    )


def _refuse_unknown(clinic: Clinic, row: Appointment) -> None:
    clinic.patient(clinic.plan(row.plan).patient)
    clinic.service(row.service)
    refuse_no_place(clinic, row)


def refuse_no_place(clinic: Clinic, row: Appointment | Entry) -> None:
    """Raises UnknownName and Nonsense for a practitioner, a room or a moment that the clinic does not have."""
    if row.practitioner is not None:
        clinic.practitioner(row.practitioner)
    if row.room is not None:
        clinic.room(row.room)
    if row.start.tzinfo is None:
        raise Nonsense(f"the start of {row.plan}, session {row.number} says no time zone; use `clinic.moment`")

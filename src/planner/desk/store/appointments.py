"""The book as the store keeps it: a line for each appointment, booked or only held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, insert, literal_column, or_, select, update

from planner.clinic import Appointment, Clinic, Entry
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.clinic.appointments import HELD as HELD  # which the store's own modules take from here
from planner.clinic.spans import Span
from planner.desk.store.documents import Document, converter
from planner.desk.store.sql import among
from planner.desk.store.tables import appointments as table

TAKING = (HELD, BOOKED)
"""What claims its practitioner, room, equipment and patient."""
STANDING = (HELD, BOOKED, ATTENDED)
"""What the rules look at."""


@dataclass(frozen=True)
class StoredAppointment:
    """One line. `service` is as written, which may be left open; `given` the service that is given."""

    id: str
    patient: str
    plan: str
    number: int
    phase: str | None
    service: str | None
    given: str
    practitioner: str | None
    room: str | None
    start: datetime
    status: str
    fixed: bool
    reason: str | None = None
    hold: str | None = None
    until: datetime | None = None
    moves: str | None = None
    checked: int = 0

    @property
    def session(self) -> tuple[str, int, str]:
        return (self.plan, self.number, self.given)

    @property
    def visit(self) -> tuple[str, int]:
        return (self.plan, self.number)

    @property
    def name(self) -> str:
        return f"{self.plan}, session {abs(self.number)} ({self.given})"

    @property
    def leaving(self) -> bool:
        """Whether its hold keeps no place, but cancels the appointment it `moves`; its number is below 0 then."""
        return self.status == HELD and self.reason is not None

    @property
    def takes(self) -> bool:
        return self.status in TAKING and not self.leaving

    @property
    def stands(self) -> bool:
        return self.status in STANDING and not self.leaving

    def as_booked(self) -> StoredAppointment:
        """A held line once its hold is booked."""
        return replace(self, status=BOOKED, hold=None, until=None)

    def over(self, now: datetime) -> bool:
        """Whether its hold has ended by itself."""
        return self.status == HELD and self.until is not None and self.until <= now

    def entry(self) -> Entry:
        """As a row of the book; a held one counts as booked."""
        status = BOOKED if self.status == HELD else self.status
        place = (self.start, self.practitioner, self.room)
        return Entry(self.id, self.plan, self.number, status, *place, self.phase, self.service, self.fixed)

    def appointment(self, clinic: Clinic) -> Appointment:
        """As a placed session, with the end that its service has now."""
        return replace(self.entry().appointment(clinic.service(self.given)), status=self.status)

    def document(self) -> Document:
        return converter.unstructure(self)

    @classmethod
    def of(cls, document: Document) -> StoredAppointment:
        line: StoredAppointment = converter.structure(document, cls)
        return line


@dataclass(frozen=True)
class Listed:
    """Which of the lines that stand: with these columns' values, within [start, end), `most` after a place."""

    alike: Mapping[str, str]
    start: datetime | None
    end: datetime | None
    after: tuple[datetime, str] | None
    most: int


_NAMES = [field.name for field in fields(StoredAppointment)]
_LINES = select(*(table.c[name] for name in _NAMES))
_INSERT = insert(table)
_UNCHANGED = (
    table.c.id == bindparam("which"),
    table.c.status == bindparam("was"),
    table.c.hold.is_not_distinct_from(bindparam("of")),  # an id may be taken again once a hold has ended
)
_UPDATE = update(table).where(*_UNCHANGED)
_DELETE = delete(table).where(*_UNCHANGED)
_OF_PATIENT = _LINES.where(table.c.patient == bindparam("patient")).order_by(table.c.line)
_OF_PATIENTS = _LINES.where(among(table.c.patient, "patients")).order_by(table.c.line)
_BOOKED_BETWEEN = _LINES.where(
    table.c.start >= bindparam("start"), table.c.start < bindparam("end"), table.c.status == BOOKED
)
_ATTENDED = _LINES.where(among(table.c.given, "services"), table.c.status == ATTENDED)
_OF_HOLD = _LINES.where(table.c.hold == bindparam("hold")).order_by(table.c.line)
_HELD = _LINES.where(table.c.hold.is_not(None))
_BY_ID = _LINES.where(among(table.c.id, "ids")).order_by(table.c.line)
_OF_PLAN = _LINES.where(table.c.plan == bindparam("plan")).order_by(table.c.line)


def of_patient(connection: Connection, patient: str) -> list[StoredAppointment]:
    return _read(connection, _OF_PATIENT, patient=patient)


def of_patients(connection: Connection, patients: Iterable[str]) -> list[StoredAppointment]:
    return _read(connection, _OF_PATIENTS, patients=sorted(patients))


def booked_between(connection: Connection, start: datetime, end: datetime) -> list[StoredAppointment]:
    """What is booked to start from one moment on and before another."""
    return _read(connection, _BOOKED_BETWEEN, start=start, end=end) if start < end else []


def attended(connection: Connection, services: Iterable[str]) -> list[StoredAppointment]:
    """What took place of some services."""
    wanted = sorted(services)
    return _read(connection, _ATTENDED, services=wanted) if wanted else []


def of_plan(connection: Connection, plan: str) -> list[StoredAppointment]:
    return _read(connection, _OF_PLAN, plan=plan)


def of_hold(connection: Connection, hold: str) -> list[StoredAppointment]:
    return _read(connection, _OF_HOLD, hold=hold)


def held(connection: Connection) -> list[StoredAppointment]:
    """All that is held, by holds that have ended too."""
    return _read(connection, _HELD)


def by_id(connection: Connection, ids: Sequence[str]) -> list[StoredAppointment]:
    return _read(connection, _BY_ID, ids=list(ids))


def all_lines(connection: Connection) -> list[StoredAppointment]:
    return _read(connection, _LINES.order_by(table.c.line))


def listed(connection: Connection, now: datetime, wanted: Listed) -> list[StoredAppointment]:
    """What stands of what is wanted, by start and id, less what is held by holds that have ended."""
    asked = [getattr(table.c, name) == value for name, value in wanted.alike.items()]
    asked += [table.c.start >= wanted.start] if wanted.start else []
    asked += [table.c.start < wanted.end] if wanted.end else []
    if wanted.after:
        start, id = wanted.after
        asked.append(or_(table.c.start > start, and_(table.c.start == start, table.c.id > id)))
    there = (table.c.status.in_(STANDING), table.c.reason.is_(None), or_(table.c.until.is_(None), table.c.until > now))
    rows = _LINES.where(*there, *asked).order_by(table.c.start, table.c.id).limit(wanted.most)
    return _read(connection, rows)


def around(
    patients: Iterable[str],
    spans: Sequence[Span],
    practitioners: Iterable[str],
    rooms: Iterable[str],
    services: Iterable[str],
) -> tuple[Select[Any], Mapping[str, object]]:
    """All lines of some patients, and what stands and starts within spans with any of these practitioners, rooms or
    services: as a statement, and what it is given."""
    given: dict[str, object] = {"patients": sorted(patients), "practitioners": sorted(practitioners)}
    given |= {"rooms": sorted(rooms), "services": sorted(services)}
    for number, span in enumerate(spans):
        given |= {f"start{number}": span.start, f"end{number}": span.end}
    return _around(len(spans)), given


@cache
def _around(spans: int) -> Select[Any]:
    within = [
        (table.c.start >= bindparam(f"start{number}")) & (table.c.start < bindparam(f"end{number}"))
        for number in range(spans)
    ]
    with_any = or_(
        among(table.c.practitioner, "practitioners"),
        among(table.c.room, "rooms"),
        among(table.c.given, "services"),
    )
    standing = table.c.status.in_([literal_column(f"'{status}'") for status in STANDING])
    return _LINES.where(or_(among(table.c.patient, "patients"), and_(or_(*within), standing, with_any)))


def insert_lines(connection: Connection, lines: Sequence[StoredAppointment]) -> None:
    rows = [vars(line) for line in lines]
    connection.execute(_INSERT, rows if len(rows) > 1 else rows[0])


def update_line(connection: Connection, before: StoredAppointment, after: StoredAppointment) -> bool:
    """Whether the line still had its status and hold, and is another now."""
    return connection.execute(_UPDATE, {**_unchanged(before), **vars(after)}).rowcount == 1


def delete_line(connection: Connection, line: StoredAppointment) -> bool:
    """Whether the line was still there with its status and hold, and is gone."""
    return connection.execute(_DELETE, _unchanged(line)).rowcount == 1


def _unchanged(line: StoredAppointment) -> dict[str, object]:
    return {"which": line.id, "was": line.status, "of": line.hold}


def _read(connection: Connection, statement: Select[Any], **given: object) -> list[StoredAppointment]:
    return [StoredAppointment(*row) for row in connection.execute(statement, given)]

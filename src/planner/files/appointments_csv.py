"""Rows of text read as appointments, every fault of every row found at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from planner.clinic import Appointment, Clinic, Plan, Problem
from planner.clinic.appointments import BOOKED, PLANNED
from planner.clinic.clinic import UTC
from planner.errors import Fault, FaultyClinic, did_you_mean

NEEDED = ("plan", "number", "practitioner", "start")
FLAGS = {"": False, "no": False, "false": False, "yes": True, "true": True}

Numbered = tuple[int, Mapping[str, str]]
"""A row's number, for its faults, and its cells by column."""


def read_rows(
    clinic: Clinic, problem: Problem | None, file: str, header: Sequence[str], rows: Iterable[Numbered]
) -> tuple[Appointment, ...]:
    """The rows as appointments, in their order. Raises FaultyClinic with every fault found."""
    missing = [column for column in NEEDED if column not in header]
    faults = [Fault(file, None, column, "the column is missing", f"needed: {', '.join(NEEDED)}") for column in missing]
    faults += [
        Fault(file, None, column, "the column is there twice", "keep one")
        for column in dict.fromkeys(column for column in header if column and header.count(column) > 1)
    ]
    if faults:
        raise FaultyClinic(faults)
    readers = [_RowReader(clinic, problem, file, number, cells) for number, cells in rows]
    found = [(reader, reader.read()) for reader in readers]
    faults = [fault for reader in readers for fault in reader.faults]
    faults += _duplicates(
        file, [(reader.number, row) for reader, row in found if row and reader.cells.get("appointment")]
    )
    if faults:
        raise FaultyClinic(sorted(faults, key=lambda fault: fault.row or 0))
    return tuple(row for _, row in found if row)


def _duplicates(file: str, rows: Iterable[tuple[int, Appointment]]) -> list[Fault]:
    """An id that two rows bear, unless they are two services of one visit."""
    seen: dict[str, list[tuple[int, Appointment]]] = {}
    faults = []
    for number, row in rows:
        others = seen.setdefault(row.id, [])
        clash = next((n for n, other in others if other.key != row.key or other.service == row.service), None)
        if clash is not None:
            wrong = f"the id {row.id!r} is that of row {clash} too"
            faults.append(Fault(file, number, "appointment", wrong, "give each its own id, or none"))
        others.append((number, row))
    return faults


class _RowReader:
    """One row on its way to an appointment; what is wrong with it gathers in `faults`."""

    def __init__(
        self, clinic: Clinic, problem: Problem | None, file: str, number: int, cells: Mapping[str, str]
    ) -> None:
        self.clinic, self.problem = clinic, problem
        self.file, self.number, self.cells = file, number, cells
        self.faults: list[Fault] = []

    def read(self) -> Appointment | None:
        """The appointment, or None with faults."""
        plan = self._known("plan", self.clinic.plans)
        number = self._number()
        practitioner = self._known("practitioner", self.clinic.practitioners)
        room = self._known("room", self.clinic.rooms, needed=False)
        service = self._service(plan, number)
        start = self._moment("start")
        end = self._moment("end") if self._cell("end") else self._end(start, service)
        if start and end and self._cell("end") and end <= start:
            self._fault("end", "lies not after the start", "leave it empty for the service's length")
        status = self._cell("status") or PLANNED
        if status not in (PLANNED, BOOKED):
            self._fault("status", f"{status!r} is no status of a roster's row", f"use {PLANNED} or {BOOKED}")
        fixed = FLAGS.get(self._cell("fixed").lower())
        if fixed is None:
            self._fault("fixed", f"{self._cell('fixed')!r} is neither yes nor no", "use yes or no")
        if self.faults or plan is None or number is None or service is None or start is None or end is None:
            return None
        id = self._cell("appointment") or f"{plan}-{number}"
        return Appointment(id, plan, number, service, practitioner, room, start, end, status, bool(fixed))

    def _cell(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def _fault(self, column: str, wrong: str, mend: str = "") -> None:
        self.faults.append(Fault(self.file, self.number, column, wrong, mend))

    def _known(self, column: str, known: Mapping[str, object], needed: bool = True) -> str | None:
        id = self._cell(column)
        if id in known:
            return id
        if id:
            self._fault(column, f"no {column} {id!r}{did_you_mean(id, known)}", f"use an id of {column}s")
        elif needed:
            self._fault(column, "is empty", f"give the {column}'s id")
        return None

    def _number(self) -> int | None:
        text = self._cell("number")
        if text.isascii() and text.isdecimal() and int(text) >= 1:
            return int(text)
        self._fault("number", f"{text!r} is no session number", "sessions are numbered 1, 2, 3 …")
        return None

    def _moment(self, column: str) -> datetime | None:
        """A moment in UTC; without an offset it is what the clinic's wall clock shows, the earlier one of two."""
        text = self._cell(column)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or len(text) <= len("2026-12-01"):
            wrong = f"{text!r} is no date with a time" if text else "is empty"
            self._fault(column, wrong, "write it like 2026-12-01T09:00 or 2026-12-01T09:00:00-07:00")
            return None
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        real = moment.replace(tzinfo=self.clinic.timezone).astimezone(UTC)
        if self.clinic.local(real).replace(tzinfo=None, fold=0) != moment:
            self._fault(column, f"{text} is skipped by the clocks that day", "use a time the wall clock shows")
            return None
        return real

    def _end(self, start: datetime | None, service: str | None) -> datetime | None:
        return start + self._length(service) if start and service else None

    def _length(self, service: str) -> timedelta:
        return self.clinic.services[service].length

    def _service(self, plan: str | None, number: int | None) -> str | None:
        if self._cell("service"):
            return self._known("service", self.clinic.services)
        if plan is None or number is None:
            return None
        meant = self._meant(self.clinic.plans[plan], number)
        if len(meant) == 1:
            return meant.pop()
        wrong = f"is empty, and {plan}, session {number} may be any of {', '.join(sorted(meant))}"
        self._fault("service", wrong, "name the service")
        return None

    def _meant(self, plan: Plan, number: int) -> set[str]:
        """The services that this number of the plan can be: its session's, else its phase's, else its protocol's."""
        session = self.problem.by_key.get((plan.id, number)) if self.problem else None
        if session:
            return set(session.services)
        phases = self.clinic.protocol_of(plan).phases
        named = [phase for phase in phases if phase.name == self._cell("phase")]
        return {
            service
            for phase in named or phases
            for service in (*phase.services, *([phase.first] if phase.first else []))
        }

"""Windows both ways: on which days a patient can have a procedure that closes days, given what is placed for them.

A health event closes days from its own day on, never before it. So of what stands for a patient, a procedure is safe
well before the next session, or after the last one, or between two that lie far enough apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module

from planner.clinic import Appointment, Clinic, ClosedDays, Days, Event, PolicyRule, Problem
from planner.clinic.appointments import BOOKED
from planner.clinic.spans import DAY
from planner.errors import Nonsense, UnknownName
from planner.roster.check import Appointments, asked

LONGEST_MONTH = 31
"""Days."""


@dataclass(frozen=True)
class Closing:
    """An appointment that the procedure would close, with the days closed and the rule that closes them."""

    row: Appointment
    by: ClosedDays


@dataclass(frozen=True)
class Displaced:
    """What becomes of an appointment: its new place, or the reason why it has none in these days.

    `by` is what closes its day; None for one that moves along with its plan.
    """

    row: Appointment
    by: ClosedDays | None
    after: Appointment | None
    reason: str = ""


@dataclass(frozen=True)
class Booking:
    """What the procedure displaces on a day, and which of the patient's other rows move along; a row a service."""

    on: date
    displaced: tuple[Displaced, ...]
    along: tuple[Displaced, ...]


@dataclass(frozen=True)
class Window:
    """When a procedure closes nothing of what stands for a patient.

    `rows` are the coming appointments it could close, by start. It is safe up to `last_before` (None where no day
    before them is), from `first_after` on, and in the stretches `between`; without rows it is safe on any day.
    `services` are those of the clinic's own that count as the procedure. `rule` is None where the clinic has turned it
    off, giving `off` as its reason; `until` ends a lasting one. `booking` says what it displaces on a day, if one was
    asked for.
    """

    patient: str
    procedure: str
    rule: PolicyRule | None
    off: str
    until: date | None
    services: tuple[str, ...]
    rows: tuple[Appointment, ...]
    last_before: date | None
    between: tuple[Days, ...]
    first_after: date | None
    booking: Booking | None = None

    def safe(self, day: date) -> bool:
        """Whether the procedure closes nothing on this day."""
        if not self.rows or any(day in days for days in self.between):
            return True
        before, after = self.last_before, self.first_after
        return (before is not None and day <= before) or (after is not None and day >= after)


def window(
    clinic: Clinic,
    roster: Appointments,
    patient: str,
    procedure: str,
    on: date | None = None,
    *,
    until: date | None = None,
) -> Window:
    """The days on which a patient can have a procedure, any trigger of the clinic's policy, beside a roster.

    Looked at are the patient's rows of the roster and those booked outside its days; what was attended is past. A
    procedure that lasts until it has healed needs `until`, the first day that is open again. With `on` it is also
    worked out, by a small search, what having it on that day displaces and where that could go.

    Raises UnknownName for a patient or a procedure the clinic does not know, Nonsense for a lasting procedure without
    `until` and for an `on` after it, and what reading the roster raises.
    """
    asks = Procedure.of(clinic, patient, procedure, until)
    problem, placed = asked(clinic, roster)
    rows = [row for row in _coming(problem, placed, patient) if asks.closings([row], problem.day(row))]
    days = sorted({problem.day(row) for row in rows})
    safe = [day for day in _days_around(asks, days) if not asks.closings(rows, day)]
    before = [day for day in safe if day < days[0]]
    found = Window(
        patient=patient,
        procedure=procedure,
        rule=asks.rule,
        off=clinic.policy.off.get(procedure, ""),
        until=asks.until,
        services=tuple(service.id for service in clinic.services.values() if service.counts_as == procedure),
        rows=tuple(rows),
        last_before=max(before, default=None),
        between=_stretches([day for day in safe if days[0] < day <= days[-1]]),
        first_after=days[-1] + DAY if days else None,
    )
    if on is None:
        return found
    if asks.until and on > asks.until:
        raise Nonsense(f"{procedure} on {on} would begin after its end, {asks.until}")
    displace = import_module("planner.explain.displacement").displace  # a window alone needs no solver, and loads none
    return replace(found, booking=displace(problem, placed, asks, rows, on))


@dataclass(frozen=True)
class Procedure:
    """What is asked for: a procedure of a patient, its rule (None where the clinic has turned it off), and its end."""

    clinic: Clinic
    patient: str
    kind: str
    rule: PolicyRule | None
    until: date | None

    @classmethod
    def of(cls, clinic: Clinic, patient: str, kind: str, until: date | None) -> Procedure:
        clinic.patient(patient)
        if kind not in clinic.policy.kinds:
            raise UnknownName("procedure", kind, clinic.policy.kinds)
        rule = clinic.policy.rules.get(kind)
        lasting = rule is not None and rule.lasting
        if lasting and until is None:
            raise Nonsense(f"{kind} closes days while it lasts; say until when (--until), the first day open again")
        return cls(clinic, patient, kind, rule, until if lasting else None)

    def event(self, on: date) -> Event:
        return Event(self.patient, self.kind, on, self.until)

    def closings(self, rows: Iterable[Appointment], on: date) -> list[Closing]:
        """The rows that the procedure would close if it were on this day."""
        if self.until and on > self.until:
            return []
        clinic, cleared = self.clinic, self.clinic.clearances_of.get(self.patient, ())
        found = []
        for row in rows:
            closed = clinic.policy.closed(clinic.services[row.service].acts, [self.event(on)], cleared)
            found += [Closing(row, by) for by in closed if clinic.day(row.start) in by.days]
        return found


def _coming(problem: Problem, placed: Iterable[Appointment], patient: str) -> list[Appointment]:
    """The patient's rows of the roster, and those booked outside its days, by start."""
    booked = [row for row in problem.history if row.status == BOOKED]
    mine = [row for row in (*placed, *booked) if problem.patient_of(row) == patient]
    return sorted(mine, key=lambda row: row.start)


def _days_around(asks: Procedure, days: Sequence[date]) -> list[date]:
    """All days from one that is safely before the first of some days to the last of them."""
    if not days or asks.rule is None:
        return []
    wait = asks.rule.days or (asks.rule.months or 0) * LONGEST_MONTH
    first = days[0] - (wait + 1) * DAY
    return [first + number * DAY for number in range((days[-1] - first).days + 1)]


def _stretches(days: Iterable[date]) -> tuple[Days, ...]:
    """Single days as stretches of days in a row."""
    found: list[Days] = []
    for day in days:
        if found and found[-1].last == day - DAY:
            found[-1] = Days(found[-1].first, day)
        else:
            found.append(Days(day, day))
    return tuple(found)

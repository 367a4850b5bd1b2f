"""Windows both ways: on which days a patient can have a procedure that closes days, given what is placed for them.

A health event closes days from its own day on, never before it. So of what stands for a patient, a procedure is safe
well before the next session, or after the last one, or between two that lie far enough apart. A roster ends, and plans
go on: what it does not answer for is never called safe only since nothing stands there yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from planner.clinic import Appointment, Clinic, Days, PolicyRule, Problem
from planner.clinic.appointments import BOOKED
from planner.clinic.spans import DAY
from planner.errors import Nonsense
from planner.explain.outlook import Wanted, wanted_after
from planner.explain.procedure import Booking, Procedure
from planner.roster.check import Appointments, asked

LONGEST_MONTH = 31
"""Days."""
NEVER = date.min
"""The last safe day where no day is."""


@dataclass(frozen=True)
class Window:
    """When a procedure closes none of a patient's appointments.

    `rows` are the coming appointments it could close, by start. It is safe up to `last_before` (None where no day
    before them is), in the stretches `between`, and from `first_after` on, None where there are no rows; but not after
    `last_safe` (None where nothing more is wanted, NEVER where it closes that on any day): then it closes days of
    `wanted`, the next sessions of the patient's plans, without a place since the roster `ends` before or left them out.
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
    last_safe: date | None
    wanted: tuple[Wanted, ...]
    ends: date
    booking: Booking | None = None

    def safe(self, day: date) -> bool:
        """Whether the procedure closes nothing on this day, neither what stands nor what is wanted next."""
        if self.last_safe is not None and day > self.last_safe:
            return False
        if self.first_after is None or day >= self.first_after:
            return True
        return (self.last_before is not None and day <= self.last_before) or any(day in days for days in self.between)


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
    wanted = _closable(asks, problem, placed)
    answer = Window(
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
        last_safe=_last_safe(asks, wanted),
        wanted=tuple(wanted),
        ends=problem.horizon.end,
    )
    if on is None:
        return answer
    if asks.until and on > asks.until:
        raise Nonsense(f"{procedure} on {on} would begin after its end, {asks.until}")
    from planner.explain.displacement import displace  # only here: it loads the solver, and a window needs none

    return replace(answer, booking=displace(problem, placed, asks, rows, on))


def _coming(problem: Problem, placed: Iterable[Appointment], patient: str) -> list[Appointment]:
    """The patient's rows of the roster, and those booked outside its days, by start."""
    booked = [row for row in problem.history if row.status == BOOKED]
    mine = [row for row in (*placed, *booked) if problem.patient_of(row) == patient]
    return sorted(mine, key=lambda row: row.start)


def _closable(asks: Procedure, problem: Problem, placed: Iterable[Appointment]) -> list[Wanted]:
    """The patient's next sessions without a place, of those that the procedure could close."""
    wanted = wanted_after(problem, placed, asks.patient)
    return [each for each in wanted if asks.closings(_rows(asks, each), each.day)]


def _last_safe(asks: Procedure, wanted: Iterable[Wanted]) -> date | None:
    """The last day on which it closes none of the days on which these begin to be wanted; None without any."""
    lasts = []
    for each in wanted:
        rows = _rows(asks, each)
        lasts += [max((day for day in _days_around(asks, [each.day]) if not asks.closings(rows, day)), default=NEVER)]
    return min(lasts, default=None)


def _rows(asks: Procedure, wanted: Wanted) -> list[Appointment]:
    return [wanted.row(asks.clinic, service) for service in wanted.session.services]


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

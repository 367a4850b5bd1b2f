"""Hours that cannot work: nobody on shift, times that meet no shift, services longer than any shift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from planner.clinic import Patient, Span, WeeklyHours
from planner.clinic.clinic import UTC
from planner.clinic.spans import DAY, MIDNIGHT, union
from planner.files.reading.warnings.rows import Rows

ANY_DAY = date(2001, 1, 1)
"""Stands for all days when hours are compared by the clock."""
Hours = tuple[int, Span]
"""A weekday, 0 = Monday, and a span of ANY_DAY."""
LATER = "give them a later `until`, or none, or add the hours that follow"


def practitioners(rows: Rows) -> None:
    """Practitioners without a shift, and shifts that all come to an end."""
    people = rows.clinic.practitioners
    idle = [row for row, person in rows.made("practitioners") if not people[person.id].shifts]
    if idle:
        wrong = "there is no shift of this practitioner, so no session can be with them"
        rows.warn_alike("practitioners", idle, "practitioner", wrong, f"add rows to {rows.listings['shifts'].file}")
    ends = [(hours.last, row) for row, hours in rows.made("shifts")]
    if ends and all(last is not None for last, _ in ends):
        last, row = max((last, row) for last, row in ends if last is not None)
        rows.warn("shifts", row, "until", f"all shifts end by {last}: nobody is on shift after it", LATER)
        return
    for id in dict.fromkeys(plan.practitioner for plan in rows.clinic.plans.values()):
        latest = [hours.last for hours in people[id].shifts] if id else []
        gone = [last for last in latest if last is not None]
        if id and gone and len(gone) == len(latest):
            wrong = f"the shifts of {id!r} all end by {max(gone)}, and a plan admits nobody else"
            rows.warn("shifts", rows.row_of("shifts", id), "until", wrong, LATER)


def services(rows: Rows) -> None:
    """Services that are longer than any shift of those who may give them."""
    longest = {id: _longest(person.shifts) for id, person in rows.clinic.practitioners.items()}
    for service in rows.clinic.services.values():
        people = rows.clinic.practitioners.values()
        able = [longest[person.id] for person in people if service.needs <= person.qualifications]
        if any(able) and max(able) < service.length:
            wrong = f"{service.id!r} takes {_minutes(service.length)}, and the longest shift of those who may give it"
            wrong += f" has {_minutes(max(able))}"
            rows.warn_settings(f"services.{service.id}.steps", wrong, "shorten it, or give somebody a longer shift")


def patients(rows: Rows) -> None:
    """Patients whose times meet no shift for long enough."""
    clinic = rows.clinic
    plans: dict[str, list[tuple[str | None, timedelta]]] = {}
    for plan in clinic.plans.values():
        phases = clinic.protocol_of(plan).phases
        ids = {id for phase in phases for id in (phase.first, *phase.services) if id}
        shortest = min(clinic.services[id].length for id in ids)
        plans.setdefault(plan.patient, []).append((plan.practitioner, shortest))
    shifts = {id: list(_joined(person.shifts)) for id, person in clinic.practitioners.items()}
    for id, asked in plans.items():
        patient = clinic.patients[id]
        if patient.times and not any(_meets(patient, only, length, shifts) for only, length in asked):
            wrong = f"the times of {id!r} meet no shift for as long as a session of theirs takes"
            mend = f"mend them, or the shifts in {rows.listings['shifts'].file}"
            rows.warn("times", rows.row_of("times", id), "start", wrong, mend)


def _meets(patient: Patient, only: str | None, length: timedelta, shifts: Mapping[str, Sequence[Hours]]) -> bool:
    able = [only] if only else [id for id in shifts if id not in patient.not_with]
    times = list(_joined(patient.times))
    return any(_common(one, other) >= length for id in able for other in shifts[id] for one in times)


def _common(one: Hours, other: Hours) -> timedelta:
    (day, a), (other_day, b) = one, other
    return min(a.end, b.end) - max(a.start, b.start) if day == other_day else timedelta(0)


def _longest(rows: Iterable[WeeklyHours]) -> timedelta:
    return max((span.end - span.start for _, span in _joined(rows)), default=timedelta(0))


def _joined(rows: Iterable[WeeklyHours]) -> Iterator[Hours]:
    """The hours of each weekday whatever days they hold on, those that touch joined: never less than there are."""
    rows = list(rows)
    for weekday in sorted({row.weekday for row in rows}):
        yield from ((weekday, span) for span in union(_span(row) for row in rows if row.weekday == weekday))


def _span(row: WeeklyHours) -> Span:
    end = ANY_DAY + DAY if row.end == MIDNIGHT else ANY_DAY
    return Span(datetime.combine(ANY_DAY, row.start, UTC), datetime.combine(end, row.end, UTC))


def _minutes(length: timedelta) -> str:
    return f"{length // timedelta(minutes=1)} minutes"

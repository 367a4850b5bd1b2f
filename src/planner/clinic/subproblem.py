"""The problem of some patients alone: their plans are unrolled, and what is booked for all others stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from planner.clinic import Appointment, Clinic, Entry, Horizon, Problem, unroll
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.clinic.courses.plan_sessions import Unrolled
from planner.clinic.spans import DAY


def part_of(
    clinic: Clinic, horizon: Horizon, patients: Collection[str], days: Collection[date] | None = None
) -> Problem:
    """The problem of these patients; others' appointments stand as history where they are booked on some of its days.

    `days` None is all of them. So its size is that of the question, and not the clinic's.
    """
    others = booked_on(clinic, horizon.days if days is None else days, without=patients)
    return small(clinic, of_patients(clinic, patients), horizon, others)


def small(clinic: Clinic, alone: Clinic, horizon: Horizon, others: Iterable[Appointment]) -> Problem:
    """The problem of a clinic in which only the plans of `alone` are unrolled, and others' rows stand as history."""
    unrolled = [unroll(alone, plan, horizon, clinic.day_starts) for plan in alone.plans.values()]
    return Problem(
        clinic=clinic,  # not the other: this one has its groups by owner at hand
        horizon=horizon,
        sessions=tuple(session for each in unrolled for session in each.sessions),
        history=(*(row for each in unrolled for row in each.history), *others),
        leasts={key: least for each in unrolled for key, least in each.leasts.items()},
    )


def of_patients(clinic: Clinic, patients: Collection[str]) -> Clinic:
    """The clinic as if it had these patients alone, so that what it groups by owner is as small as the question."""
    plans = {id: plan for id, plan in clinic.plans.items() if plan.patient in patients}
    return replace(
        clinic,
        patients={id: patient for id, patient in clinic.patients.items() if id in patients},
        plans=plans,
        events=tuple(event for event in clinic.events if event.patient in patients),
        clearances=tuple(clearance for clearance in clinic.clearances if clearance.patient in patients),
        book=tuple(entry for entry in clinic.book if entry.plan in plans),
    )


def booked_on(clinic: Clinic, days: Collection[date], without: Collection[str] = ()) -> list[Appointment]:
    """What is booked or was attended on some days, less the appointments of some patients: limits count both."""
    if not days:
        return []
    first, end = clinic.moment(min(days)), clinic.moment(max(days) + DAY)
    days = frozenset(days)
    entries = [
        entry
        for entry in clinic.book
        if first <= entry.start < end
        and entry.status in (ATTENDED, BOOKED)
        and clinic.day(entry.start) in days
        and clinic.plans[entry.plan].patient not in without
    ]
    return appointments_of(clinic, entries)


def booked_of(problem: Problem) -> tuple[Appointment, ...]:
    """What is booked inside the problem's horizon for its patients, by start."""
    rows = (row for session in problem.sessions for row in session.booked)
    return tuple(sorted(rows, key=lambda row: (row.start, row.id)))


def appointments_of(clinic: Clinic, entries: Collection[Entry]) -> list[Appointment]:
    """Booked entries as appointments, by start; what service one has that names none, its plan unrolled says."""
    unsaid = {entry.plan for entry in entries if entry.service is None}
    with_service = [(entry, entry.service) for entry in entries if entry.service and entry.plan not in unsaid]
    appointments = [entry.appointment(clinic.service(service)) for entry, service in with_service]
    wanted = [entry for entry in entries if entry.plan in unsaid]
    if wanted:
        days = [clinic.day(entry.start) for entry in wanted]
        span = Horizon.between(min(days), max(days), look_ahead=0)
        theirs = replace(clinic, book=tuple(entry for entry in clinic.book if entry.plan in unsaid))
        rows = [row for plan in unsaid for row in _standing(unroll(theirs, clinic.plans[plan], span))]
        ids = {entry.id for entry in wanted}
        appointments += [row for row in rows if row.id in ids]
    return sorted(appointments, key=lambda row: (row.start, row.id, row.service))


def _standing(unrolled: Unrolled) -> Iterator[Appointment]:
    yield from unrolled.history
    for session in unrolled.sessions:
        yield from session.booked

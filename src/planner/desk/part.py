"""The problem of some patients alone: their plans are unrolled, and what is booked for all others stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from planner.clinic import Appointment, Clinic, Entry, Horizon, Problem, unroll
from planner.clinic.appointments import BOOKED
from planner.clinic.spans import DAY


def part_of(
    clinic: Clinic, horizon: Horizon, patients: Collection[str], days: Collection[date] | None = None
) -> Problem:
    """The problem of these patients; others' appointments stand as history where they are booked on some of its days.

    `days` None is all of them. So its size is that of the question, and not the clinic's.
    """
    own: list[Entry] = []
    others: list[Entry] = []
    first, end = clinic.moment(horizon.first), clinic.moment(horizon.end + DAY)
    for entry in clinic.book:
        if clinic.plans[entry.plan].patient in patients:
            own.append(entry)
        elif entry.status == BOOKED and first <= entry.start < end:
            others.append(entry)
    if days is not None:
        others = [entry for entry in others if clinic.day(entry.start) in days]
    small = replace(clinic, book=tuple(own))
    unrolled = [unroll(small, plan, horizon) for plan in clinic.plans.values() if plan.patient in patients]
    return Problem(
        clinic=small,
        horizon=horizon,
        sessions=tuple(session for each in unrolled for session in each.sessions),
        history=(*(row for each in unrolled for row in each.history), *appointments_of(clinic, others, horizon)),
        leasts={key: least for each in unrolled for key, least in each.leasts.items()},
    )


def booked_of(problem: Problem) -> tuple[Appointment, ...]:
    """What is booked inside the problem's horizon for its patients, by start."""
    rows = (row for session in problem.sessions for row in session.booked)
    return tuple(sorted(rows, key=lambda row: (row.start, row.id)))


def appointments_of(clinic: Clinic, entries: Collection[Entry], horizon: Horizon) -> list[Appointment]:
    """Entries as appointments; what service one has that names none, its plan unrolled says."""
    unsaid = {entry.plan for entry in entries if entry.service is None}
    found = [_named(clinic, entry, entry.service) for entry in entries if entry.service and entry.plan not in unsaid]
    if unsaid:
        theirs = [entry for entry in clinic.book if entry.plan in unsaid]
        small = replace(clinic, book=tuple(theirs))
        wanted = {entry.id for entry in entries}
        for plan in unsaid:
            rolled = unroll(small, clinic.plans[plan], horizon)
            rows = (*rolled.history, *(row for session in rolled.sessions for row in session.booked))
            found += [row for row in rows if row.id in wanted]
    return found


def _named(clinic: Clinic, entry: Entry, service: str) -> Appointment:
    return Appointment(
        id=entry.id,
        plan=entry.plan,
        number=entry.number,
        service=service,
        practitioner=entry.practitioner,
        room=entry.room,
        start=entry.start,
        end=entry.start + clinic.services[service].length,
        status=entry.status,
        fixed=entry.fixed,
    )

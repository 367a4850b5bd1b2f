"""A patient's plans, each drawn as its course: what took place, what is booked, what is still asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.clinic import Appointment, Clinic, Horizon, Key, Plan, Session, unroll
from planner.clinic.appointments import ATTENDED
from planner.clinic.courses.plan_sessions import Unrolled
from planner.desk.answers import RunningHold
from planner.roster.format.dates import label

AHEAD = timedelta(days=180)


@dataclass(frozen=True)
class Step:
    """A session of a course: `state` is came, booked, held or open."""

    number: int
    state: str
    when: str


@dataclass(frozen=True)
class Course:
    plan: Plan
    steps: Sequence[Step]
    next: int | None
    """The number of the next session without a place, of which none is held either."""


def courses(clinic: Clinic, patient: str, today: date, holds: Iterable[RunningHold]) -> list[Course]:
    """The courses of a patient, as they stand today and are held."""
    horizon = Horizon.between(today, today + AHEAD, 0)
    held = {row.key: row for hold in reversed([*holds]) for row in reversed(hold.rows)}
    return [_course(clinic, plan, unroll(clinic, plan, horizon), held) for plan in clinic.plans_of[patient]]


def _course(clinic: Clinic, plan: Plan, unrolled: Unrolled, held: Mapping[Key, Appointment]) -> Course:
    past = [
        Step(row.number, "came" if row.status == ATTENDED else "booked", label(clinic.day(row.start)))
        for row in sorted(unrolled.history, key=lambda row: row.start)
    ]
    coming = [_step(clinic, session, held.get(session.key)) for session in unrolled.sessions]
    free = next((each.number for each in unrolled.sessions if not each.booked and each.key not in held), None)
    return Course(plan, [*past, *coming], free)


def _step(clinic: Clinic, session: Session, held: Appointment | None) -> Step:
    row = session.booked[0] if session.booked else held
    if row:
        start = clinic.local(row.start)
        return Step(session.number, "booked" if session.booked else "held", f"{label(start.date())} {start:%H:%M}")
    return Step(session.number, "open", f"about {label(session.ideal)}" if session.ideal else "when there is a day")

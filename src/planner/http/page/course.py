"""A patient's plans, each drawn as its course: what took place, what is booked, what is still asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.clinic import Clinic, Horizon, Plan, Session, unroll
from planner.clinic.appointments import ATTENDED
from planner.clinic.courses.plan_sessions import Unrolled
from planner.roster.format.dates import label

AHEAD = timedelta(days=180)


@dataclass(frozen=True)
class Step:
    """A session of a course: `state` is came, booked or open."""

    number: int
    state: str
    when: str


@dataclass(frozen=True)
class Course:
    plan: Plan
    steps: Sequence[Step]
    next: int | None
    """The number of the next session without a place."""


def courses(clinic: Clinic, patient: str, today: date) -> list[Course]:
    """The courses of a patient, as they stand today."""
    horizon = Horizon.between(today, today + AHEAD, 0)
    return [_course(clinic, plan, unroll(clinic, plan, horizon)) for plan in clinic.plans_of[patient]]


def _course(clinic: Clinic, plan: Plan, unrolled: Unrolled) -> Course:
    past = [
        Step(row.number, "came" if row.status == ATTENDED else "booked", label(clinic.day(row.start)))
        for row in sorted(unrolled.history, key=lambda row: row.start)
    ]
    coming = [_step(clinic, session) for session in unrolled.sessions]
    free = next((session.number for session in unrolled.sessions if not session.booked), None)
    return Course(plan, [*past, *coming], free)


def _step(clinic: Clinic, session: Session) -> Step:
    if session.booked:
        start = clinic.local(session.booked[0].start)
        return Step(session.number, "booked", f"{label(start.date())} {start:%H:%M}")
    return Step(session.number, "open", f"about {label(session.ideal)}" if session.ideal else "when there is a day")

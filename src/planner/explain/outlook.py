"""What a patient's plans go on to ask for once all that a roster places stands: what no roster answers for yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.clinic import Appointment, Clinic, Entry, Horizon, Plan, Problem, Session, unroll
from planner.clinic.appointments import BOOKED
from planner.clinic.spans import DAY

FAR = timedelta(days=400)
"""How far beyond a roster's last day is looked: over a year, so that a yearly session is found."""


@dataclass(frozen=True)
class Wanted:
    """The next session of a plan that has no place yet, and the first day after the roster on which it is wanted."""

    session: Session
    day: date

    def row(self, clinic: Clinic, service: str) -> Appointment:
        """One of its services as if it stood on that day."""
        start = clinic.moment(self.day)
        place = (None, None, start, start + clinic.services[service].length)
        return Appointment(self.session.name, self.session.plan, self.session.number, service, *place)


def wanted_after(problem: Problem, placed: Iterable[Appointment], patient: str) -> list[Wanted]:
    """The next session without a place of each of the patient's plans that go on, by day.

    One that the roster left out is wanted from the day after it on, and so is one for which no day can be told.
    """
    horizon, after = problem.horizon, problem.horizon.end + DAY
    beyond = Horizon(horizon.first, horizon.last, min(horizon.end, date.max - FAR) + FAR)
    clinic = _with_roster(problem, placed)
    wanted = []
    for plan in clinic.plans_of[patient]:
        if session := _next(clinic, plan, beyond):
            wanted.append(Wanted(session, max(after, session.window.first) if session.window else after))
    return sorted(wanted, key=lambda each: (each.day, each.session.key))


def _next(clinic: Clinic, plan: Plan, horizon: Horizon) -> Session | None:
    return next((each for each in unroll(clinic, plan, horizon).sessions if not each.booked), None)


def _with_roster(problem: Problem, placed: Iterable[Appointment]) -> Clinic:
    """The clinic with the roster, its draft too, booked in place of what the book has on its days."""
    clinic, over = problem.clinic, {row.id for session in problem.sessions for row in session.booked}
    book = [entry for entry in clinic.book if entry.id not in over]
    for row in placed:
        phase = problem.by_key[row.key].phase if row.key in problem.by_key else None
        place = (row.start, row.practitioner, row.room)
        book.append(Entry(row.id, row.plan, row.number, BOOKED, *place, phase, row.service))
    return replace(clinic, book=tuple(book))

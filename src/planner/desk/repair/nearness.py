"""What must move goes nearest first: a closed visit is as dear away from its old place as a booked one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from planner.clinic import Appointment, Clinic, Session
from planner.clinic.courses.possible_days import PossibleDays
from planner.clinic.sessions import MOVE_DAYS
from planner.clinic.spans import DAY, Days

FAR = timedelta(days=366)
"""So far ahead is looked for days on which a closed session may be had again."""
WEEK = timedelta(days=MOVE_DAYS)


def near_its_place(clinic: Clinic, session: Session, was: tuple[Appointment, ...], first: date) -> Session:
    """A session to be placed from `first` on, which was at these rows; near by the days too, where it keeps its turn.

    So it may move by a week either way, and beyond to the days that its course gives it. Where others lie between
    these, or its course gives it none, it has the week, if some day of it is possible. `clinic` is without these rows.
    """
    session, day, course = replace(session, due=True, was=was), clinic.day(was[0].start), session.reach
    week = Days(day - WEEK, day + WEEK).clipped(first, first + FAR)
    if week is None or week.last is None or was[0].key != session.key:
        return session
    if course and course.last and week.first <= course.last + DAY and course.first <= week.last + DAY:
        week_and_course = Days(min(week.first, course.first), max(week.last, course.last))
        return replace(session, ideal=day, window=week, reach=week_and_course)
    possible = _possible(clinic, session, week.last).any_of(week.first, week.last)
    return replace(session, ideal=day, window=week, reach=week) if possible else session


def _possible(clinic: Clinic, session: Session, last: date) -> PossibleDays:
    return PossibleDays(clinic, clinic.plans[session.plan], session.services, last, clinic.day_starts)

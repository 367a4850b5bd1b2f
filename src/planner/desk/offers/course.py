"""Offers of whole courses: the best, and others that end sooner, have one practitioner or a regular weekday."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice

from planner.clinic import Session
from planner.desk.diary.diary import Diary
from planner.desk.offers.alternatives import others
from planner.desk.offers.course_problem import CourseOffer, LaidOut
from planner.desk.offers.request import OfferRequest, Offers, no_day
from planner.desk.offers.why_none import no_place

COURSE = timedelta(days=92)
"""How far ahead a course is offered that has no number of sessions."""


def course_offers(
    diary: Diary, plan: str, k: int = 3, *, until: date | None = None, now: datetime | None = None
) -> Offers[CourseOffer]:
    """`k` different ways to place all sessions of a plan that have no place yet, the best one first.

    Of counted phases all sessions are placed; of a phase without a number those with their ideal day up to `until`, 92
    days ahead unless told. The first offer is the best there is beside what stands. The others are the best of those
    that end sooner, have one practitioner only, or lie all on one weekday. None begins before `now`, this
    moment unless told. When there is none, the answer is empty and its `why` says what closes most.

    Raises UnknownName for a plan the clinic does not have.
    """
    asked = OfferRequest.of(diary, plan, now, until)
    sessions = _unplaced(asked, until or asked.today + COURSE)
    if not sessions:
        return Offers(why=asked.why_none)
    shut = next((each for each in sessions if each.reach is None or each.reach.last is None), None)
    if shut:
        return no_day(shut, asked.today)
    laid_out = LaidOut.of(asked, sessions)
    if laid_out.empty:
        return no_place(laid_out.empty)
    best = laid_out.best()
    if best is None:
        return Offers(why=laid_out.why_none())
    courses = [best[1], *islice(others(laid_out, best[1]), k - 1)][:k]
    return Offers(sorted(courses, key=lambda offer: round(offer.price, 6)))


def _unplaced(asked: OfferRequest, until: date) -> tuple[Session, ...]:
    """The sessions of the counted phases that have no place, else those with an ideal day until then."""
    free = [session for session in asked.sessions if not session.booked]
    counted = [session for session in free if session.counted]
    return tuple(counted or [each for each in free if each.ideal is None or each.ideal <= until])

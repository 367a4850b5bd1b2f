"""The desk asks for a course as a roster does: what lapsed is made up, and a closure is waited for.

Day 0 is Monday, 1 June 2026.
"""

from __future__ import annotations

from typing import Any

from planner.clinic import Clinic, Horizon, Problem
from planner.clinic.subproblem import booked_of
from planner.desk.diary.diary import Diary
from planner.desk.offers.course import course_offers
from planner.desk.offers.session import offers
from tests.worlds import at, attended, day, entry, phase, plan, protocol, service, world

WEEKLY = protocol("weekly", phase(gap=(5, 7, 9), sessions=4))
ON = protocol("on", phase(gap=(5, 7, 9), sessions=4), phase(gap=(10, 15, 20), name="upkeep", sessions=1))
NOW = at(0, "7:00")


def diary(clinic: Clinic) -> Diary:
    """What stands in the clinic's book, as a desk keeps it."""
    problem = Problem.of(clinic, Horizon.between(day(0), day(100), 0))
    found, phases = Diary(clinic), {entry.id: entry.phase for entry in clinic.book}
    for row in (*problem.history, *booked_of(problem)):
        found.put(row, phases.get(row.id))
    return found


def clinic_of(of: Any = WEEKLY, start: int = -30, **more: Any) -> Clinic:
    return world([service()], [of], plans=[plan("a", of.id, start=start)], **more)


def asked(clinic: Clinic) -> list[int]:
    """The numbers that a roster of 100 days would place."""
    return [each.number for each in Problem.of(clinic, Horizon.between(day(0), day(99), 0)).sessions if not each.booked]


def test_what_lapsed_is_offered_at_the_end_as_a_roster_places_it() -> None:
    clinic = clinic_of(book=(attended("a1", -20), attended("a3", -8), entry("a4", 1)))
    assert asked(clinic) == [5]
    (found, *_) = offers(diary(clinic), "a", now=NOW)
    assert [(row.number, clinic.day(row.start)) for row in found.rows] == [(5, day(8))]


def test_every_session_has_a_place_only_when_the_course_is_whole() -> None:
    clinic = clinic_of(book=(attended("a1", -20), attended("a3", -8), entry("a4", 1), entry("a5", 8)))
    assert asked(clinic) == []
    assert offers(diary(clinic), "a", now=NOW).why == "every session of plan 'a' has a place"


def test_a_course_that_stays_short_is_said_to() -> None:
    book = (attended("a1", -20), attended("a4", -8), entry("a5", 12, phase="upkeep"))
    clinic = clinic_of(ON, book=book)
    assert asked(clinic) == []
    said = "2 sessions of plan 'a' lapsed, and what followed has begun; no other is without a place"
    assert offers(diary(clinic), "a", now=NOW).why == said
    assert course_offers(diary(clinic), "a", now=NOW).why == said


def test_the_first_open_day_after_a_closure_is_offered_first() -> None:
    closed = frozenset(day(number) for number in range(25))
    clinic = clinic_of(book=(attended("a1", -15), attended("a2", -8)), closed=closed)
    (found, *_) = offers(diary(clinic), "a", now=NOW)
    assert [clinic.day(row.start) for row in found.rows] == [day(25)]
    (course, *_) = course_offers(diary(clinic), "a", now=NOW)
    assert [(row.number, clinic.day(row.start)) for row in course.rows] == [(3, day(25)), (4, day(32))]


def test_a_session_far_beyond_those_booked_is_offered() -> None:
    yearly = protocol("yearly", phase(gap=(300, 365, 400), sessions=3))
    clinic = world([service()], [yearly], plans=[plan("a", "yearly")], book=(entry("a1", 1), entry("a2", 360)))
    found = offers(diary(clinic), "a", now=NOW)
    assert found
    assert {row.number for row in found[0].rows} == {3}

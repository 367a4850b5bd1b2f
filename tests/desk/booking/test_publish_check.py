"""A book published: every rule reads what it adds or changes, and no roster of planner's own is refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from planner.clinic import Appointment, Clearance, Clinic, Entry, Horizon, Problem
from planner.clinic.spans import DAY
from planner.desk.booking.lines import lines_of
from planner.desk.booking.publish_check import broken_by
from planner.desk.desk import Desk
from planner.engine.greedy import greedy
from planner.engine.planning import build_model
from planner.engine.rooms import appointments
from planner.errors import Forbidden
from planner.roster.booking import booked
from planner.rules import RuleClosures, Violation, violations
from tests.desk.worlds import COURSE, FAR, place, published
from tests.rules.random_worlds import Draw
from tests.worlds import absence, at, day, entry, event, fixed, minutes, plan, service, world

DAYS = 4


def clinic(**more: Any) -> Clinic:
    """Ann has a course to come, Ben another; Mai treats both in room one."""
    plans = [plan("a", "course", start=FAR), plan("b", "course", "ben", start=FAR)]
    return world(**{"protocols": [COURSE], "plans": plans, **more})


# --- at the desk ------------------------------------------------------------------------------------------------------


def test_all_that_a_book_breaks_is_told_and_nothing_is_written(desk: Desk) -> None:
    desk.load(clinic())
    before = desk.journal()
    with pytest.raises(Forbidden) as refused:
        published(desk, entry("a1", FAR), entry("a2", FAR, "10:00"), entry("b1", FAR + 1, "12:30"))
    rules = {(each.rule, each.who) for each in refused.value.violations}
    assert {("gap", "a, session 2"), ("shift", "b, session 1 (needling)")} <= rules
    assert desk.journal() == before


def test_two_patients_at_one_time_are_a_broken_rule_told_once(desk: Desk) -> None:
    desk.load(clinic())
    with pytest.raises(Forbidden) as refused:
        published(desk, entry("a1", FAR), entry("b1", FAR, "9:00", room=None))
    assert [each.rule for each in refused.value.violations].count("practitioner") == 1


def test_a_row_is_read_beside_what_stands(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("b1", FAR)])
    with pytest.raises(Forbidden, match="Mai attends a, session 1"):
        published(desk, entry("a1", FAR))
    published(desk, entry("a1", FAR, "9:30"))
    with pytest.raises(Forbidden, match="gap"):
        published(desk, entry("a2", FAR, "10:00"))


def test_what_was_broken_before_is_in_nobodys_way(desk: Desk) -> None:
    desk.load(clinic(book=(entry("a1", FAR),)))
    assert desk.change(absence("mai", FAR)).closed
    (old,) = desk.clinic().book
    desk.publish([replace(old, phase=None), entry("b1", FAR + 1)])
    with pytest.raises(Forbidden, match="absence"):
        desk.publish([replace(old, start=old.start + minutes(30)), *desk.clinic().book[1:]])


def test_what_is_fixed_stands_whatever_it_breaks(desk: Desk) -> None:
    desk.load(clinic())
    published(desk, fixed("a1", FAR, "12:30"))
    with pytest.raises(Forbidden, match="gap"):
        published(desk, entry("a2", FAR, "9:00"))


def test_a_clearance_overrides_a_rule_of_the_policy(desk: Desk) -> None:
    desk.load(clinic(services=[service(acts=("skin:face",))], events=(event("peel", FAR),)))
    with pytest.raises(Forbidden, match="eligible"):
        published(desk, entry("a1", FAR + 1))
    desk.change(Clearance("ann", "peel", "Dr Ng", day(FAR)), why="healed well")
    published(desk, entry("a1", FAR + 1))


def test_nothing_is_due_before_the_first_day_of_a_roster(desk: Desk) -> None:
    """A month's roster counts from its first day; without it, a session is as late as at a booking today."""
    desk.load(clinic())
    late = (*desk.clinic().book, entry("a1", FAR + 40))
    with pytest.raises(Forbidden, match="window"):
        desk.publish(late)
    with pytest.raises(Forbidden, match="window"):
        desk.book([place("a1", FAR + 40)])
    desk.publish(late, day(FAR + 35))


def test_an_appointment_moves_by_a_week_and_further_where_its_session_may_be(desk: Desk) -> None:
    desk.load(clinic(book=(entry("a1", FAR + 20),)))
    for number in (FAR + 27, FAR + 7):
        desk.publish([replace(desk.clinic().book[0], start=at(number, "9:00"))])
    with pytest.raises(Forbidden, match="window"):
        desk.publish([replace(desk.clinic().book[0], start=at(FAR + 40, "9:00"))])


# --- rosters ----------------------------------------------------------------------------------------------------------


def roster(clinic: Clinic) -> tuple[Problem, tuple[Appointment, ...]]:
    """One that a front desk makes, with rows that it has drafted beyond its days."""
    problem = Problem.of(clinic, Horizon.between(day(0), day(DAYS - 1), 3))
    model = build_model(problem, RuleClosures(problem))
    return problem, appointments(model, greedy(model))


def broken(clinic: Clinic, book: tuple[Entry, ...]) -> list[Violation]:
    there = {line.id: line for line in lines_of(clinic, clinic.book)}
    new = lines_of(replace(clinic, book=book), book)
    return broken_by(clinic, there, [line for line in new if there.get(line.id) != line], day(0))


@pytest.mark.parametrize("seed", range(60))
def test_a_roster_of_a_random_clinic_is_published(seed: int) -> None:
    drawn = Draw(seed).clinic()
    problem, rows = roster(drawn)
    assert not violations(problem, rows)
    assert broken(drawn, booked(problem, rows)) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_roster_of_a_random_clinic_with_a_row_moved_is_published_where_the_check_finds_nothing(seed: int) -> None:
    """Follow-ups that are only drafted are not in a book, so they are not asked for."""
    drawn = Draw(seed).clinic()
    problem, rows = roster(drawn)
    last = problem.horizon.last
    month = [row for row in rows if problem.day(row) <= last or problem.by_key[row.key].booked]
    for row, by in product(month, (minutes(30), DAY, -DAY)):
        moved = replace(row, start=row.start + by, end=row.end + by)
        if day(0) <= problem.day(moved) <= last and not problem.by_key[row.key].fixed:
            other = [moved if each is row else each for each in month]
            assert bool(less_missing(broken(drawn, booked(problem, other)))) == bool(
                less_missing(violations(problem, other))
            )


def less_missing(found: list[Violation]) -> list[Violation]:
    return [each for each in found if each.rule != "follow-up" or len(each.rows) > 1]

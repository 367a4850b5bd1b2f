"""A repair keeps as many sessions as a roster does. Day 0 is Monday, 1 June 2026."""

from __future__ import annotations

from dataclasses import replace

from planner.clinic import Horizon, Problem
from planner.desk.facts.impact import closed_by
from planner.desk.repair.repair import repair
from tests.worlds import day, entry, phase, plan, protocol, service, world

SIX = protocol("six", phase(gap=(5, 7, 9), sessions=6))
BOOKED = tuple(entry(f"a{number}", 7 * number) for number in range(1, 7))


def test_over_a_closure_of_three_weeks_no_session_is_lost() -> None:
    """The second to the fourth are closed, no day is left for them before the fifth: they are had at the end."""
    before = world([service()], [SIX], plans=[plan("a", "six", start=7)], book=BOOKED)
    after = replace(before, closed=frozenset(day(number) for number in range(8, 31)))
    found = repair(after, closed_by(before, after, day(0)), day(0), seconds=5)
    assert found.left == ()
    assert [(row.number, after.day(row.start)) for row in found.after] == [(7, day(49)), (8, day(56)), (9, day(63))]
    assert [row.id for row in found.after] == [entry.id for entry in BOOKED[1:4]]

    left = replace(after, book=tuple(replace(e, status="withdrawn") if e in BOOKED[1:4] else e for e in BOOKED))
    asked = Problem.of(left, Horizon.between(day(0), day(80), 0)).sessions
    assert [session.number for session in asked] == [1, 5, 6, 7, 8, 9]

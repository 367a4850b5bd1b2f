"""A part of a problem freed, and the rest kept."""

from __future__ import annotations

from planner.clinic import FollowUp
from planner.engine.local.fix import with_follow_ups
from tests.worlds import asked, row, service, world


def test_a_session_that_is_not_asked_for_any_more_brings_nobody_with_it() -> None:
    """As of a course whose later sessions pass on their turns, where the clinic has follow-ups."""
    problem = asked(world([service(), service("talk")], follow_ups=(FollowUp("needling", "talk", 1, 2),)))
    rows = [row(problem, "a1", 0)]
    assert with_follow_ups(problem, rows, {("gone", 1)}) == {("gone", 1)}
    assert with_follow_ups(problem, rows, {("gone", 1), ("a", 1)}) == {("gone", 1), ("a", 1)}

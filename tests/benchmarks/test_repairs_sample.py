"""The second proof of a repair: it passes a true one, and sees through each way of not being true."""

from __future__ import annotations

from dataclasses import replace

import pytest

import planner
from benchmarks.repairs_sample import faults
from planner.clinic import Problem
from planner.explain.baseline import Standing
from planner.explain.changes import Swap
from planner.explain.repair import Repair
from tests.worlds import asked, hours, phase, plan, practitioner, protocol, row, world


@pytest.fixture
def problem() -> Problem:
    """Mai has half an hour on Monday, for Ann; Ben is due on the same day."""
    mai = practitioner("mai", shifts=hours("9:00-9:30", days=[0]) + hours("9:00-10:00", days=[3]))
    today = protocol("today", phase(gap=None, sessions=1), start_within=0)
    plans = [plan("a", "today"), plan("b", "today", "ben")]
    return asked(world(protocols=[today], practitioners=[mai], plans=plans), days=1)


@pytest.fixture
def before(problem: Problem) -> planner.Roster:
    return Standing(problem, [row(problem, "a1", 0)]).roster


@pytest.fixture
def repair(problem: Problem, before: planner.Roster) -> Repair:
    found = planner.repairs(problem.clinic, before, seconds=3).repairs
    return next(each for each in found if each.change.kind == "hour")


def test_a_true_repair_is_proved_again(problem: Problem, before: planner.Roster, repair: Repair) -> None:
    assert list(faults(problem.clinic, before, repair)) == []


def test_a_change_that_was_not_made_is_seen(problem: Problem, before: planner.Roster, repair: Repair) -> None:
    said = list(faults(problem.clinic, before, replace(repair, change=Swap())))
    assert said == ["its roster breaks a rule", "the whole model does not admit its roster"]


def test_a_gain_that_is_too_large_is_seen(problem: Problem, before: planner.Roster, repair: Repair) -> None:
    assert list(faults(problem.clinic, before, replace(repair, gain=repair.gain + 1))) == [
        "its roster does not score as said"
    ]


def test_a_session_that_was_placed_before_is_seen(problem: Problem, before: planner.Roster, repair: Repair) -> None:
    both = replace(repair, placed=problem.sessions)
    assert list(faults(problem.clinic, before, both)) == ["it does not place what it says"]

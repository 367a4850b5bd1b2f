"""What the engine's tests have in common."""

from __future__ import annotations

from planner.clinic import Problem
from planner.engine.planning import build_model
from planner.model import Model
from planner.rules import RuleClosures
from tests.worlds import asked, day, room, service, world
from tests.worlds import plan as a_plan


def model_of(problem: Problem) -> Model:
    return build_model(problem, RuleClosures(problem))


def crowded() -> Problem:
    """Five sessions asked for on one morning that holds two, one of them while the other's patient rests."""
    resting = service("rest", 30, -30, 30)
    plans = [a_plan(f"p{n}", "rest", f"patient{n}", priority=n % 3 + 1, finish_by=day(0)) for n in range(5)]
    return asked(world([resting], plans=plans, rooms=[room("one"), room("two")]), 1)

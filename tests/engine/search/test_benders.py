"""Days first: what it proves is true, days that hold too much say so, and it is only used where it pays."""

from __future__ import annotations

import pytest

from planner.engine.greedy import greedy
from planner.engine.limits import Limits, silent
from planner.engine.planning import plan as planned
from planner.engine.search.benders import Benders, pays
from planner.engine.search.cpsat import whole_factor
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.parts import Parts
from planner.engine.search.run import easy_bound
from planner.model import Model
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw
from tests.worlds import asked, hours, minutes, patient, phase, plan, practitioner, protocol, service, world

EFFORT = Limits(None, 50.0, 1, 1, 0.0)


def tried(model: Model) -> tuple[Incumbent, Benders]:
    """Days chosen and tried until there is no more to ask."""
    best = Incumbent(model, greedy(model), easy_bound(model), whole_factor(model.price), EFFORT, 0.0, silent)
    days = Benders(best, Parts(model), 1)
    while not days.over:
        best.spend(days.step())
    return best, days


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_what_it_proves_holds_for_the_best_roster(first: int) -> None:
    for seed in range(first, first + 10):
        problem = Draw(seed).problem()
        horizon = problem.horizon
        away = (horizon.end - horizon.last).days
        best = planned(problem.clinic, first=horizon.first, last=horizon.last, look_ahead=away, effort=50.0)
        assert best.figures.status == "optimal"
        found, _ = tried(model_of(problem))
        assert found.bound <= best.figures.score + 1e-6 <= found.score + 2e-6, f"clinic {seed}"


def hour_each(*times: str, priority: int = 2) -> Model:
    """An hour with Mai on the first day for each, who can come at these times; Mai works from nine to twelve."""
    once = protocol("care", phase("care", gap=None, sessions=1), start_within=0)
    people = [patient(f"p{n}", times=hours(time)) for n, time in enumerate(times)]
    plans = [plan(f"p{n}", "care", f"p{n}", priority=priority) for n in range(len(times))]
    clinic = world([service("care", 60)], [once], [practitioner()], people, plans, start_every=minutes(15))
    return model_of(asked(clinic, 1))


def test_a_day_that_cannot_hold_what_it_was_given_says_so() -> None:
    """Three hours of care fit into three hours of Mai's, but two want the first."""
    best, days = tried(hour_each("9:00-10:30", "9:00-10:30", "9:00-12:00"))
    assert [(day, len(of), most) for day, of, most in days.full] == [(0, 2, 1)]
    assert best.score == best.bound == 2000


def test_a_set_that_is_too_much_is_no_larger_than_it_must_be() -> None:
    _, days = tried(hour_each("9:00-12:00", "9:00-10:30", "11:00-12:00", "9:00-10:30"))
    small = [len(of) for _, of, _ in days.full]
    assert small
    assert min(small) == 2


def test_it_pays_where_clock_times_are_most_of_the_model() -> None:
    assert pays(hour_each("9:00-12:00"))
    assert not pays(hour_each("9:00-10:00"))

"""The hull's bound and cuts in the search: higher than the relaxation's, never above the best, ended by the limits."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from planner.clinic import Problem
from planner.engine.greedy import greedy
from planner.engine.hull.cells import hull
from planner.engine.hull.flows import Flows
from planner.engine.hull.highs import Highs
from planner.engine.limits import Limits, silent
from planner.engine.search import cpsat
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.relaxation import Relaxation
from planner.engine.search.run import easy_bound
from planner.engine.search.tighten import Tighten
from planner.model import Model
from tests.engine.brute import best_by_hand
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw
from tests.worlds import asked, day, hours, minutes, plan, practitioner, room, service, world

LONG = Limits(None, 1000.0, 1, 1, 0.0)


def resting(patients: int) -> Problem:
    """A hundred minutes; attended for 30, alone for 20, in which nobody else fits, attended for 10."""
    care = service("rest", 30, -20, 10)
    plans = [plan(f"p{n}", "rest", f"patient{n}", finish_by=day(0)) for n in range(patients)]
    shifts = practitioner(shifts=hours("9:00-10:40"))
    clinic = world([care], (), [shifts], (), plans, rooms=[room("one"), room("two")], start_every=minutes(10))
    return asked(clinic, 1)


def incumbent(model: Model, limits: Limits = LONG) -> Incumbent:
    nothing = model.complete(np.zeros((0, 3), dtype=np.int64))
    return Incumbent(model, nothing, easy_bound(model), cpsat.whole_factor(model.price), limits, 0.0, silent)


def tightened(best: Incumbent) -> float:
    tighten = Tighten(best, lambda: Flows(best.model, hull(best.model)))
    while not tighten.over:
        best.spend(tighten.step())
    return best.bound


def test_it_counts_the_sessions_a_morning_holds() -> None:
    """The relaxation interleaves fractions of sessions; the hull knows that only one fits."""
    model = model_of(resting(4))
    relaxed, _ = Relaxation(model, cpsat.whole_factor(model.price)).improve(5000, 60.0)
    best = incumbent(model)
    bound = tightened(best)
    assert relaxed.bound < bound - 1
    assert bound == pytest.approx(best_by_hand(model))


def test_its_bound_lies_under_the_best_of_all_rosters() -> None:
    tried = 0
    for seed in range(12):
        model = model_of(Draw(seed).problem())
        best = best_by_hand(model)
        if best is not None and len(model.placements):
            tried += 1
            assert tightened(incumbent(model)) <= best + 1e-6, seed
    assert tried > 5


def test_an_effort_too_small_for_it_leaves_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def begun(*given: object) -> None:
        raise AssertionError("there was no time to begin")

    monkeypatch.setattr(Highs, "__init__", begun)
    best = incumbent(model_of(resting(4)), Limits(None, 1e-3, 1, 1, 0.0))
    assert tightened(best) == easy_bound(best.model)


def test_the_end_of_the_search_ends_it() -> None:
    best = incumbent(model_of(resting(4)))
    tighten = Tighten(best, lambda: Flows(best.model, hull(best.model)))
    tighten.step()
    best.stop()
    ended = threading.Thread(target=tighten.step)
    ended.start()
    ended.join(10)
    assert tighten.over
    assert not ended.is_alive()


def test_a_solver_that_fails_is_reported_and_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.engine.hull.highs.PROGRAM", "no such program")
    best = incumbent(model_of(resting(4)))
    with pytest.warns(UserWarning, match="The bound stays as it is"):
        assert tightened(best) == easy_bound(best.model)
    assert best.score == best.model.score(best.vector) >= best.model.score(greedy(best.model))


def test_a_solve_that_is_cut_short_proves_what_its_prices_prove(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tighten, "_iterations", lambda self, unit: 1)
    best = incumbent(model_of(resting(4)))
    assert tightened(best) <= 6000
    assert best.bound >= easy_bound(best.model)

"""The hull's bound and cuts in the search: higher than the relaxation's, never above the best, ended by the limits."""

from __future__ import annotations

import threading

import pytest

from planner.engine.greedy import greedy
from planner.engine.hull.cells import hull
from planner.engine.hull.flows import Flows
from planner.engine.hull.highs import Highs
from planner.engine.limits import Limits
from planner.engine.search import cpsat
from planner.engine.search.relaxation import Relaxation
from planner.engine.search.run import easy_bound
from planner.engine.search.tighten import Tighten
from tests.engine.brute import best_by_hand, small
from tests.engine.search.mornings import incumbent, resting, tightened
from tests.engine.worlds import model_of


def test_it_counts_the_sessions_a_morning_holds() -> None:
    """The relaxation interleaves fractions of sessions; the hull knows that only one fits."""
    model = model_of(resting(4))
    relaxed, _ = Relaxation(model, cpsat.whole_factor(model.price)).improve(5000, 60.0)
    best = incumbent(model)
    bound = tightened(best)
    assert relaxed.bound < bound - 1
    assert bound == pytest.approx(best_by_hand(model))


def test_its_bound_lies_under_the_best_of_all_rosters() -> None:
    for seed, model, best in small(range(12), least=6):
        assert tightened(incumbent(model)) <= best + 1e-6, seed


def test_where_no_day_has_a_diagram_it_solves_the_relaxation() -> None:
    model = model_of(resting(4))
    relaxed, _ = Relaxation(model, cpsat.whole_factor(model.price)).improve(5000, 60.0)
    best = incumbent(model)
    flows = Flows(model, hull(model, most=0))
    assert not flows.hull.cells
    tighten = Tighten(best, lambda: flows)
    tighten.step()
    assert best.bound == pytest.approx(relaxed.bound, abs=1.0)


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

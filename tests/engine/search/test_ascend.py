"""The hull's bound heat by heat in the search: over the relaxation's, never above the best, ended by the limits."""

from __future__ import annotations

import numpy as np
import pytest

from planner.engine.hull.cells import hull
from planner.engine.hull.flows import Flows
from planner.engine.limits import Limits
from planner.engine.prices import Prices
from planner.engine.search.ascend import SHARE, Ascend
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.relaxation import Relaxation
from planner.engine.search.tighten import Tighten
from tests.engine.brute import best_by_hand, small
from tests.engine.search.mornings import incumbent, resting
from tests.engine.worlds import model_of


def ascended(best: Incumbent) -> Ascend:
    prices, _ = Relaxation(best.model, best.whole).improve(2000, 60.0)
    best.take_prices(prices)
    ascend = Ascend(best, Flows(best.model, hull(best.model)))
    while not ascend.over:
        best.spend(ascend.step())
    return ascend


def test_it_counts_the_sessions_a_morning_holds() -> None:
    best = incumbent(model_of(resting(4)))
    prices, _ = Relaxation(best.model, best.whole).improve(5000, 60.0)
    ascended(best)
    assert prices.bound < best.bound - 1
    assert best.bound == pytest.approx(best_by_hand(best.model), rel=0.01)


def test_its_bound_lies_under_the_best_of_all_rosters() -> None:
    for seed, model, by_hand in small(range(12), least=6):
        best = incumbent(model)
        ascended(best)
        assert best.bound <= by_hand + 1e-6, seed


def test_it_ends_with_its_part_of_the_effort() -> None:
    model = model_of(resting(4))
    whole = ascended(incumbent(model))
    enough = incumbent(model)
    ascended(enough)
    step, effort = whole.work, enough.spent / 3
    best = incumbent(model, Limits(None, effort, 1, 1, 0.0))
    ascended(best)
    assert step <= best.spent <= SHARE * effort + step


def test_the_search_climbs_where_the_hull_is_no_program_to_be_solved_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from planner.engine.search.parts import Parts
    from planner.engine.search.prove import Prove

    monkeypatch.setattr(Tighten, "fits", lambda self, later=0.0: False)
    best = incumbent(model_of(resting(4)))
    prove = Prove(best, Parts(best.model), 1)
    monkeypatch.setattr(prove, "_loose", lambda: prove.tightening)
    while prove.tightening:
        best.spend(prove.step())
    assert prove.ascend is not None
    assert prove.ascend.over
    assert best.bound == pytest.approx(best_by_hand(best.model), rel=0.01)


@pytest.mark.parametrize(("lift", "gone"), [(1.0, 0.1), (-1.0, 0.25)])
def test_before_the_climb_the_relaxation_ends_sooner_once_its_prices_tell_anything(
    lift: float, gone: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading takes a fiftieth of the effort and proves a little more than is plain, or less."""
    from planner.engine.search.parts import Parts
    from planner.engine.search.prove import Prove

    best = incumbent(model_of(resting(4)), Limits(None, 1000.0, 1, 1, 0.0))
    nothing, readings = np.zeros(len(best.model)), list[float]()

    def read(relaxation: Relaxation, *given: object) -> tuple[Prices, bool]:
        readings.append(best.gone)
        best.spend(20.0)
        bound = best.floor + lift * len(readings) * 0.01 * best.score
        return Prices(bound, nothing, np.zeros(len(best.model.matrix.upper)), nothing), False

    monkeypatch.setattr(Tighten, "fits", lambda self, later=0.0: False)
    monkeypatch.setattr(Relaxation, "improve", read)
    prove = Prove(best, Parts(best.model), 1)
    while prove.relaxing:
        prove._relax()
    assert readings[-1] == pytest.approx(gone, abs=0.021)


def test_a_hull_that_takes_too_long_to_draw_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from planner.engine.search import prove as module
    from planner.engine.search.parts import Parts

    monkeypatch.setattr(module, "DRAWING", -1.0)
    best = incumbent(model_of(resting(4)))
    prove = module.Prove(best, Parts(best.model), 1)
    monkeypatch.setattr(prove, "_loose", lambda: prove.tightening)
    while prove.tightening:
        best.spend(prove.step())
    assert prove.flows is None
    assert prove.ascend is None
    assert prove.tighten.highs is None
    assert best.bound > best.floor

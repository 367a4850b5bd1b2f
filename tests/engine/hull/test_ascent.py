"""The soft bound: under what its prices prove, sloping as it should, and climbing to the hull's own optimum."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planner.engine.hull.ascent import Ascent
from planner.engine.hull.cells import hull
from planner.engine.hull.flows import Flows
from planner.engine.search.cpsat import whole_factor
from planner.model import Model
from tests.engine.brute import small
from tests.engine.search.mornings import incumbent, resting, tightened
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw


def ascent_of(model: Model) -> Ascent:
    return Ascent(Flows(model, hull(model)))


def proved(ascent: Ascent, prices: np.ndarray) -> float:
    flows = ascent.flows
    return flows.bound(prices, whole_factor(flows.model.price), np.zeros(len(flows))).bound


def climbed(ascent: Ascent, steps: int = 400) -> float:
    prices, count = np.zeros(len(ascent.rows)), [0]
    for heat in (100.0, 10.0, 1.0, 0.1, 0.01):
        count[0] = 0

        def goes(value: float) -> bool:
            count[0] += 1
            return count[0] < steps

        prices, _ = ascent.climb(prices, heat, goes)
    return proved(ascent, prices)


@pytest.mark.parametrize("seed", range(6))
def test_it_lies_under_what_the_prices_prove_and_nears_it_as_it_cools(seed: int) -> None:
    ascent, rng = ascent_of(model_of(Draw(seed).problem())), np.random.default_rng(seed)
    prices = np.clip(rng.normal(scale=30, size=len(ascent.rows)), ascent.least, ascent.most)
    bound = proved(ascent, prices)
    soft = [ascent.soft(prices, heat)[0] for heat in (100.0, 10.0, 1.0, 1e-3)]
    assert soft == sorted(soft)
    assert soft[-1] <= bound + 1e-2
    assert soft[-1] == pytest.approx(bound, abs=1.0)


@pytest.mark.parametrize("seed", range(6))
def test_its_slope_is_that_of_a_small_step(seed: int) -> None:
    ascent, rng = ascent_of(model_of(Draw(seed).problem())), np.random.default_rng(seed)
    prices = np.clip(rng.normal(scale=30, size=len(ascent.rows)), ascent.least, ascent.most)
    _, slope, _ = ascent.soft(prices, 20.0)
    for row in rng.choice(len(prices), 20):
        step = np.zeros(len(prices))
        step[row] = 1e-4 * math.copysign(1, prices[row])
        rise = ascent.soft(prices + step, 20.0)[0] - ascent.soft(prices - step, 20.0)[0]
        assert rise == pytest.approx(2 * step[row] * slope[row], abs=1e-7)


def test_it_climbs_to_the_hulls_bound() -> None:
    """Four patients, of whom a morning holds one at a time: the hull knows, which the relaxation does not."""
    model = model_of(resting(4))
    best = tightened(incumbent(model))
    assert climbed(ascent_of(model)) == pytest.approx(best, abs=0.5)


def test_what_it_climbs_to_is_no_higher_than_the_best_of_all_rosters() -> None:
    for seed, model, best in small(range(12), least=6):
        assert climbed(ascent_of(model), 60) <= best + 1e-6, seed

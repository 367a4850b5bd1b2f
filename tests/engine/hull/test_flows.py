"""The bound read from prices: whatever they are, no roster costs less, nor less than a variable it chooses adds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planner.engine.hull.cells import hull
from planner.engine.hull.flows import Flows
from planner.engine.search.cpsat import whole_factor
from planner.engine.search.relaxation import Relaxation
from tests.engine.brute import small
from tests.engine.hull.rosters import rosters
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw

A_TEST = 10


@pytest.mark.parametrize("first", range(0, 60, A_TEST))
def test_no_roster_costs_less_than_any_prices_say(first: int) -> None:
    rng = np.random.default_rng(first)
    for seed in range(first, first + A_TEST):
        flows = None
        for number, (model, _, vector) in enumerate(rosters(seed)):
            flows = flows or Flows(model, hull(model))
            dual = rng.normal(scale=10.0 ** (number % 4), size=len(flows.rows)) * (rng.random(len(flows.rows)) < 0.5)
            prices = flows.bound(dual, whole_factor(model.price), np.zeros(len(flows)))
            cost = model.score(vector)
            assert prices.bound <= cost + 1e-6, f"clinic {seed}"
            assert prices.bound + prices.reduced[vector > 0].max(initial=0.0) <= cost + 1e-6, f"clinic {seed}"


def test_with_the_prices_of_the_relaxation_it_is_no_lower_than_that_and_below_the_best() -> None:
    for seed, model, best in small(range(30), least=15):
        flows = Flows(model, hull(model))
        dual = np.zeros(len(model.matrix.upper))
        relaxation = Relaxation(model, whole_factor(model.price))
        read = relaxation.bound_of

        def keep(prices: np.ndarray, *rest: np.ndarray, dual: np.ndarray = dual, read: object = read) -> object:
            dual[:] = prices
            return read(prices, *rest)  # type: ignore[operator]

        relaxation.bound_of = keep  # type: ignore[assignment, method-assign]
        prices, _ = relaxation.improve(300, math.inf)
        flows.kept = np.arange(len(dual))
        assert prices.bound - 1e-6 <= flows.bound(dual, relaxation.whole, np.zeros(len(flows))).bound <= best + 1e-6, (
            seed
        )


def test_prices_too_large_to_add_up_prove_nothing() -> None:
    model = model_of(Draw(3).problem())
    flows = Flows(model, hull(model))
    for price in (1e12, math.inf, math.nan):
        prices = flows.bound(np.full(len(flows.rows), -price), 1, np.zeros(len(flows)))
        assert prices.bound <= model.constant

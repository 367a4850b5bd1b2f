"""Rosters from the relaxation's prices: each session in turn takes the place that adds least to the bound."""

from __future__ import annotations

from datetime import date

import numpy as np

from planner.engine.best import Best
from planner.engine.greedy import FrontDesk

LIMITS = (0.1, 0.5, 2.0)
"""What a place may add to the bound to be taken in the first round; the second is the front desk's."""
TRIES = 2
"""Rosters for each limit."""
NOISE = 0.01
"""Equal places are told apart at random, by less than this."""
UNIT = 1e-4
"""Deterministic units for a session."""


class Rounding:
    """Makes some rosters by the best prices there are, each a little otherwise."""

    def __init__(self, best: Best, seed: int) -> None:
        self.best, self.random = best, np.random.default_rng(seed)
        self.limits = list(LIMITS) * TRIES

    @property
    def over(self) -> bool:
        return not self.limits or self.best.prices is None

    def step(self) -> float:
        """One roster; returns the work it took."""
        model, prices = self.best.model, self.best.prices
        assert prices is not None
        limit = self.limits.pop()
        desk = FrontDesk(model)
        desk.price = np.maximum(prices.reduced, 0) + NOISE * self.random.random(len(model))
        ideals = [(session.ideal or date.max).toordinal() for session in model.sessions]
        for number in np.argsort(np.array(ideals) + self.random.random(len(ideals))).tolist():
            if self.best.over:
                break
            if number in desk.parts:
                desk.place(number, limit)
        desk.price = model.price
        desk.fill()
        self.best.offer(desk.vector())
        return UNIT * len(ideals)

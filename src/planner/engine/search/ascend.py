"""The bound raised by the hull of every practitioner's day, where that is too large to be solved as one program."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from planner.engine.hull.ascent import Ascent
from planner.engine.hull.flows import Flows
from planner.engine.prices import Prices
from planner.engine.search.incumbent import Incumbent
from planner.model.model import Floats

SHARE = 0.6
"""The part of what is left of the limits that it may take."""
WARM, COLD = 0.2, 0.001
"""What softness costs at the first heat, and what at the last, as parts of the score."""
ROUNDS = 3
"""Steps to find the first heat: what softness costs grows a little faster than the heat."""
COOL = 0.3
"""The next heat, as a part of this one."""
LAST = 0.01
"""No heat begins with less than this part of the limits left to it."""
STEPS, LITTLE = 10, 0.02
"""A heat ends once so many steps gain less than this part of what softness costs."""
UNIT = 1e-8
"""Deterministic units for an entry or an arc in one step, about a second's worth to the unit."""


class Ascend:
    """From the prices of the relaxation on, heat by heat; `over` then, or where no day has a diagram."""

    def __init__(self, best: Incumbent, flows: Flows) -> None:
        self.best, self.flows, self.over = best, flows, not flows.hull.cells
        self.prices: Prices | None = None
        self.at, self.heat, self.loss, self.until = np.zeros(0), 0.0, 0.0, 0.0

    @cached_property
    def ascent(self) -> Ascent:
        """Laid out once the relaxation is over, for both take much memory."""
        return Ascent(self.flows, self.best.look)

    @property
    def work(self) -> float:
        """The work of one step."""
        return UNIT * (len(self.flows.kept_rows.columns) + len(self.flows.paths.kind))

    def step(self) -> float:
        """The prices of one heat; returns the work."""
        best, values = self.best, list[float]()
        if self.prices is None:
            self.prices = self._begin()
        until = best.gone + (self.until - best.gone) / 2

        def goes(value: float) -> bool:
            values.append(value)
            gone = best.gone if best.limits.effort is None else best.gone + len(values) * self.work / best.limits.effort
            gained = value - values[-STEPS] if len(values) >= STEPS else math.inf
            return gone < until and gained > LITTLE * self.loss

        self.at, chosen = self.ascent.climb(self.at, self.heat, goes)
        now = self._read(chosen)
        if now.bound > self.prices.bound:
            self.prices = now
            best.take_prices(now)
        self.loss = COOL * (now.bound - values[-1])
        self.heat *= COOL
        self.over = best.gone >= self.until - LAST or self.loss < COLD * abs(best.score)
        return len(values) * self.work

    def _read(self, chosen: Floats) -> Prices:
        """What the prices prove."""
        return self.flows.bound(self.at, self.best.whole, chosen)

    def _begin(self) -> Prices:
        """What the relaxation's prices prove; and the first heat, with what softness costs there."""
        best, ascent = self.best, self.ascent
        self.until = best.gone + SHARE * (1 - best.gone)
        rows = best.prices.rows if best.prices else np.zeros(len(best.model.matrix.upper))
        self.at = np.clip(rows[self.flows.kept], ascent.least, ascent.most)
        prices, price = self._read(np.zeros(len(best.model))), np.abs(best.model.price)
        best.take_prices(prices)
        self.heat, self.loss = float(price[price > 0].mean()), WARM * abs(best.score)
        for _ in range(ROUNDS):
            self.heat *= self.loss / max(prices.bound - ascent.soft(self.at, self.heat)[0], 1e-9)
        return prices

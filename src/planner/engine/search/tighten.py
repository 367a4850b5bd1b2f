"""The bound raised by the hull of every practitioner's day, and by rounding cuts on top of it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from functools import cached_property

import numpy as np

from planner.engine.hull.cells import others
from planner.engine.hull.cuts import cuts
from planner.engine.hull.differences import Differences
from planner.engine.hull.flows import Flows, Rows
from planner.engine.hull.highs import Gone, Highs
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.linear import unbounded
from planner.model.model import Floats

SHARE = 0.7
"""The part of what is left of the limits that it may take; half of it where one worker does everything."""
INTERIOR, SIMPLEX = 1.2e-9, 1e-8
"""Deterministic units for an iteration of the interior point method by its entries to the power of one and a half, as
measured from 0.1 to 1.3 million, and for one entry in one of the simplex method; about a second's worth to the unit."""
OVERHEAD = 0.1
"""Deterministic units to begin."""
ITERATIONS = 50
"""After about so many, whatever the size, the interior point method's prices are near their best; a dozen fewer prove
little, and it ends after a dozen more."""
TRIED, TAKEN = 200, 100
"""Rows of the basis's inverse that are tried in a round, and cuts taken, at most."""
LITTLE, TIMES = 0.0005, 2
"""So many rounds in a row that lift the bound by less than this part of the score end the cuts."""


class Tighten:
    """First the relaxation with every day's hull, by the interior point method; then a vertex of it, and cuts of that
    vertex, round by round."""

    def __init__(self, best: Incumbent, flows: Callable[[], Flows | None]) -> None:
        """`flows` draws the days' diagrams, or has them drawn already; it may take too long."""
        self.best, self.draw, self.until = best, flows, 0.0
        self.share = SHARE if best.limits.workers > 1 else SHARE / 2
        self.flows: Flows | None = None
        self.highs: Highs | None = None
        self.cuts: Rows | None = None
        self.solution: Floats | None = None
        self.stale, self.solved, self.over = 0, False, False

    def fits(self, later: float = 0.0) -> bool:
        """Whether the interior point method would end in time, if it began after such a part of the limits. The rows
        that no diagram takes the place of are counted first: if they are too many, none need be drawn for it."""
        best, limits = self.best, self.best.limits
        most = limits.effort if limits.effort is not None else limits.seconds
        room = math.inf if most is None else self.share * (1 - best.gone - later) * most
        if self.flows is None:
            if OVERHEAD + ITERATIONS * _interior(self._others) > room:
                return False
            self.flows = self.draw()
            if self.flows is None:
                return False
            self.rows = self.flows.rows
            best.look()
            self.told = Differences(self.rows, len(self.flows))
        return OVERHEAD + ITERATIONS * _interior(self._entries) <= room

    @cached_property
    def _others(self) -> int:
        return others(self.best.model)

    def step(self) -> float:
        """The hull's relaxation solved, or a round of cuts; returns its work."""
        try:
            if self.highs is None:
                return self._begin()
            if self.solution is None:
                return self._vertex(self.highs)
            return self._round(self.highs, self.solution)
        except Gone as gone:
            if not self.best.over:
                warnings.warn(f"The bound stays as it is: {gone}", stacklevel=2)
            self._end()
            return OVERHEAD

    def _end(self) -> None:
        self.over = True
        if self.highs:
            self.highs.close()

    def _begin(self) -> float:
        """The hull's relaxation by the interior point method, if the limits let it end."""
        best = self.best
        self.until = best.gone + self.share * (1 - best.gone)
        if not self.fits():
            self.over = True
            return OVERHEAD
        self.highs = Highs(best.halt)
        self._load(self.highs)
        dual, solution, self.solved, took = self.highs.ask(
            "interior", self._seconds, self._iterations(_interior(self._entries))
        )
        before = best.bound
        self._take(dual, solution)
        work = float(took[0] * _interior(self._entries) + OVERHEAD)
        if not self.solved or work > self._left:  # a vertex and its cuts take as long again
            self._end()
        self.solved |= best.bound > before  # one cut short may have said nearly all there is
        return work

    def _load(self, highs: Highs) -> None:
        flows, told = self._flows, self.told
        low, high = unbounded(told.rows.low, told.rows.high)
        _, upper = unbounded(-told.upper, np.concatenate([flows.upper, told.upper]))
        price = np.concatenate([flows.price, np.zeros(len(told.upper))])
        values = told.rows.values.astype(float)
        highs.ask("load", price, upper, low, high, told.rows.first, told.rows.columns, values)

    def _vertex(self, highs: Highs) -> float:
        """A vertex of the relaxation with its cuts, and the prices there."""
        dual, solution, done, (_, pivots) = highs.ask(
            "vertex", self._seconds, self._iterations(self._entries * SIMPLEX)
        )
        self._take(dual, solution)
        self.solution = solution[: len(self._flows)]
        if not done or self._left <= 0:
            self._end()
        return float(pivots * self._entries * SIMPLEX + OVERHEAD)

    def _round(self, highs: Highs, solution: Floats) -> float:
        """Cuts of a vertex, and the vertex after them."""
        before = self.best.bound
        multipliers = (self.told.multipliers(*each) for each in highs.ask("multipliers", TRIED))
        found = cuts(self.rows, self._flows.upper, solution, multipliers, TAKEN, self.best.look)
        if not len(found):
            self._end()
            return OVERHEAD
        self.rows, self.cuts = self.rows + found, self.cuts + found if self.cuts else found
        highs.ask("add", found.high.astype(float), found.first, found.columns, found.values.astype(float))
        work = self._vertex(highs)
        self.stale = self.stale + 1 if self.best.bound - before < LITTLE * abs(self.best.score) else 0
        if self.stale >= TIMES:
            self._end()
        return work

    def _take(self, dual: Floats, solution: Floats) -> None:
        """The bound that prices prove, with what the solution chooses; a solve cut short may have neither."""
        best = self.best
        if len(dual) != len(self.rows) or not np.isfinite(solution).all():
            return
        best.take_prices(self._flows.bound(self.told.prices(dual), best.whole, solution, self.cuts))

    @property
    def _flows(self) -> Flows:
        assert self.flows
        return self.flows

    # --- limits ---------------------------------------------------------------------------------------------------

    @property
    def _entries(self) -> int:
        return len(self.told.rows.columns) + (len(self.cuts.columns) if self.cuts else 0)

    @property
    def _left(self) -> float:
        """Seconds, or units of work, that are left to it."""
        limits = self.best.limits
        most = limits.effort if limits.effort is not None else limits.seconds
        return math.inf if most is None else (self.until - self.best.gone) * most

    @property
    def _seconds(self) -> float:
        """The most seconds a solve may take; where work is counted, as many as are left."""
        return max(self._left if self.best.limits.effort is None else self.best.seconds_left, 0.1)

    def _iterations(self, unit: float) -> int:
        """The most iterations a solve may take; where seconds are counted, as many as it likes."""
        if self.best.limits.effort is None:
            return np.iinfo(np.int32).max
        return max(1, int(self._left / unit))


def _interior(entries: int) -> float:
    """The work of one iteration of the interior point method."""
    return float(INTERIOR * entries**1.5)

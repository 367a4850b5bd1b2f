"""The bound: first from the linear relaxation, then from CP-SAT on the placements its prices leave."""

from __future__ import annotations

import numpy as np

from planner.engine.best import Best
from planner.engine.cpsat import solve
from planner.engine.parts import Parts
from planner.engine.relaxation import Relaxation
from planner.model.placements import Ints

CHUNK = 1_000_000_000
"""Work between two readings of the relaxation's bound: iterations times entries of the matrix."""
LITTLE, TIMES = 0.001, 3
"""So many chunks in a row that lift the bound by less than this part of the score end the relaxation."""
SHARE = 0.4
"""The part of the limits that the relaxation may take."""
UNIT = 4e-9
"""Deterministic units for one entry of the matrix in one iteration, about a second's worth to the unit."""


class Prove:
    """Raises the bound step by step."""

    def __init__(self, best: Best, parts: Parts, seed: int) -> None:
        self.best, self.parts, self.seed = best, parts, seed
        self.relaxation: Relaxation | None = Relaxation(best.model, best.whole)
        self.stale = 0
        self.slice = 4.0

    def step(self) -> float:
        """A chunk of the relaxation, or a slice of CP-SAT; returns the work it took."""
        return self._relax(self.relaxation) if self.relaxation else self._search()

    def _relax(self, relaxation: Relaxation) -> float:
        best = self.best
        before = best.prices.bound if best.prices else best.bound
        iterations = max(200, min(2000, CHUNK // relaxation.work))
        prices, done = relaxation.improve(iterations, best.seconds_left)
        best.take_prices(prices)
        self.stale = self.stale + 1 if prices.bound - before < LITTLE * abs(best.score) else 0
        if done or self.stale >= TIMES or best.gone > SHARE:
            self.relaxation = None
        return iterations * relaxation.work * UNIT

    def _search(self) -> float:
        """CP-SAT over every session, on the placements a better roster could use; each slice is longer than the last.

        A placement outside costs too much by the relaxation's prices, so what is proved inside holds for all, up to
        the score that chose them.
        """
        best, model = self.best, self.best.model
        vector, score = best.vector, best.score
        count = len(model.placements)
        columns = best.prices.worth(score)[:count] if best.prices else None
        part = self.parts.cut(vector, np.arange(len(model.sessions)), columns)
        rest = score - float(part.price @ vector[part.variables])

        def watch(values: Ints | None, bound: float) -> None:
            if values is not None:
                found = vector.copy()
                found[part.variables] = values
                best.offer(found)
            best.prove(min(rest + bound, score))

        effort = min(self.slice, best.effort_left)
        solved = solve(
            part,
            vector[part.variables],
            best.whole,
            effort,
            best.seconds_left,
            self.seed,
            best.halt,
            watch,
            thorough=True,
        )
        self.slice *= 2
        watch(solved.values, solved.bound)
        return solved.effort + 0.1

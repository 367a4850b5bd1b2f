"""The bound: from the linear relaxation, from it with the hull of every day, from days chosen without clock times, and
from CP-SAT once few placements are left. Where patients rest the hull comes first, else the days do."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from planner.engine.hull.cells import hull, rests
from planner.engine.hull.flows import Flows
from planner.engine.search import cpsat
from planner.engine.search.apportion import Apportion
from planner.engine.search.ascend import Ascend
from planner.engine.search.benders import Benders, pays
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.parts import Parts
from planner.engine.search.polish import Polish
from planner.engine.search.relaxation import Relaxation
from planner.engine.search.tighten import Tighten
from planner.model.clock import Ints, Mask

FIRST = 500
"""Iterations before the relaxation's bound is first read; then twice as many each time."""
LITTLE, TIMES = 0.001, 2
"""So many readings in a row that lift a useful bound by less than this part of the score end the relaxation."""
SHARE = 0.5
"""The part of what is left of the limits that the relaxation may take. It is folded for half of that at most."""
BRIEF = 0.1
"""Half of that, and this part once its prices tell anything, where the hull's prices are climbed from there: the sooner
these are there, the better are the rosters that are chosen by them."""
FEW = 30_000
"""So many placements CP-SAT can search as a whole; with more left, polishing helps more than proving."""
FEWEST = 3_000
"""So many it searches in a moment; with more left, the relaxation is tightened first,"""
CLOSE = 0.01
"""as long as the bound is farther than this part of the score below it."""
UNIT, PER_ENTRY = 4e-9, 2e-6
"""Deterministic units for one entry of the matrix in one iteration, about a second's worth to the unit; and for one
before the first, to sum or to fold it."""
DRAWING = 0.25
"""The part of the limits that drawing the hull may take."""
LARGE = 1e9
"""More iterations than anyone waits for."""


class _TooLong(Exception):
    """Drawing the hull takes more of the limits than it may."""


class Prove:
    """Raises the bound step by step, and lends a hand at polishing where it cannot."""

    def __init__(self, best: Incumbent, parts: Parts, seed: int) -> None:
        self.best, self.parts, self.seed = best, parts, seed
        self.choosing, self.resting = pays(best.model), rests(best.model)
        self.days: Benders | None = None
        self.relaxation: Relaxation | None = None
        self.tighten, self.tightening, self.hurried = Tighten(best, lambda: self.flows), True, False
        self.polish: Polish | None = None
        self.relaxing, self.iterations, self.stale = True, FIRST, 0
        self.halfway, self.until, self.brief = 0.0, 0.0, 1.0
        self.slice = 4.0

    def step(self) -> float:
        """Days chosen, a stretch of the relaxation, of the tighter one, a roster by its prices, CP-SAT on what is left,
        or a part polished; returns its work."""
        best = self.best
        if self.choosing and not self.resting:
            return self._choose()
        if self.resting and self._loose() and (self.tighten.highs or self.tighten.fits()):
            return self._tighten()
        if self.relaxing and not (self.hurried and self._loose()):
            return self._relax()
        if self._loose():
            return self._ascend() if self._climbs() else self._tighten()
        if self.choosing:
            return self._choose()
        if self.polish is None:
            first = Apportion(best, self.parts, self.seed)
            self.polish = Polish(best, self.parts, self.seed + 1_000_003, first)
        few = self._left(best.score).sum() <= FEW
        return self._search() if few and self.polish.begun else self.polish.step()

    def _choose(self) -> float:
        work = 0.0
        if self.days is None:
            work = self._setup
            if work > self.best.effort_left:
                self.choosing = False
                return 0.0
            self.days = Benders(self.best, self.parts, self.seed)
        work += self.days.step()
        if self.days.over:
            self.choosing, self.days = False, None
        return work

    @property
    def _setup(self) -> float:
        """The work of summing or folding the matrix."""
        return PER_ENTRY * len(self.best.model.matrix.columns)

    def _loose(self) -> bool:
        """Whether there is a tighter relaxation to solve, and reason to."""
        best = self.best
        far = best.score - best.bound > CLOSE * abs(best.score)
        return self.tightening and far and int(self._left(best.score).sum()) > FEWEST

    def _tighten(self) -> float:
        work = self.tighten.step()
        if self.tighten.over:
            self.tightening, self.hurried = False, False
            if self.tighten.solved:  # what is tighter leaves the others nothing to say
                self.relaxing = False
                self.choosing = self.choosing and not self.resting
        return work

    def _climbs(self) -> bool:
        """Whether the days' hull is there, but too large to be solved as one program."""
        if not self.resting or self.tighten.highs or self.tighten.fits():
            return False
        return self.ascend is not None and not self.ascend.over

    @cached_property
    def ascend(self) -> Ascend | None:
        return Ascend(self.best, self.flows) if self.flows else None

    @cached_property
    def flows(self) -> Flows | None:
        """The hull of every day, drawn once; None where that takes too long."""
        best, until = self.best, self.best.gone + DRAWING

        def look() -> None:
            best.look()
            if best.gone > until:
                raise _TooLong

        try:
            return Flows(best.model, hull(best.model, look), best.look)
        except _TooLong:
            return None

    def _ascend(self) -> float:
        assert self.ascend
        work = self.ascend.step()
        if self.ascend.over:
            self.tightening = False
        return work

    def _left(self, score: float) -> Mask:
        """The placements that a roster below this score may use."""
        best, count = self.best, self.best.model.choices
        return best.prices.worth(score)[:count] if best.prices else np.ones(count, dtype=bool)

    def _relax(self) -> float:
        best, setup = self.best, 0.0
        if not self.until:
            climbs = self._climbs()
            share = SHARE / 2 if climbs else SHARE
            self.brief = best.gone + BRIEF * (1 - best.gone) if climbs else 1.0
            self.halfway, self.until = (best.gone + part * share * (1 - best.gone) for part in (0.5, 1.0))
        begun = best.gone
        if self.relaxation is None:
            setup = self._setup
            if setup > best.effort_left:
                self.relaxing = False
                return 0.0
            self.relaxation = Relaxation(best.model, best.whole, best.look)
        relaxation = self.relaxation
        before = best.prices.bound if best.prices else best.floor
        unit = relaxation.work * UNIT
        most = max(0.0, best.effort_left - setup) / unit if unit else math.inf
        iterations, self.iterations = min(self.iterations, 1 + int(min(most, LARGE))), 2 * self.iterations
        until = self.halfway if relaxation.is_folded else self.until
        prices, done = relaxation.improve(iterations, (until - best.gone) * best.seconds, best.halt)
        best.take_prices(prices)
        little = prices.bound - before < LITTLE * abs(best.score)
        tells = best.tells(prices)
        self.stale = self.stale + 1 if little and tells else 0
        done = done or self.stale >= TIMES or best.gone > (min(until, self.brief) if tells else until)
        if done and relaxation.unfold():
            self.stale, self.iterations = 0, FIRST
        elif done:
            self.relaxing, self.relaxation = False, None
        work = iterations * unit + setup
        took = best.gone - begun if best.limits.effort is None else work / best.limits.effort
        # the next reading takes twice as long; the tighter relaxation goes first if it had no time left after that
        self.hurried = self.tightening and self.tighten.fits() and not self.tighten.fits(2 * took)
        return work

    def _search(self) -> float:
        """CP-SAT over every session, on the placements a better roster could use; each slice is longer than the last.

        A placement outside costs too much by the relaxation's prices, so what is proved inside holds for all, up to
        the score that chose them.
        """
        best, model = self.best, self.best.model
        vector = best.vector
        score = model.score(vector)
        part = self.parts.cut(vector, np.arange(len(model.sessions)), self._left(score))
        rest = score - float(part.price @ vector[part.variables])

        def watch(values: Ints | None, bound: float) -> None:
            if values is not None:
                found = vector.copy()
                found[part.variables] = values
                best.offer(found)
            best.prove(min(rest + bound, score))

        effort = min(self.slice, best.effort_left)
        solved = cpsat.solve(
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

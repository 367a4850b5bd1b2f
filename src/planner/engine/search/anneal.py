"""The searcher that anneals: the best roster is heated and cooled over a part of the limits, first in a hurry, for a
roster that can be used, then slowly, for a better one."""

from __future__ import annotations

import time

from planner.engine.anneal.annealer import Annealer
from planner.engine.anneal.machine import machine
from planner.engine.prices import Prices
from planner.engine.search.incumbent import Incumbent

UNIT, PER_MOVE = 1.2e8, 100
"""Entries read to a deterministic unit, about a second's worth; and how many a move counts for beside its own."""
FIRST, COUNTED = 200, 1000
"""Moves before the first look at what else goes on; and before each where work is counted."""
CHUNK, LONGEST = 0.1, 0.25
"""Seconds from one look to the next: more where it takes long to hand a roster over, but no more than this."""
SHORT = 0.15
"""The part of its time that the first cooling takes."""


class Anneal:
    """Cools until a part `until` of the limits is gone; `over` then."""

    def __init__(self, best: Incumbent, seed: int, until: float) -> None:
        self.best, self.seed, self.until, self.began = best, seed, until, 0.0
        self.annealing: Annealer | None = None
        self.prices: Prices | None = None
        self.over = False
        self.moves, self.chunk = COUNTED if self._counts else FIRST, CHUNK

    @property
    def _counts(self) -> bool:
        return self.best.limits.effort is not None

    @property
    def ready(self) -> bool:
        """Whether what is compiled is at hand; where work is counted it is waited for."""
        return machine(wait=self._counts) is not None

    def step(self) -> float:
        """Some moves; returns their work."""
        began = time.thread_time()
        work = self._step()
        return work if self._counts else time.thread_time() - began

    def _step(self) -> float:
        best, made = self.best, machine()
        if self.annealing is None and made:
            self.annealing, self.began = Annealer.of(made, best.model, self.seed, best.look), best.gone
            if self.annealing:
                self.annealing.adopt(best.vector)
        annealing = self.annealing
        if annealing:
            self._guide(annealing)
        cooled = self._cooled()
        if annealing is None or cooled >= 1 or not len(annealing.board.roll):
            self.over = True
            return 0.01
        best.look()
        before, began = annealing.work, time.thread_time()
        better = annealing.run(self.moves, annealing.hot * (annealing.cold / annealing.hot) ** cooled)
        walked, moves = time.thread_time() - began, self.moves
        if better:
            best.offer(annealing.best)
        if not self._counts:
            self._pace(walked, time.thread_time() - began - walked)
        return (annealing.work - before + PER_MOVE * moves) / UNIT

    def _guide(self, annealing: Annealer) -> None:
        """Choose by the newest prices that tell anything; it cools anew with the first ones, if there is time to."""
        best, prices = self.best, self.best.prices
        if prices is None or prices is self.prices or not best.tells(prices):
            return
        if self.prices is None and best.gone < self.until / 2:
            self.began = best.gone
        self.prices = prices
        annealing.guide(prices)

    def _cooled(self) -> float:
        """How much of the present cooling is done."""
        part = self.until - self.began
        gone = (self.best.gone - self.began) / part if part > 0 else 1.0
        return gone / SHORT if gone < SHORT else (gone - SHORT) / (1 - SHORT)

    def _pace(self, walked: float, offered: float) -> None:
        """As many moves as take a chunk of time, of which handing over a roster is a small part."""
        self.chunk = min(max(CHUNK, 6 * offered, self.chunk / 2), LONGEST)
        self.moves = max(1, int(self.moves * min(2.0, self.chunk / max(walked, 1e-4))))

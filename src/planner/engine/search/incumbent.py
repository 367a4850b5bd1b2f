"""What all searchers share: the best roster so far, the best bound, and when to stop."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from functools import partial

from planner.engine.limits import Limits, OnProgress, Progress
from planner.engine.look import Stopped
from planner.engine.prices import Prices
from planner.engine.rooms import appointments
from planner.model import Model
from planner.model.clock import Ints

LEAST = 1e-3
"""Deterministic units that a solver is given at least."""


class Incumbent:
    """The best vector and bound, shared between threads; a vector that breaks a row or scores more never enters."""

    def __init__(
        self, model: Model, start: Ints, bound: float, whole: int, limits: Limits, started: float, tell: OnProgress
    ) -> None:
        self.model, self.limits, self.whole = model, limits, whole
        self.vector, self.score, self.bound, self.floor = start, model.score(start), bound, bound
        self.prices: Prices | None = None
        self._started, self._tell = started, tell
        self._lock = threading.Lock()
        self._halts: set[Callable[[], None]] = set()
        self.stopped = False
        self.spent = 0.0
        self._report()

    # --- what was found -------------------------------------------------------------------------------------------

    def offer(self, vector: Ints) -> bool:
        """Take a vector if it is a roster and no worse; whether it is better."""
        if len(self.model.matrix.broken(vector)):
            return False
        vector = self.model.complete(self.model.chosen(vector))
        score = self.model.score(vector)
        if score > self.score or len(self.model.matrix.broken(vector)):
            return False
        with self._lock:
            better = score < self.score
            if score <= self.score:
                self.vector, self.score = vector, score
                if score < self.bound - 1e-6:  # refuted: some solver erred
                    self.bound = self.floor
        if better:
            self._report()
        return better

    def prove(self, bound: float) -> None:
        """Take a bound if it is higher. A score lies whole multiples of 1/`whole` above the constant; so may a bound.

        A bound above the score in hand is a solver's error and is not believed.
        """
        if not math.isfinite(bound):
            return
        beyond = (bound - self.model.constant) * self.whole
        bound = self.model.constant + math.ceil(beyond - 1e-5) / self.whole
        with self._lock:
            higher = self.bound < bound <= self.score + 1e-6
            if higher:
                self.bound = bound
        if higher:
            self._report()

    def take_prices(self, prices: Prices) -> None:
        """Keep the prices with the highest bound."""
        if self.prices is None or prices.bound > self.prices.bound:
            self.prices = prices
        self.prove(prices.bound)

    def tells(self, prices: Prices) -> bool:
        """Whether prices prove more than is plain without them; till then they are no guide."""
        return prices.bound > self.floor

    # --- when to stop ---------------------------------------------------------------------------------------------

    def spend(self, effort: float) -> None:
        """Count deterministic work."""
        with self._lock:
            self.spent += effort

    @property
    def seconds(self) -> float:
        """The wall-clock limit."""
        return math.inf if self.limits.seconds is None else self.limits.seconds

    @property
    def seconds_left(self) -> float:
        if self.limits.seconds is None:
            return math.inf
        return self.limits.seconds - (time.monotonic() - self._started)

    def at_most(self, seconds: float) -> float:
        """So many of the seconds left; all of them where work is counted, which else would depend on the machine."""
        return min(seconds, self.seconds_left) if self.limits.effort is None else self.seconds_left

    @property
    def effort_left(self) -> float:
        return math.inf if self.limits.effort is None else self.limits.effort - self.spent

    def effort_of(self, most: float) -> float:
        """So much of the effort left, and a little at least."""
        return max(LEAST, min(most, self.effort_left))

    @property
    def gone(self) -> float:
        """The part of the limits that is used up."""
        if self.limits.effort is not None:
            return self.spent / self.limits.effort
        return 1 - self.seconds_left / self.limits.seconds if self.limits.seconds else 0.0

    @property
    def over(self) -> bool:
        """Whether there is nothing more to do, or no more time to do it."""
        near = self.score - self.bound <= max(1e-6, self.limits.gap * abs(self.score))
        return self.stopped or near or self.seconds_left <= 0 or self.effort_left <= 0

    def look(self) -> None:
        """Raise Stopped once the search is; called at least every fifth of a second by whoever is at something long."""
        if self.stopped:
            raise Stopped

    def stop(self) -> None:
        """End every running solve and let no other begin; whoever watches is told that nothing is left."""
        with self._lock:
            first, self.stopped = not self.stopped, True
            halts = list(self._halts)
        if first:
            self._report()
        for halt in halts:
            halt()

    def halt(self, stop_solve: Callable[[], None]) -> Callable[[], None]:
        """Register a running solve, to be ended by `stop`."""
        with self._lock:
            self._halts.add(stop_solve)
        if self.stopped:
            stop_solve()
        return lambda: self._halts.discard(stop_solve)

    def _report(self) -> None:
        left = max(0.0, self.seconds_left) if math.isfinite(self.seconds) else None
        if self.stopped:
            left = 0.0
        placed = partial(appointments, self.model, self.vector)
        self._tell(Progress(self.score, self.bound, time.monotonic() - self._started, left, placed))

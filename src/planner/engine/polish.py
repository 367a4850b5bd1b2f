"""Large-neighbourhood search: free a part of the roster, solve it exactly, keep what is no worse.

Shaw, "Using Constraint Programming and Local Search Methods to Solve Vehicle Routing Problems", CP 1998.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from planner.engine.best import Best
from planner.engine.cpsat import solve
from planner.engine.parts import Parts
from planner.engine.relaxation import Prices
from planner.model import Model
from planner.model.model import Floats
from planner.model.clock import Ints, Mask

EFFORT = 1.0
"""Deterministic units for one part."""
FEWEST, MOST = 12, 160
"""Sessions in one part."""
CHOICES = (6, 12, 24)
"""So many assignments to a part, those with the least reduced costs, once there are prices."""
QUANTILES = (0.05, 0.15, 0.4)
"""The parts of all placements that are near enough to the cheapest, as long as there are no better prices."""

Freed = tuple[set[int], Mask]
"""Sessions to free, and the days they may go to."""


class Polish:
    """Improves the best roster part by part; the size of a part follows what can be solved in its effort."""

    def __init__(self, best: Best, parts: Parts, seed: int) -> None:
        self.best, self.parts = best, parts
        self.random = random.Random(seed)
        self.size = 40.0
        model = best.model
        self.placements = model.placements
        self.reach = model.day >= 0
        self.dearer = _dearer(model)
        self.margins = np.quantile(self.dearer, QUANTILES).tolist() if len(self.dearer) else []
        self.unpriced = best.bound
        self.prices: Prices | None = None
        self.plans: dict[str, list[int]] = {}
        for number, session in enumerate(model.sessions):
            self.plans.setdefault(session.plan, []).append(number)
        self.kinds: list[Callable[[], Freed]] = [self._days, self._practitioner, self._plans, self._wanted]

    def step(self) -> float:
        """One part; returns the work it took."""
        best, vector = self.best, self.best.vector
        self._look(vector)
        free, days = self.random.choice(self.kinds)()
        if not free:
            return 0.01
        sessions = np.array(sorted(free), dtype=np.int64)
        part = self.parts.cut(vector, sessions, self._columns(days))
        effort, seed = min(EFFORT, best.effort_left), self.random.randrange(1 << 30)
        solved = solve(part, vector[part.variables], best.whole, effort, best.seconds_left, seed, best.halt)
        easy = solved.optimal and solved.effort < EFFORT / 2
        self.size = min(MOST, self.size * 1.1) if easy else max(FEWEST, self.size * 0.9)
        if solved.values is not None and best.vector is vector:
            found = vector.copy()
            found[part.variables] = solved.values
            best.offer(found)
        elif solved.values is not None:
            self._graft(vector, part.variables, solved.values)
        return solved.effort + 0.02

    def _graft(self, vector: Ints, variables: Ints, values: Ints) -> None:
        """Another searcher was faster: try the part's change on what is the best by now."""
        found = self.best.vector.copy()
        changed = variables[values != vector[variables]]
        if (found[changed] == vector[changed]).all():
            found[variables] += values - vector[variables]
            if not len(self.parts.matrix.broken(found)):
                self.best.offer(found)

    # --- what to free ---------------------------------------------------------------------------------------------

    def _look(self, vector: Ints) -> None:
        a, chosen = self.placements.assignments, np.flatnonzero(vector[self.best.model.assigned])
        self.day = np.full(len(self.placements.sessions), -1)
        self.who = np.full(len(self.placements.sessions), -1)
        self.day[self.placements.session[chosen]] = a.day[chosen]
        self.who[self.placements.session[chosen]] = a.practitioner[chosen]

    def _columns(self, days: Mask) -> Mask:
        """Placements on these days, now more, now fewer: those that the relaxation's prices favour, once they say
        more than the prices alone; till then those little dearer than their session's cheapest."""
        model, p = self.best.model, self.placements
        columns = np.concatenate([days[p.assignments.day], days[p.day]])
        if self.best.prices and self.best.prices.bound > self.unpriced:
            reach = self._reach(self.best.prices)
            return columns & (self.best.prices.reduced[: model.choices] <= reach)
        columns[model.assigned] &= self.dearer <= self.random.choice(self.margins)
        return columns

    def _reach(self, prices: Prices) -> float:
        """How much a placement may add to the bound: so much that parts have a few, some or many on average."""
        if prices is not self.prices:
            reduced = prices.reduced[self.best.model.assigned]
            self.prices, parts = prices, len(self.placements.parts)
            least = [min(len(reduced), many * parts) - 1 for many in CHOICES]
            self.reaches = np.partition(reduced, least)[least].tolist()
        return float(self.random.choice(self.reaches))

    def _days(self) -> Freed:
        """All that is placed on some days in a row."""
        return self._from(self.random.randrange(self.reach.shape[1]), np.ones(len(self.day), dtype=bool))

    def _practitioner(self) -> Freed:
        """One practitioner's sessions on some days in a row."""
        who = self.random.randrange(len(self.placements.practitioners))
        return self._from(self.random.randrange(self.reach.shape[1]), self.who == who)

    def _wanted(self) -> Freed:
        """A session left out, and what is placed on the days it could have."""
        out = np.flatnonzero((self.day < 0) & self.reach.any(axis=1))
        if not len(out):
            return self._days()
        session = self.random.choice(out.tolist())
        day = self.random.choice(np.flatnonzero(self.reach[session]).tolist())
        free, days = self._from(day, np.ones(len(self.day), dtype=bool))
        return {session} | free, days

    def _plans(self) -> Freed:
        """All sessions of some plans."""
        free: set[int] = set()
        for plan in self.random.sample(sorted(self.plans), len(self.plans)):
            if len(free) >= self.size:
                break
            free.update(self.plans[plan])
        return free, np.ones(self.reach.shape[1], dtype=bool)

    def _from(self, day: int, among: Mask) -> Freed:
        """Sessions placed from a day on until there are enough, and some left out that could come on those days."""
        free: set[int] = set()
        days = 0
        while days < self.reach.shape[1] and len(free) < self.size:
            today = (day + days) % self.reach.shape[1]
            free.update(np.flatnonzero((self.day == today) & among).tolist())
            days += 1
        window = np.zeros(self.reach.shape[1], dtype=bool)
        window[[(day + number) % len(window) for number in range(days)]] = True
        out = np.flatnonzero((self.day < 0) & self.reach[:, window].any(axis=1)).tolist()
        return free | set(self.random.sample(out, min(len(out), int(self.size / 3)))), window


def _dearer(model: Model) -> Floats:
    """How much dearer each assignment is than the cheapest of its part."""
    p, price = model.placements, model.price
    a = p.assignments
    days = model.day[p.session, a.day]
    never = float(np.abs(price).sum()) + 1.0
    earliest = np.full(len(p.example), never)
    np.minimum.at(earliest, p.starts.group, price[model.started])
    cost = price[model.assigned] + earliest[a.group] + np.where(days >= 0, price[days], never)
    cheapest = np.full(len(p.parts), never)
    np.minimum.at(cheapest, a.part, cost)
    return np.asarray(cost - cheapest[a.part])

"""Large-neighbourhood search: free a part of the roster, solve it exactly, keep what is no worse.

Shaw, "Using Constraint Programming and Local Search Methods to Solve Vehicle Routing Problems", CP 1998.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import numpy as np

from planner.engine.best import Best
from planner.engine.cpsat import Solved
from planner.engine.linear import solve
from planner.engine.parts import Parts
from planner.engine.relaxation import Prices
from planner.model import Model
from planner.model.clock import Ints, Mask
from planner.model.model import Floats

EFFORT, SECONDS = 2.0, 6.0
"""A part that took less than half so many deterministic units was easy; none is given more seconds."""
FEWEST, FIRST, MOST = 12, 120.0, 2000
"""Sessions in one part."""
CREW = 5
"""At most so many practitioners in one part."""
CURIOUS, LEARN = 0.3, 0.2
"""How often any kind of part is tried, and how much the last one's gain counts."""
OVERHEAD = 0.1
"""Deterministic units to cut a part and set it up."""
GROW = 1.4
"""How much larger the next part is after an easy one, or smaller after a hard one."""
CHOICES = (6, 12, 24)
"""So many assignments to a part, those with the least reduced costs, once there are prices."""
QUANTILES = (0.05, 0.15, 0.4)
"""The parts of all placements that are near enough to the cheapest, as long as there are no better prices."""

Freed = tuple[set[int], Mask, Mask]
"""Sessions to free, and the days and practitioners they may go to."""


class _Kind:
    """A kind of part: its size follows what can be solved in the effort, its gain what it brought of late."""

    def __init__(self, free: Callable[[float], Freed]) -> None:
        self.free, self.size, self.gain = free, FIRST, 1.0

    def learn(self, gain: float, solved: Solved) -> None:
        easy = solved.optimal and solved.effort < EFFORT / 2
        self.size = min(MOST, self.size * GROW) if easy else max(FEWEST, self.size / GROW)
        self.gain += LEARN * (gain / (solved.effort + OVERHEAD) - self.gain)


class Polish:
    """Improves the best roster part by part."""

    def __init__(self, best: Best, parts: Parts, seed: int) -> None:
        self.best, self.parts = best, parts
        self.random = random.Random(seed)
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
        kinds = (self._days, self._practitioner, self._plans, self._wanted)
        self.kinds = [_Kind(free) for free in kinds]

    def step(self) -> float:
        """One part; returns the work it took."""
        best, vector = self.best, self.best.vector
        self._look(vector)
        kind = self._choose()
        free, days, people = kind.free(kind.size)
        if not free:
            return 0.01
        sessions = np.array(sorted(free), dtype=np.int64)
        part = self.parts.cut(vector, sessions, self._columns(days, people))
        seconds, seed = min(SECONDS, best.seconds_left), self.random.randrange(1 << 30)
        if best.limits.effort is not None:
            seconds = math.inf
        solved = solve(part, vector[part.variables], seconds, seed)
        before = best.score
        if solved.values is not None and best.vector is vector:
            found = vector.copy()
            found[part.variables] = solved.values
            best.offer(found)
        elif solved.values is not None:
            self._graft(vector, part.variables, solved.values)
        kind.learn(before - best.score, solved)
        return solved.effort + OVERHEAD

    def _choose(self) -> _Kind:
        """The kind that gained most of late for its work, but now and then any."""
        if self.random.random() < CURIOUS:
            return self.random.choice(self.kinds)
        return self.random.choices(self.kinds, [kind.gain + 1e-9 for kind in self.kinds])[0]

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

    def _columns(self, days: Mask, people: Mask) -> Mask:
        """Placements on these days with these practitioners, now more, now fewer: those that the relaxation's prices
        favour, once they say more than the prices alone; till then those little dearer than their session's cheapest.
        """
        model, p = self.best.model, self.placements
        a = p.assignments
        columns = np.concatenate([days[a.day] & people[a.practitioner], days[p.day] & people[p.practitioner]])
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

    def _days(self, size: float) -> Freed:
        """What a crew of practitioners have on some days in a row."""
        return self._from(self.random.randrange(self.reach.shape[1]), self._people(CREW), size)

    def _practitioner(self, size: float) -> Freed:
        """What one practitioner, or two, have on some days in a row."""
        return self._from(self.random.randrange(self.reach.shape[1]), self._people(self.random.choice((1, 2))), size)

    def _wanted(self, size: float) -> Freed:
        """A session left out, and what is placed on the days it could have."""
        out = np.flatnonzero((self.day < 0) & self.reach.any(axis=1))
        if not len(out):
            return self._days(size)
        session = self.random.choice(out.tolist())
        days = np.flatnonzero(self.reach[session])
        people = self._people(self.random.choice((1, 2))) if self.random.random() < 0.5 else self._people(CREW)
        free, window, people = self._from(self.random.choice(days.tolist()), people, size)
        return {session} | free, window, people

    def _plans(self, size: float) -> Freed:
        """All sessions of some plans, of as few practitioners as have so many."""
        each = max(1.0, len(self.day) / len(self.placements.practitioners))
        people = self._people(min(CREW, max(1, round(size / each))))
        every = np.ones(self.reach.shape[1], dtype=bool)
        free: set[int] = set()
        theirs = {
            self.placements.sessions[number].plan for number in np.flatnonzero(people[self.who] & (self.day >= 0))
        }
        for plan in self.random.sample(sorted(theirs), len(theirs)):
            if len(free) >= size:
                break
            free.update(self.plans[plan])
        return free | self._left_out(every, size), every, people

    def _people(self, most: int) -> Mask:
        """Some practitioners, at most so many."""
        people = np.zeros(len(self.placements.practitioners), dtype=bool)
        people[self.random.sample(range(len(people)), min(most, len(people)))] = True
        return people

    def _from(self, day: int, people: Mask, size: float) -> Freed:
        """Their sessions from a day on until there are enough, and some left out that could come on those days."""
        free: set[int] = set()
        days = 0
        while days < self.reach.shape[1] and len(free) < size:
            today = (day + days) % self.reach.shape[1]
            free.update(np.flatnonzero((self.day == today) & people[self.who]).tolist())
            days += 1
        window = np.zeros(self.reach.shape[1], dtype=bool)
        window[[(day + number) % len(window) for number in range(days)]] = True
        return free | self._left_out(window, size), window, people

    def _left_out(self, days: Mask, size: float) -> set[int]:
        """Some sessions left out that could come on these days."""
        out = np.flatnonzero((self.day < 0) & self.reach[:, days].any(axis=1)).tolist()
        return set(self.random.sample(out, min(len(out), int(size / 3))))


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

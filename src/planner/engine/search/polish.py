"""Large-neighbourhood search: free a part of the roster, solve it exactly, keep what is no worse.

Shaw, "Using Constraint Programming and Local Search Methods to Solve Vehicle Routing Problems", CP 1998.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from planner.engine.prices import Prices
from planner.engine.search import cpsat, linear
from planner.engine.search.anneal import Anneal
from planner.engine.search.apportion import Apportion
from planner.engine.search.cpsat import Solved
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.parts import Part, Parts
from planner.model import Model
from planner.model.clock import Ints, Mask
from planner.model.model import Floats

EFFORT, SECONDS = 2.0, 3.0
"""No part is given more deterministic units by CP-SAT, nor more seconds by SCIP; half as much is little."""
PATIENT, CROWD = 4.0, 30
"""What many have on few days is given so many units, for there the best is seldom proved but often found; and so many
sessions at least."""
FEWEST, MOST = 12, 2000
"""Sessions in one part."""
PER_UNIT = 10
"""No more sessions to a part than that for each deterministic unit left: SCIP's work is counted, but ends nothing."""
CREWS = (1, 2, 4, math.inf)
"""A crew has so many times what is freed, on all days together: few people on all days, or many on few."""
CURIOUS, LEARN = 0.4, 0.4
"""How often any kind of part is tried, and how much the last one's gain counts."""
OVERHEAD = 0.1
"""Deterministic units to cut a part and set it up."""
GROW = 1.4
"""How much larger the next part is after an easy one; after one that was not solved it is half as large."""
CHOICES = (12, 24, 48)
"""So many assignments to a part, those with the least reduced costs, once there are prices."""
QUANTILES = (0.15, 0.4, 1.0)
"""The parts of all placements that are near enough to the cheapest, as long as there are no better prices."""

Freed = tuple[set[int], Mask, Mask]
"""Sessions to free, and the days and practitioners they may go to."""


class _Solver:
    """Solves parts; how large a part it is given follows what it managed."""

    def __init__(self, solve: Callable[[Part, Ints], Solved], size: float, least: float = FEWEST) -> None:
        self.solve, self.size, self.least = solve, size, least

    def learn(self, work: float, optimal: bool) -> None:
        if not optimal:
            self.size = max(self.least, self.size / 2)
        elif work < EFFORT / 2:
            self.size = min(MOST, self.size * GROW)


class _Kind:
    """What to free, and who solves it; its gain is what it brought of late."""

    def __init__(self, free: Callable[[float], Freed], solver: _Solver) -> None:
        self.free, self.solver, self.gain = free, solver, 1.0

    def learn(self, gain: float, work: float) -> None:
        self.gain += LEARN * (gain / (work + OVERHEAD) - self.gain)


class Polish:
    """Improves the best roster part by part."""

    def __init__(self, best: Incumbent, parts: Parts, seed: int, first: Anneal | Apportion | None = None) -> None:
        """`first` is a searcher that makes a first roster, as soon as it is ready and till it is over."""
        self.best, self.parts, self.first = best, parts, first
        self.random = random.Random(seed)
        model = best.model
        self.placements = model.placements
        self.reach = model.day >= 0
        self.dearer = _dearer(model)
        self.margins = np.quantile(self.dearer, QUANTILES).tolist() if len(self.dearer) else []
        self.prices: Prices | None = None
        self.plans: dict[str, list[int]] = {}
        for number, session in enumerate(model.sessions):
            self.plans.setdefault(session.plan, []).append(number)
        what = (self._days, self._plans, self._wanted)
        solvers = (_Solver(self._scip, 100.0), _Solver(self._cpsat, 100.0))
        self.kinds = [_Kind(free, solver) for free in what for solver in solvers]
        self.kinds.append(_Kind(self._crowd, _Solver(partial(self._cpsat, effort=PATIENT), CROWD, CROWD)))

    @property
    def begun(self) -> bool:
        """Whether the first roster is made, if one was to be."""
        return self.first is None or self.first.over

    def step(self) -> float:
        """One part; returns the work it took."""
        if self.first and not self.begun and self.first.ready:
            return self.first.step()
        best, vector = self.best, self.best.vector
        self._look(vector)
        kind = self._choose()
        most = max(FEWEST, PER_UNIT * best.effort_left)
        free, days, people = kind.free(min(kind.solver.size, most))
        if not free:
            return 0.01
        sessions = np.array(sorted(free), dtype=np.int64)
        part = self.parts.cut(vector, sessions, self._columns(days, people))
        began = time.monotonic()
        solved = kind.solver.solve(part, vector[part.variables])
        work = time.monotonic() - began if best.limits.effort is None else solved.effort
        before = best.score
        if solved.values is not None and best.vector is vector:
            found = vector.copy()
            found[part.variables] = solved.values
            best.offer(found)
        elif solved.values is not None:
            self._graft(vector, part.variables, solved.values)
        kind.learn(before - best.score, work)
        kind.solver.learn(work, solved.optimal)
        return solved.effort + OVERHEAD

    def _scip(self, part: Part, hint: Ints) -> Solved:
        best = self.best
        return linear.solve(part, hint, best.at_most(SECONDS), self.random.randrange(1 << 30), best.effort_left)

    def _cpsat(self, part: Part, hint: Ints, effort: float = EFFORT) -> Solved:
        best = self.best
        seed = self.random.randrange(1 << 30)
        return cpsat.solve(part, hint, best.whole, best.effort_of(effort), best.seconds_left, seed, best.halt)

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
        if self.best.prices and self.best.prices.bound > self.best.floor:
            reach = self._reach(self.best.prices)
            return columns & (self.best.prices.reduced[: model.choices] <= reach)
        columns[model.assigned] &= self.dearer <= self.random.choice(self.margins)
        return columns

    def _reach(self, prices: Prices) -> float:
        """How much a placement may add to the bound: so much that parts have a few, some or many on average."""
        if prices is not self.prices:
            self.prices, self.reaches = prices, prices.reaches(self.best.model, CHOICES)
        return self.random.choice(self.reaches)

    def _days(self, size: float) -> Freed:
        """What a crew have on some days in a row."""
        return self._from(self.random.randrange(self.reach.shape[1]), size)

    def _wanted(self, size: float) -> Freed:
        """A session left out, and what a crew have on the days it could have."""
        out = np.flatnonzero((self.day < 0) & self.reach.any(axis=1))
        if not len(out):
            return self._days(size)
        session = self.random.choice(out.tolist())
        days = np.flatnonzero(self.reach[session])
        free, window, people = self._from(self.random.choice(days.tolist()), size)
        return {session} | free, window, people

    def _plans(self, size: float) -> Freed:
        """All sessions of some plans of a crew."""
        people = self._crew(size)
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

    def _crowd(self, size: float) -> Freed:
        """What many have on few days in a row, for they share rooms, and who is left out and could come then."""
        first, days = self.random.randrange(self.reach.shape[1]), 0
        window = np.zeros(self.reach.shape[1], dtype=bool)
        while days < len(window) and (days < 2 or (window[self.day] & (self.day >= 0)).sum() < size):
            window[(first + days) % len(window)] = True
            days += 1
        today = window[self.day] & (self.day >= 0)
        people = self._until(np.bincount(self.who[today], minlength=len(self.placements.practitioners)), size)
        free = set(np.flatnonzero(today & people[self.who]).tolist())
        return free | self._left_out(window, 3 * size), window, people

    def _crew(self, size: float) -> Mask:
        """Some practitioners who together have at least so many sessions, or some times as many."""
        have = np.bincount(self.who[self.day >= 0], minlength=len(self.placements.practitioners))
        return self._until(have, size * self.random.choice(CREWS))

    def _until(self, have: Ints, size: float) -> Mask:
        """Some practitioners who together have so many of the sessions that each has."""
        order = self.random.sample(range(len(have)), len(have))
        enough = 1 + int((np.cumsum(have[order]) < size).sum())
        people = np.zeros(len(order), dtype=bool)
        people[order[:enough]] = True
        return people

    def _from(self, day: int, size: float) -> Freed:
        """A crew's sessions from a day on until there are enough, and some left out that could come on those days."""
        people, free = self._crew(size), set[int]()
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
    p, a, price = model.placements, model.placements.assignments, model.price
    days = model.day[p.session, a.day]
    never = float(np.abs(price).sum()) + 1.0
    cost = model.cheapest + np.where(days >= 0, price[days], never)
    cheapest = np.full(len(p.parts), never)
    np.minimum.at(cheapest, a.part, cost)
    return np.asarray(cost - cheapest[a.part])

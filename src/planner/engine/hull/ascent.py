"""Prices of the rows beside the days' diagrams, raised step by step: for hulls too large to be solved as one program.

What prices prove is a sum of minima: a cheapest path through each day, the better end of every other variable. It is
concave, with kinks. With each minimum made soft, −μ log Σ exp(−cost / μ), it is smooth (Nesterov, "Smooth minimization
of non-smooth functions", 2005; over paths Mensch, Blondel, "Differentiable dynamic programming", 2018), and a
quasi-Newton method climbs it (Liu, Nocedal, "On the limited memory BFGS method for large scale optimization", 1989),
kept to prices of the right sign. The lower the heat μ, the nearer the two; each heat begins where the last one ended.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from planner.engine.hull.cells import NO_ROOM
from planner.engine.hull.diagrams import WAIT
from planner.engine.hull.flows import Flows
from planner.engine.look import Look, unhurried
from planner.model.clock import Ints
from planner.model.model import Floats
from planner.model.rows import FREE

MEMORY = 10
"""Steps that the method remembers."""
ENOUGH = 1e-4
"""A step is taken if it gains this part of what its slope promises."""
FLAT = 1e-12
"""A slope that bends by less than this part says nothing."""
SHORTER, SHORTEST = 0.4, 20
"""How much shorter a step is tried that does not, and how often."""


class Ascent:
    """The soft bound of the model, by the prices of the rows that the flows keep."""

    def __init__(self, flows: Flows, look: Look = unhurried) -> None:
        self.flows, self.look, model = flows, look, flows.model
        rows = self.rows = flows.kept_rows
        self.price, self.upper = model.price, model.upper.astype(float)
        row = np.repeat(np.arange(len(rows)), np.diff(rows.first))
        order = np.argsort(rows.columns, kind="stable")
        look()
        self.by_row = _Sums(row, rows.columns, rows.values, len(rows))
        self.by_column = _Sums(rows.columns[order], row[order], rows.values[order], len(model))
        look()
        self.least = np.where(rows.high < FREE, -np.inf, 0.0)
        self.most = np.where(rows.low > -FREE, np.inf, 0.0)
        self.limit = np.where(rows.high < FREE, rows.high, rows.low).astype(float)
        self.ranged = np.flatnonzero((rows.high < FREE) & (rows.low > -FREE) & (rows.low < rows.high))
        self.outside = np.flatnonzero(~flows.inside)
        kinds = len(flows.hull.room)
        self.member_kind = np.repeat(np.arange(kinds), np.diff(np.append(flows.kind_first, len(flows.member))))
        self.lodging = np.flatnonzero(flows.hull.room != NO_ROOM)

    def soft(self, prices: Floats, heat: float) -> tuple[float, Floats, Floats]:
        """The soft bound, its slope by the prices, and how much of each variable is chosen."""
        reduced = self.price - self.by_column(prices)
        self.look()
        chosen, outside = np.zeros(len(reduced)), self.outside
        cheap, upper = reduced[outside] / -heat, self.upper[outside]
        total = -heat * _product(upper, _softplus(cheap))
        chosen[outside] = upper * _logistic(cheap)
        if len(self.flows.hull.room):
            total += self._days(reduced, heat, chosen)
        self.look()
        limit = self.limit
        if len(self.ranged):
            limit = limit.copy()
            limit[self.ranged] = np.where(prices > 0, self.rows.low, self.rows.high)[self.ranged]
        return self.flows.model.constant + total + _product(prices, limit), limit - self.by_row(chosen), chosen

    def _days(self, reduced: Floats, heat: float, chosen: Floats) -> float:
        """The soft cost of all days; what they choose is added."""
        flows, room = self.flows, self.flows.hull.room
        least, share = _softmin(reduced.take(flows.member), flows.kind_first, self.member_kind, heat)
        dear = reduced[room[self.lodging]] / heat
        least[self.lodging] += heat * _softplus(dear)
        days, flow = flows.paths.soft(np.append(least, 0.0).take(flows.paths.kind), heat, self.look)
        taken = np.bincount(flows.paths.kind - WAIT, flow, len(room) + 1)[1:]
        chosen += np.bincount(flows.member, share * taken[self.member_kind], len(chosen))
        chosen += np.bincount(room[self.lodging], _logistic(dear) * taken[self.lodging], len(chosen))
        return days

    def climb(self, prices: Floats, heat: float, goes: Callable[[float], bool]) -> tuple[Floats, Floats]:
        """Better prices at a heat, as long as `goes`, told of the soft bound at each step; and what they choose."""
        past = _Past(len(prices))
        value, slope, chosen = self.soft(prices, heat)
        while goes(value):
            stuck = ((prices <= self.least) & (slope < 0)) | ((prices >= self.most) & (slope > 0))
            uphill = np.where(stuck, 0.0, slope)
            way = past.way(uphill)
            way[stuck] = 0.0
            if _product(way, uphill) <= 0:
                past.forget()
                way = past.way(uphill)
            for times in range(SHORTEST):
                there = np.clip(prices + SHORTER**times * way, self.least, self.most)
                better, slope_there, chosen_there = self.soft(there, heat)
                if better >= value + ENOUGH * _product(uphill, there - prices):
                    break
            else:
                if not past.order:
                    break
                past.forget()
                continue
            past.learn(there - prices, slope - slope_there)
            prices, value, slope, chosen = there, better, slope_there, chosen_there
        return prices, chosen


class _Past:
    """The last steps taken and how the slope bent along each, from which the next way is read: the two loops of the
    method in numbers of the few vectors that they add up (Chen, Wang, Zhou, "Large-scale L-BFGS using MapReduce",
    2014). Sums are numpy's own: its library for matrices would take every processor there is."""

    def __init__(self, size: int) -> None:
        self.vectors = np.zeros((2 * MEMORY + 1, size))
        """Steps, bends and, last, a slope; `products` are those of each two, `order` the places, oldest first."""
        self.products = np.zeros((2 * MEMORY + 1, 2 * MEMORY + 1))
        self.order: list[int] = []

    def forget(self) -> None:
        self.order.clear()

    def learn(self, step: Floats, bend: Floats) -> None:
        """A step, unless the slope hardly bent along it."""
        if _product(step, bend) <= FLAT * math.sqrt(_product(step, step) * _product(bend, bend)):
            return
        place = self.order.pop(0) if len(self.order) == MEMORY else len(self.order)
        self.order.append(place)
        self._put(place, step)
        self._put(MEMORY + place, bend)

    def _put(self, place: int, vector: Floats) -> None:
        self.vectors[place] = vector
        self.products[place] = self.products[:, place] = np.einsum("ij,j", self.vectors, vector)

    def way(self, slope: Floats) -> Floats:
        """Where to go by a slope."""
        self._put(2 * MEMORY, slope)
        if not self.order:
            return slope / max(1e-9, math.sqrt(self.products[-1, -1]))
        parts, by = np.zeros(2 * MEMORY + 1), self.products
        parts[-1] = 1.0
        weights = {at: 1 / by[at, MEMORY + at] for at in self.order}
        taken = {}
        for at in reversed(self.order):
            taken[at] = weights[at] * float(by[at] @ parts)
            parts[MEMORY + at] -= taken[at]
        last = self.order[-1]
        parts *= by[last, MEMORY + last] / by[MEMORY + last, MEMORY + last]
        for at in self.order:
            parts[at] += taken[at] - weights[at] * float(by[MEMORY + at] @ parts)
        return np.asarray(np.einsum("i,ij", parts, self.vectors))


def _product(one: Floats, other: Floats) -> float:
    return float(np.einsum("i,i", one, other))


class _Sums:
    """Sums of value · what is at some places, one for each of `size` keys; keys come in order. Values are small whole
    numbers, for which half the memory is enough. Unlike an index, `take` lets other threads run."""

    def __init__(self, key: Ints, place: Ints, value: Ints, size: int) -> None:
        self.first, self.size = np.flatnonzero(np.diff(key, prepend=-1)), size
        self.keys, self.place, self.value = key[self.first], place.astype(np.int32), value.astype(np.float32)

    def __call__(self, what: Floats) -> Floats:
        found = np.zeros(self.size)
        if len(self.keys):
            found[self.keys] = np.add.reduceat(self.value * what.take(self.place), self.first)
        return found


def _softmin(cost: Floats, first: Ints, group: Ints, heat: float) -> tuple[Floats, Floats]:
    """The soft minimum of each group of costs, and each cost's share in it."""
    least = np.minimum.reduceat(cost, first)
    weight = np.exp((least[group] - cost) / heat)
    total = np.add.reduceat(weight, first)
    return least - heat * np.log(total), weight / total[group]


def _softplus(x: Floats) -> Floats:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _logistic(x: Floats) -> Floats:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)

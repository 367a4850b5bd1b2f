"""A first roster: plans are apportioned to practitioners, and each one's month is solved by itself.

Practitioners meet only in rooms, in equipment and in the patients they share. Held apart, with their even share of what
they have in common, their months are small whole-number programs that SCIP solves in a second; what one cannot place is
offered to the next. All depends on whose plans are whose: each day's work should fit into each one's day.
"""

from __future__ import annotations

import math

import numpy as np

from planner.engine.greedy import PartialRoster
from planner.engine.look import Look, unhurried
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.linear import solve
from planner.engine.search.parts import Parts
from planner.model import Model
from planner.model.clock import MINUTE, Ints
from planner.model.model import Floats

SECONDS = 5.0
"""For one practitioner's month."""
EVEN = 4.0
"""What a session above a practitioner's even share of a day counts, against prices."""
SHIFT = 3
"""A session's work is spread over so many days before and after."""
SWEEPS = 10
"""Every plan is given away so many times at most."""
CHOICES = 100
"""So many assignments to a session on average, those with the least reduced costs, once there are prices."""
OVERHEAD = 0.1
"""Deterministic units to cut a month out of the model."""


class Apportion:
    """Solves one practitioner's month a step, from nothing placed; offers the roster when all have had their turn.

    It gives up where a month is too hard to be solved at once.
    """

    ready = True

    def __init__(self, best: Incumbent, parts: Parts, seed: int) -> None:
        """The work of the days is the relaxation's, once there is one, and till then as the ideal days have it."""
        model, p = best.model, best.model.placements
        self.best, self.parts, self.seed = best, parts, seed
        self.of_session = apportioned(model, best.prices.chosen if best.prices else _ideal(model), best.look)
        self.several = np.bincount([part.session for part in p.parts], minlength=len(p.sessions)) > 1
        self.vector = model.complete(np.zeros((0, 3), dtype=np.int64))
        self.prices = best.prices
        self.reach = self.prices.reaches(model, (CHOICES,))[0] if self.prices else math.inf
        self.turns = np.random.default_rng(seed).permutation(len(p.practitioners)).tolist()

    @property
    def over(self) -> bool:
        return not self.turns

    def step(self) -> float:
        """One practitioner's month; returns the work it took."""
        model, p = self.best.model, self.best.model.placements
        who = self.turns.pop()
        placed = np.zeros(len(model.sessions), dtype=bool)
        placed[p.session[self.vector[model.assigned] > 0]] = True
        sessions = np.flatnonzero(~np.isin(self.of_session, self.turns) & ~placed)
        # a visit of several services may need somebody else too
        mine = (p.assignments.practitioner == who) | self.several[p.session]
        columns = np.concatenate([mine, np.ones(len(model.started), dtype=bool)])
        if self.prices:
            columns &= self.prices.reduced[: model.choices] <= self.reach
        part = self.parts.cut(self.vector, sessions, columns, among=len(self.turns) + 1)
        best = self.best
        solved = solve(part, self.vector[part.variables], best.at_most(SECONDS), self.seed, best.effort_left)
        if solved.values is None or not solved.optimal:
            self.turns.clear()  # months this hard are better polished part by part
        else:
            self.vector[part.variables] = solved.values
            if self.over:
                self._offer()
        return solved.effort + OVERHEAD

    def _offer(self) -> None:
        """The roster, with what still finds a free place."""
        desk = PartialRoster(self.best.model)
        desk.adopt(self.vector)
        desk.fill()
        self.best.offer(self.vector)
        self.best.offer(desk.vector())


def apportioned(model: Model, chosen: Floats, look: Look = unhurried) -> Ints:
    """The practitioner of each session: one for all of a plan, by prices and by how evenly days are worked.

    `chosen` is how much of each assignment is expected to be chosen. Plans are given away again and again, each to whom
    it costs least beside what that one has: the prices, and the squares of what is above or below the share of a day.
    """
    p = model.placements
    plans: dict[str, int] = {}
    plan_of = np.array([plans.setdefault(session.plan, len(plans)) for session in model.sessions], dtype=np.int64)
    shape = len(p.practitioners), model.day.shape[1]
    cost = np.zeros((len(plans), shape[0]))
    np.add.at(cost, plan_of, _cheapest(model))
    work = np.zeros((len(plans), shape[1]))
    np.add.at(work, (plan_of[p.session], p.assignments.day), chosen * _attended(model))
    room = np.zeros(shape)
    who, day, _ = np.unique(np.stack([p.practitioner, p.day, p.start]), axis=1)
    np.add.at(room, (who, day), 1.0)
    look()
    work, room = _spread(work), _spread(room)
    share = room * work.sum() / max(1.0, room.sum())
    weight = EVEN / np.maximum(share, 0.3 * share.mean() + 1e-9)
    load, of_plan = -share, np.full(len(plans), -1)
    ranked = np.sort(cost, axis=1)
    order = np.argsort(ranked[:, 0] - ranked[:, min(1, shape[0] - 1)], kind="stable").tolist()
    for _ in range(SWEEPS):
        before = of_plan.copy()
        for plan in order:
            look()
            if of_plan[plan] >= 0:
                load[of_plan[plan]] -= work[plan]
            uneven = ((2 * load + work[plan]) * work[plan] * weight).sum(axis=1)
            of_plan[plan] = np.argmin(cost[plan] + uneven)
            load[of_plan[plan]] += work[plan]
        if (of_plan == before).all():
            break
    return of_plan[plan_of]


def _spread(days: Floats) -> Floats:
    """Each row's days spread over those around them."""
    kernel = np.minimum(np.arange(1, 2 * SHIFT + 2), np.arange(2 * SHIFT + 1, 0, -1)) / (SHIFT + 1) ** 2
    return np.apply_along_axis(lambda row: np.convolve(row, kernel)[SHIFT:-SHIFT], 1, days)


def _attended(model: Model) -> Floats:
    """How much of a practitioner's time each assignment takes, in sessions of the average length."""
    p = model.placements
    minutes = p.of_part(lambda part: sum((until - after) // MINUTE for after, until in part.service.attended))
    return minutes / max(1.0, minutes.mean()) if len(minutes) else minutes.astype(float)


def _ideal(model: Model) -> Floats:
    """Every due session on its day nearest the ideal one, in equal parts with all who can."""
    p, first = model.placements, model.problem.horizon.first
    ideal = np.array([(s.ideal - first).days if s.ideal else 0 for s in model.sessions], dtype=np.int64)
    due = np.array([session.due for session in model.sessions], dtype=bool)
    away = np.abs(p.assignments.day - ideal[p.session])
    nearest = np.full(len(p.parts), np.iinfo(np.int64).max)
    np.minimum.at(nearest, p.assignments.part, away)
    there = due[p.session] & (away == nearest[p.assignments.part])
    many = np.bincount(p.assignments.part, there, minlength=len(p.parts))
    return np.asarray(there / np.maximum(1, many)[p.assignments.part])


def _cheapest(model: Model) -> Floats:
    """What each session costs with each practitioner at least; 0, as much as left out, where it has no place."""
    p, a = model.placements, model.placements.assignments
    day = model.day[p.session, a.day]
    cost = model.cheapest + np.where(day >= 0, model.price[day], np.inf)
    cheapest = np.zeros((len(p.sessions), len(p.practitioners)))
    np.minimum.at(cheapest, (p.session, a.practitioner), cost)
    return cheapest

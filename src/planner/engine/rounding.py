"""Rosters from the relaxation's prices: each session in turn takes the place that adds least to the bound."""

from __future__ import annotations

from datetime import date

import numpy as np

from planner.engine.best import Best
from planner.engine.greedy import FrontDesk

LIMITS = (2.0, 0.1, 0.5)
"""What a place may add to the bound to be taken in the first round, the last first; the second round is the front
desk's."""
NOISE = 0.01
"""Equal places are told apart at random, by less than this."""
UNIT = 1e-4
"""Deterministic units for a session."""


class Rounding:
    """Makes some rosters by the best prices there are, each a little otherwise."""

    def __init__(self, best: Best, seed: int) -> None:
        self.best, self.random = best, np.random.default_rng(seed)
        self.limits = list(LIMITS) * 2
        self.plans: dict[str, list[int]] = {}
        for number, session in enumerate(best.model.sessions):
            self.plans.setdefault(session.plan, []).append(number)

    @property
    def over(self) -> bool:
        return not self.limits or self.best.prices is None

    def step(self) -> float:
        """One roster; returns the work it took."""
        model, prices = self.best.model, self.best.prices
        assert prices is not None
        limit = self.limits.pop()
        desk = FrontDesk(model)
        desk.price = np.maximum(prices.reduced, 0)
        desk.price[model.assigned] += NOISE * self.random.random(len(model.assigned))
        ideals = [(session.ideal or date.max).toordinal() for session in model.sessions]
        for number in np.argsort(np.array(ideals) + self.random.random(len(ideals))).tolist():
            if self.best.over:
                break
            if number in desk.parts and desk.place(number, limit):
                self._stay(desk, number)
        desk.price = model.price
        desk.fill()
        if not self.best.offer(desk.vector()):
            self.limits.clear()
        return UNIT * len(ideals)

    def _stay(self, desk: FrontDesk, number: int) -> None:
        """Every other practitioner costs more in this plan from now on."""
        model, who = self.best.model, self.best.model.placements.assignments.practitioner
        theirs = who[desk.chosen[number][0][0]]
        for other in self.plans[model.sessions[number].plan]:
            for mine in desk.parts.get(other, []) if other not in desk.chosen else []:
                desk.price[mine[who[mine] != theirs]] += model.problem.clinic.prices.continuity

"""Days first, clock times then: the days are chosen by a model without clock times, and each day is solved by itself.

Where a day cannot hold what it was given, it says so in a row, and the days are chosen again (Hooker and Ottosson,
"Logic-based Benders decomposition", Mathematical Programming 96, 2003). When every day holds what it was given at the
price of the days, the roster is optimal.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.engine.search import cpsat
from planner.engine.search.coarse import coarse
from planner.engine.search.cpsat import Solved
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.parts import Parts
from planner.model import Model
from planner.model.clock import Mask

MANY = 3
"""So many starts to an assignment make a model without starts a small part of the whole."""
SHARE = 0.5
"""The part of the limits that it may take."""
EFFORT, SECONDS = 4.0, 5.0
"""Deterministic units, and seconds, to place the sessions of all chosen days."""
LITTLE, OVERHEAD = 0.2, 0.01
"""Deterministic units to ask how many sessions a day can hold, and to cut the question out of the model."""


def pays(model: Model) -> bool:
    """Whether clock times are most of the model."""
    return len(model.started) > MANY * len(model.assigned)


class Benders:
    """Chooses days and tries them, again and again, until they hold; raises the bound and offers rosters."""

    def __init__(self, best: Incumbent, parts: Parts, seed: int) -> None:
        self.best, self.parts, self.seed = best, parts, seed
        self.coarse = coarse(best.model, best.look)
        self.full: list[tuple[int, frozenset[int], int]] = []
        """Days, sessions, and the most of these that the day holds."""
        self.of_kind: dict[tuple[str, ...], list[int]] = {}
        for number, session in enumerate(best.model.sessions):
            self.of_kind.setdefault(session.services, []).append(number)
        self.empty = best.model.complete(np.zeros((0, 3), dtype=np.int64))
        self.over, self.work = False, 0.0
        """Whether there is no more to do, and the work of this step so far."""

    @property
    def _out(self) -> bool:
        """Whether the limits are used up."""
        return self.best.over or self.work >= self.best.effort_left

    def step(self) -> float:
        """The days chosen once, and tried; returns the work it took."""
        best, model = self.best, self.best.model
        before = best.score - best.bound
        rows = [(model.day[sorted(of), day], most) for day, of, most in self.full]
        part, hint = self.coarse.with_rows(rows), self.coarse.of(best.vector)
        best.look()
        chosen = cpsat.solve(
            part,
            hint,
            best.whole,
            best.effort_of(best.effort_left * SHARE),
            (SHARE - best.gone) * best.seconds,
            self.seed,
            best.halt,
            thorough=True,
        )
        best.prove(min(model.constant + chosen.bound, best.score))
        if chosen.values is None:
            self.over = True
            return chosen.effort
        days = np.zeros(model.day.shape, dtype=bool)
        open_ = model.day >= 0
        days[open_] = chosen.values[self.coarse.column[model.day[open_]]] > 0
        placed = self._place(days)
        self.work = chosen.effort + placed.effort
        work, known = self.work, len(self.full)
        gained = not known or best.score - best.bound < before
        if chosen.optimal and placed.optimal and gained:  # else it is not only the days that stand in the way
            work += self._ask(days)
        self.over = best.over or len(self.full) == known or best.gone > SHARE
        return work

    def _place(self, days: Mask) -> Solved:
        """Offer the best roster found that has each session on its day or leaves it out."""
        best, model, p = self.best, self.best.model, self.best.model.placements
        columns = np.concatenate([days[p.session, p.assignments.day], np.ones(len(model.started), dtype=bool)])
        part = self.parts.cut(self.empty, np.flatnonzero(days.any(axis=1)), columns)
        hint = self.empty[part.variables]
        solved = cpsat.solve(
            part, hint, best.whole, best.effort_of(EFFORT), best.at_most(SECONDS), self.seed, best.halt
        )
        if solved.values is not None:
            found = self.empty.copy()
            found[part.variables] = solved.values
            best.offer(found)
        return solved

    def _ask(self, days: Mask) -> float:
        """Ask every day whether it holds what it was given; where not, rows for the sets that are too much."""
        work = 0.0
        for day in np.flatnonzero(days.any(axis=0)).tolist():
            given = np.flatnonzero(days[:, day]).tolist()
            while not self._out:
                most, effort = self._most(given, day)
                work += effort
                if most == len(given):
                    break
                few, effort = self._fewest(given, day)
                work += effort + self._refuse(few)
                given.remove(few[0])
        return work

    def _fewest(self, sessions: list[int], day: int) -> tuple[list[int], float]:
        """A set of which the day holds all but one, from some that are too much for it; and the work it took."""
        work = 0.0
        for session in list(sessions):
            without = [each for each in sessions if each != session]
            most, effort = self._most(without, day)
            work += effort
            if most < len(without):
                sessions = without
        return sessions, work

    def _refuse(self, sessions: list[int]) -> float:
        """A row for each day that cannot hold all of these or such as these: as many, of the same services.

        It is over all sessions of those services if the day holds no more of them. Returns the work it took to ask.
        """
        model, work = self.best.model, 0.0
        for day in range(model.day.shape[1]):
            alike = self._alike(sessions, day)
            full = any(on == day and most < len(alike) and of.issuperset(alike) for on, of, most in self.full)
            if len(alike) < len(sessions) or full:
                continue
            most, effort = self._most(alike, day)
            work += effort
            if most == len(alike):
                continue
            of = set(alike)
            for kind in sorted({model.sessions[session].services for session in sessions}):
                wider = of | {each for each in self.of_kind[kind] if model.day[each, day] >= 0}
                held, effort = self._most(sorted(wider), day)
                work += effort
                if held <= most:
                    of = wider
            self.full.append((day, frozenset(of), most))
        return work

    def _alike(self, sessions: list[int], day: int) -> list[int]:
        """Of these sessions those that may be on a day, and in place of each other one of the same services."""
        model = self.best.model
        found = [session for session in sessions if model.day[session, day] >= 0]
        for session in sessions:
            if session not in found:
                others = (each for each in self.of_kind[model.sessions[session].services] if each not in sessions)
                found += next(([each] for each in others if model.day[each, day] >= 0 and each not in found), [])
        return found

    def _most(self, sessions: list[int], day: int) -> tuple[int, float]:
        """How many of the sessions the day can hold, or as many as there are if that is not proved; and the work."""
        best, model, p = self.best, self.best.model, self.best.model.placements
        if not sessions or self._out:
            return len(sessions), 0.0
        columns = np.concatenate([p.assignments.day == day, p.day == day])
        part = self.parts.alone(np.array(sessions, dtype=np.int64), columns)
        price = -np.isin(part.variables, model.day[sessions, day]).astype(float)
        hint = self.empty[part.variables]
        solved = cpsat.solve(replace(part, price=price), hint, 1, LITTLE, best.seconds_left, self.seed, best.halt)
        self.work += solved.effort + OVERHEAD
        return (round(-solved.bound) if solved.optimal else len(sessions)), solved.effort + OVERHEAD

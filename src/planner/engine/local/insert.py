"""A session placed by force: the cheapest roster that has it, with the sessions around it free to move.

First those that meet it soonest are free, then more, then all; every other appointment stands. CP-SAT searches each
neighbourhood from the roster that is; what it proves holds for all rosters that keep the others.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from planner.clinic import Appointment, Key, Problem, Session
from planner.engine.limits import Limits, silent
from planner.engine.local.fix import Offered, Wish, keep, with_follow_ups
from planner.engine.local.openings import reward
from planner.engine.planning import build_model
from planner.engine.rooms import appointments
from planner.engine.search import cpsat
from planner.engine.search.parts import Part
from planner.engine.start import adopted
from planner.errors import BrokenRoster
from planner.model import Model, enumerate_placements
from planner.model.clock import Ints
from planner.rules import Violation, measured, violations

SIZES = (10, 30, 100, 300)
"""So many sessions are free to move, one neighbourhood after another while there is time."""
SEARCHED = 30.0
"""Many sessions at once want so many seconds, or units of work; where there are twice as many, half is kept for what
comes next."""
PER_ENTRY, PER_ROW = 3e-6, 1e-4
"""Deterministic units, about a second's worth to the unit, to build an entry of a model's rows, and to check a row of a
roster or to measure it."""
STAY = 0.001
"""What a change of place costs beside its price: of rosters equally good, the one that changes least is wanted."""

Rows = tuple[Appointment, ...]


@dataclass(frozen=True)
class Proof:
    """With so many sessions free to move, the rest kept, no roster that has the session scores less than `least`."""

    free: int
    least: float
    everything: bool


@dataclass(frozen=True)
class Forced:
    """The best roster found that has the session: its rows, its score, and what was proved on the way."""

    rows: Rows
    score: float
    proofs: tuple[Proof, ...]


def force(
    problem: Problem,
    rows: Rows,
    session: Session,
    days: Sequence[date],
    wish: Wish,
    seconds: float,
    effort: float | None = None,
    seed: int = 1,
) -> Forced | None:
    """The best roster found that has the session on one of these days, as wished; None where none was found.

    `rows` must break no rule. The search ends after the seconds, or after `effort` deterministic units of work, among
    them building and checking: the same effort gives the same answer. Scores are those of the whole problem.
    """
    return _Forcing(problem, rows, session, days, wish, seed).run(seconds, effort)


class _Forcing:
    def __init__(
        self, problem: Problem, rows: Rows, session: Session, days: Sequence[date], wish: Wish, seed: int
    ) -> None:
        self.problem, self.session, self.days, self.wish, self.seed = problem, session, days, wish, seed
        self.given, self.best, self.score = rows, rows, math.inf
        self.proofs: list[Proof] = []
        self.work, self.built = 0.0, 0.0
        """Units of work so far, and those that building the last neighbourhood took for each session free in it."""

    def run(self, seconds: float, effort: float | None) -> Forced | None:
        """The neighbourhoods, while there is time for them; where work is counted, none that building alone would not
        leave any of."""
        until, counts = time.monotonic() + seconds, effort is not None
        for free in self._neighbourhoods():
            left = until - time.monotonic() if effort is None else effort - self.work - self.built * len(free)
            few = len(free) <= max(SIZES) + 1 or not self._all(free)
            if left <= 0 or (not few and (left < SEARCHED or math.isinf(self.score))):
                break
            if few:
                most = left if left < 2 * SEARCHED else left / 2
                self._solve(free, math.inf if counts else most, most if counts else math.inf)
            else:
                self._search(free, left, left if counts else None)
        return None if math.isinf(self.score) else Forced(self.best, self.score, tuple(self.proofs))

    # --- which sessions are free ----------------------------------------------------------------------------------

    def _neighbourhoods(self) -> Iterator[frozenset[Key]]:
        """Sessions by how soon they meet this one: the patient's own, those with people it may have on those days,
        others of those days, each from its ideal day on; in the end all, those left out too."""
        problem, own = self.problem, self.session
        bare = keep(problem, problem.fixed, {own.key})
        p = enumerate_placements(bare, Offered(bare, own.key, self.days, self.wish))
        pairs = np.unique(np.stack([p.assignments.practitioner, p.assignments.day]), axis=1).T.tolist()
        people = {(p.practitioners[who], problem.horizon.days[day]) for who, day in pairs}
        days = {day for _, day in people}
        if not days:
            return
        around = own.ideal or min(days)

        def far(row: Appointment) -> tuple[int, int]:
            day = problem.day(row)
            kind = 0 if (row.practitioner, day) in people else 1 if day in days else 2
            return -1 if problem.patient_of(row) == own.patient else kind, abs((day - around).days)

        loose = [row for row in self.given if row.key != own.key and not problem.by_key[row.key].fixed]
        near = list(dict.fromkeys(row.key for row in sorted(loose, key=far)))
        for size in SIZES:
            if size < len(near):
                yield with_follow_ups(problem, self.given, [own.key, *near[:size]])
        yield frozenset(session.key for session in problem.choices)

    # --- the best of a neighbourhood ------------------------------------------------------------------------------

    def _solve(self, free: frozenset[Key], seconds: float, effort: float) -> None:
        """CP-SAT from the best so far; to have the session saves more than all else could cost."""
        model, mine = self._model(free)
        vector = adopted(model, [row for row in self.best if row.key in free]).vector()
        price, whole = model.price.copy(), cpsat.whole_factor(model.price)
        prices = self.problem.clinic.prices.place
        saved = reward(model, self.session) + sum(prices[self.problem.by_key[key].priority] for key in free)
        price[mine] -= saved
        changes = 2 * len(model.placements.parts) * STAY
        staying = changes * whole < 0.5
        if staying:
            before = adopted(model, [row for row in self.given if row.key in free]).vector()
            price[: model.choices] += STAY * (before[: model.choices] == 0)
        part = Part(np.arange(len(model)), price, model.upper, model.matrix)
        solved = cpsat.solve(
            part,
            vector,
            cpsat.whole_factor(price),
            effort,
            seconds,
            self.seed,
            lambda stop: lambda: None,
            thorough=True,
        )
        self.work += solved.effort
        if solved.values is None or not solved.values[mine].any():
            return
        found = model.complete(model.chosen(solved.values))
        # a score lies whole steps above the constant, so the changes that were charged too are rounded away
        beyond = (solved.bound + saved - (changes if staying else 0.0)) * whole
        self._take(model, found, free, model.constant + math.ceil(beyond - 1e-5) / whole)

    def _search(self, free: frozenset[Key], seconds: float, effort: float | None) -> None:
        """The whole search, as for a roster, from the best that has the session."""
        from planner.engine.search.run import search  # only here: it loads all solvers

        model, mine = self._model(free)
        vector = adopted(model, [row for row in self.best if row.key in free]).vector()
        if len(model.matrix.broken(vector)) or not vector[mine].any():
            return
        # with this off its price the start scores −1, and no roster without the session scores less than 0
        model.charge(mine, -math.ceil(model.score(vector)) - 1.0)
        limits = Limits.asked(seconds if effort is None else None, effort, None, self.seed)
        found = search(model, vector, limits, time.monotonic(), silent)
        self.work += found.spent
        self._take(model, found.vector, free, found.bound)

    def _model(self, free: frozenset[Key]) -> tuple[Model, Ints]:
        """The neighbourhood, and the variables of the session's days."""
        problem = keep(self.problem, self.given, free)
        model = build_model(problem, Offered(problem, self.session.key, self.days, self.wish))
        days = model.day[model.index[self.session.key]]
        building = PER_ENTRY * len(model.matrix.columns)
        self.work, self.built = self.work + building, building / len(free)
        return model, days[days >= 0]

    def _take(self, model: Model, vector: Ints, free: frozenset[Key], bound: float) -> None:
        """Keep a roster that is better, measured again from its rows alone, and what is proved of all like it."""
        moved = [row for row in appointments(model, vector) if row.key in free]
        rows = tuple(sorted([*moved, *(row for row in self.given if row.key not in free)], key=_order))
        broken = self._broken(rows)
        if broken:
            raise BrokenRoster(broken)
        score = self._score(rows)
        least = min(score, score - model.score(vector) + bound)
        if least >= 0:  # else nothing was proved: no roster scores less than 0
            self.proofs.append(Proof(len(free) - 1, least, self._all(free)))
        if score < self.score:
            self.best, self.score = self._settled(rows, free), score

    def _settled(self, rows: Rows, free: frozenset[Key]) -> Rows:
        """The same places, each given back to who had it where the model does not tell patients apart."""
        of_part, places, score = _of_part(rows), _places(rows), math.nan
        for old in self.given:
            if old.key not in free:
                continue
            mine = of_part.get((old.key, old.service))
            if mine is None or not self._alike(mine, old):
                continue
            others = places.get((old.service, old.practitioner, old.start), ())
            other = next((other for other in others if self._may(other, mine)), None)
            if other is None:
                continue
            swap = {mine: _at(mine, other), other: _at(other, mine)}
            tried = tuple(sorted((swap.get(row, row) for row in rows), key=_order))
            score = self._score(rows) if math.isnan(score) else score
            if self._score(tried) == score and not self._broken(tried):
                rows, of_part, places = tried, _of_part(tried), _places(tried)
        return rows

    def _score(self, rows: Rows) -> float:
        self.work += PER_ROW * len(rows)
        return measure(self.problem, rows)

    def _broken(self, rows: Rows) -> Sequence[Violation]:
        self.work += PER_ROW * len(rows)
        return violations(self.problem, rows)

    def _alike(self, now: Appointment, before: Appointment) -> bool:
        """Whether only the hour changed."""
        same = now.practitioner == before.practitioner and self.problem.day(now) == self.problem.day(before)
        return same and now.start != before.start and now.key != self.session.key

    def _may(self, row: Appointment, place: Appointment) -> bool:
        """Whether a row may be given this place: not one that was wished elsewhere."""
        return row.key != self.session.key or self.wish.at is None

    def _all(self, free: frozenset[Key]) -> bool:
        return all(session.key in free for session in self.problem.choices)


def measure(problem: Problem, rows: Rows) -> float:
    """The score of a roster, from its rows alone."""
    return sum(measured(problem, rows).values())


def _of_part(rows: Rows) -> Mapping[tuple[Key, str], Appointment]:
    """The first row of each part of a session."""
    return {(row.key, row.service): row for row in reversed(rows)}


def _places(rows: Rows) -> Mapping[object, Sequence[Appointment]]:
    """The rows of each service, practitioner and start."""
    found: dict[object, list[Appointment]] = {}
    for row in rows:
        found.setdefault((row.service, row.practitioner, row.start), []).append(row)
    return found


def _at(row: Appointment, place: Appointment) -> Appointment:
    return replace(row, room=place.room, start=place.start, end=place.end)


def _order(row: Appointment) -> tuple[object, ...]:
    return row.start, row.practitioner or "", row.room or "", row.id

"""A published book planned anew: what is near stays, what is fixed stays, and the rest moves only where it pays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from planner.clinic import LOOK_AHEAD, Appointment, Clinic, Horizon, Problem
from planner.clinic.spans import DAY
from planner.clinic.subproblem import booked_of
from planner.engine.limits import Limits, OnProgress, silent
from planner.engine.local.replan import replanned
from planner.errors import Nonsense
from planner.explain.baseline import Standing
from planner.roster.compare.moves import Move, moves
from planner.roster.compare.rosters import Differences, diff
from planner.roster.roster import Roster

BUDGET = 1
"""So many booked appointments of one patient may move, unless told."""


@dataclass(frozen=True)
class Replanning:
    """A roster in place of what is booked after `frozen_until`, to be taken or dropped as a whole.

    `before` is what is booked on those days, and what it costs as it stands; both rosters answer the same problem.
    `rests_on` is the journal's number of the book it was made of, where that is a store's.
    """

    frozen_until: date
    before: Roster
    roster: Roster
    rests_on: int | None = None

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The sessions that change: moved, dropped, or placed though they had no place."""
        return moves(self.roster.problem, self.before.placed, self.roster.placed)

    @cached_property
    def differences(self) -> Differences:
        """The same row by row; its `table` lays before and after side by side."""
        return diff(self.before, self.roster)

    @cached_property
    def moved(self) -> Counter[str]:
        """How many booked appointments of each patient are at another start or with another practitioner."""
        return Counter(move.session.patient for move in self.moves for _ in move.rows)


def replan(
    clinic: Clinic,
    last: date,
    frozen_until: date,
    *,
    budget_per_patient: int = BUDGET,
    look_ahead: int = LOOK_AHEAD,
    seconds: float | None = None,
    effort: float | None = None,
    seed: int = 1,
    drafts: Iterable[Appointment] = (),
    kept: Collection[str] = (),
    on_progress: OnProgress = silent,
) -> Replanning:
    """The days after `frozen_until` up to `last` planned anew, and `look_ahead` days after them.

    What is booked up to `frozen_until` stands as what was attended does, and fixed appointments stay, as do `kept`
    ones, by id. Of the others at most `budget_per_patient` of each patient get another start or practitioner, at the
    price `moved`; none loses its place while it can have one. What has no place yet is placed as in any roster;
    `drafts` are proposals to start from, such as the look-ahead of an earlier roster. The search ends as `planner.plan`
    does.

    Raises Nonsense for a budget below 0, for days or limits that cannot be, and BrokenRoster should a rule be broken.
    """
    if budget_per_patient < 0:
        raise Nonsense(f"the budget per patient is {budget_per_patient} moves; use 0 or more")
    if last <= frozen_until:
        raise Nonsense(f"all days up to {last} are frozen until {frozen_until}; plan further, or freeze less")
    problem = Problem.of(clinic, Horizon.asked(None, frozen_until + DAY, last, look_ahead))
    booked = booked_of(problem)
    limits = Limits.asked(seconds, effort, None, seed)
    found = _replanned(problem, kept, budget_per_patient, limits, drafts, on_progress)
    return Replanning(frozen_until, Standing(problem, booked).roster, found)


def _replanned(problem: Problem, kept: Collection[str], *asked: Any) -> Roster:
    """A roster of a problem, in which what is to be kept is fixed while it is searched for."""
    if not kept:
        return replanned(problem, booked_of(problem), *asked)
    book = tuple(replace(entry, fixed=entry.fixed or entry.id in kept) for entry in problem.clinic.book)
    standing = Problem.of(replace(problem.clinic, book=book), problem.horizon)
    found = replanned(standing, booked_of(standing), *asked)
    fixed = {entry.id for entry in problem.clinic.book if entry.fixed}
    placed = tuple(replace(row, fixed=row.fixed and (row.id not in kept or row.id in fixed)) for row in found.placed)
    return replace(found, problem=problem, placed=placed)

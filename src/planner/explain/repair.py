"""What a repair is, and its proof: a roster of the changed clinic, read by every rule and goal. It knows no solver."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from planner.clinic import Appointment, Clinic, Problem, Session
from planner.explain.baseline import Standing
from planner.explain.changes import Change, MoreHours, OtherTimes
from planner.roster.compare.moves import Move, moves
from planner.roster.roster import Roster
from planner.roster.tables.columns import days, names, numbers, texts
from planner.rules import violations


@dataclass(frozen=True)
class Repair:
    """A change, and a roster of the changed clinic that proves what it brings.

    `placed` are the due sessions that had no place and have one, `moved` those that got another practitioner or
    start; nothing that was placed is left out. `gain` is by how much the score falls, `cost` what the clinic gives for
    it, moves too, both in points. `roster` is of `roster.problem.clinic`, the clinic with the change, and keeps its
    every rule.
    """

    change: Change
    words: str
    placed: tuple[Session, ...]
    moved: tuple[Move, ...]
    gain: float
    cost: float
    roster: Roster

    @property
    def rate(self) -> float:
        """Points gained for each point it costs; what costs nothing comes first."""
        return self.gain / self.cost if self.cost else math.inf


@dataclass(frozen=True)
class Repairs:
    """The repairs found, the best rate first. What each brings is proved; that nothing brings more is not.

    `left_out` are the due sessions without a place, `hopeless` those of them that no change can help: health or
    their own plans leave no day. `solved` of `candidates` were solved when the time was over.
    """

    clinic: Clinic
    score: float
    left_out: tuple[Session, ...]
    hopeless: tuple[Session, ...]
    repairs: tuple[Repair, ...]
    candidates: int
    solved: int
    seconds: float

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a repair, in their order."""
        changes = [each.change for each in self.repairs]
        stretches = [each.stretch if isinstance(each, MoreHours | OtherTimes) else None for each in changes]
        return pd.DataFrame(
            {
                "kind": names([each.kind for each in changes]),
                "repair": texts([each.words for each in self.repairs]),
                "day": days([each.day if each else None for each in stretches]),
                "hours": pd.Series([each.hours if each else math.nan for each in stretches], dtype="float64"),
                "more": numbers([len(each.placed) for each in self.repairs]),
                "moves": numbers([len(each.moved) for each in self.repairs]),
                "gain": pd.Series([each.gain for each in self.repairs], dtype="float64"),
                "cost": pd.Series([each.cost for each in self.repairs], dtype="float64"),
                "score": pd.Series([each.roster.figures.score for each in self.repairs], dtype="float64"),
            }
        )


def proved(standing: Standing, change: Change, rows: Iterable[Appointment]) -> Repair | None:
    """A repair, when these rows keep every rule of the clinic with this change, all that was placed, and place more.

    The clinic with the change is unrolled afresh where plans look at what changed; rules and goals read the rows alone.
    """
    clinic, before = change.made(standing.clinic), standing.problem
    after = Standing(Problem.of(clinic, before.horizon) if change.unrolls else replace(before, clinic=clinic), rows)
    gain, more = standing.score - after.score, after.placed - standing.placed
    lost = standing.answer.visits.keys() - after.answer.visits.keys()
    if lost or not more or gain <= 0 or violations(after.problem, after.rows):
        return None
    moved = tuple(m for m in moves(after.problem, standing.rows, after.rows) if m.kind == "moved")
    words = change.words(standing.clinic, len(moved))
    return Repair(
        change=change,
        words=f"{words}: {len(more)} more {'session' if len(more) == 1 else 'sessions'}",
        placed=tuple(session for session in after.problem.sessions if session.key in more),
        moved=moved,
        gain=gain,
        cost=change.cost(standing.clinic) + len(moved) * standing.clinic.repair_prices.move,
        roster=after.roster,
    )

"""The answer: appointments, what is unplaced and why, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from planner.clinic import Appointment, Problem, Session
from planner.roster import tables

OPTIMAL, FEASIBLE, UNSOLVED = "optimal", "feasible", "unsolved"
AS_BOOKED = "as booked"
"""The status of a roster that is the appointment book as it stands."""


@dataclass(frozen=True)
class Unplaced:
    """A session without a place in the roster, the reason in a sentence, and what stood in the way on each day."""

    session: Session
    reason: str
    days: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Quality:
    """How good a roster is: its score, a proved lower bound of any roster's score, and what each goal cost.

    `status` is optimal, feasible, unsolved or as booked; `left_out` counts due sessions without a place, by priority
    3, 2, 1; `first`, `last`, `end` are the days asked for and the look-ahead's last.
    """

    score: float
    bound: float
    status: str
    left_out: tuple[int, int, int]
    goals: Mapping[str, float]
    placed: int
    due: int
    first: date
    last: date
    end: date
    seconds: float
    seed: int
    book: str = ""
    """The fingerprint of the clinic's book, from `first` on, that the roster was made of."""

    @property
    def gap(self) -> float:
        """The part of the score that is not proved necessary: (score − bound) / score, 0 when the score is 0."""
        return (self.score - self.bound) / self.score if self.score else 0.0

    def as_dict(self) -> dict[str, Any]:
        """The fields of quality.json; dates stay dates."""
        fields = asdict(self)
        return {"score": fields.pop("score"), "bound": fields.pop("bound"), "gap": self.gap, **fields}


@dataclass(frozen=True)
class Roster:
    """Appointments for the sessions of a problem. The tables are pandas frames, described in docs/tables.md."""

    problem: Problem
    placed: tuple[Appointment, ...]
    left_out: tuple[Unplaced, ...]
    figures: Quality

    @cached_property
    def appointments(self) -> pd.DataFrame:
        """One row a service placed, by start."""
        return tables.appointments(self.problem, self.placed)

    @cached_property
    def unplaced(self) -> pd.DataFrame:
        """One row a session without a place, and why."""
        return tables.unplaced(self.problem, [(out.session, out.reason) for out in self.left_out])

    @cached_property
    def quality(self) -> pd.Series:
        """The fields of quality.json."""
        return pd.Series(self.figures.as_dict(), name="quality", dtype=object)

    def calendar(
        self,
        by: Literal["practitioner", "room", "patient"] = "practitioner",
        view: Literal["day", "week", "month"] = "week",
    ) -> pd.DataFrame:
        """The appointments as a calendar, by day, week or month; docs/tables.md shows the three shapes."""
        return tables.calendar(self.problem, self.placed, by, view)

    @cached_property
    def utilisation(self) -> pd.DataFrame:
        """Time attended, resting, idle and on shift by practitioner, and taken and open by room, a row a day."""
        return tables.utilisation(self.problem, self.placed)

    @cached_property
    def supplies(self) -> pd.DataFrame:
        """What the placed sessions consume, by day and item."""
        return tables.supplies(self.problem, self.placed)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The whole days before each session, against least, ideal and most."""
        return tables.gaps(self.problem, self.placed)

"""How a month looks: how full its days are, how sessions follow, what they consume, and what each goal costs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, cast

import pandas as pd

from planner.clinic.names import name
from planner.http.page.result import paid
from planner.http.page.visits import visits_of
from planner.roster.roster import Roster
from planner.roster.tables.shares import ALL, shares

STEPS = 10
"""Shades of a heat map."""


@dataclass(frozen=True)
class Share:
    """A day of somebody: per cent used, None where nobody is there; `step` is its shade."""

    percent: int | None

    @property
    def step(self) -> int:
        return min(STEPS, round((self.percent or 0) * STEPS / 100))


@dataclass(frozen=True)
class Bar:
    """A line of a bar chart: `length` of 1000 is the longest."""

    title: str
    value: float
    length: int
    words: str
    about: str = ""


@dataclass(frozen=True)
class Heat:
    """Practitioners or rooms down, days across; the last of each row is its whole month."""

    by: str
    days: Sequence[date]
    rows: Sequence[tuple[str, Sequence[Share]]]


@dataclass(frozen=True)
class Looks:
    heats: Sequence[Heat]
    gaps: Sequence[Bar]
    spaced: int
    supplies: Sequence[Bar]
    goals: Sequence[Bar]
    """What each goal costs; `about` says what its points are."""
    score: float
    visits: int

    @classmethod
    def of(cls, roster: Roster) -> Looks:
        """Of the book of some days, as `Desk.roster` has it."""
        off = [int(gap) for gap in (roster.gaps["gap"] - roster.gaps["ideal"]).dropna()]
        used = roster.supplies.groupby("item", observed=True)["quantity"].sum() if len(roster.supplies) else pd.Series()
        goals = paid(roster.problem.clinic, roster.figures)
        return cls(
            heats=[_heat(roster, by) for by in ("practitioner", "room")],
            gaps=bars({_days_off(each): count for each, count in sorted(Counter(off).items())}),
            spaced=len(off),
            supplies=bars({str(item): float(amount) for item, amount in used.items()}),
            goals=[
                replace(bar, about=each.paid_for)
                for bar, each in zip(bars({each.title: each.points for each in goals}), goals, strict=True)
            ],
            score=roster.figures.score,
            visits=len(visits_of(roster.problem.clinic, roster.placed)),
        )


def bars(values: dict[str, float] | dict[str, int]) -> list[Bar]:
    most = max(values.values(), default=0) or 1
    return [Bar(title, value, round(1000 * value / most), f"{value:,.0f}") for title, value in values.items()]


def _days_off(days: int) -> str:
    if days == 0:
        return "on the ideal day"
    return f"{abs(days)} day{'s' if abs(days) != 1 else ''} {'later' if days > 0 else 'earlier'}"


def _heat(roster: Roster, by: str) -> Heat:
    found = shares(roster, cast(Literal["practitioner", "room"], by))
    clinic, days = roster.problem.clinic, list(roster.problem.horizon.days)
    known = clinic.practitioners if by == "practitioner" else clinic.rooms
    rows = [
        (name(known, str(id)) if id != ALL else "all", [_share(row[cast(Any, day)]) for day in (*days, ALL)])
        for id, row in found.iterrows()
    ]
    return Heat(by, days, rows)


def _share(value: float) -> Share:
    return Share(None if math.isnan(value) else round(100 * value))

"""The days between the sessions of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from planner.clinic import Appointment, Problem
from planner.roster.tables.columns import days, flags, maybe_numbers, names, numbers
from planner.roster.tables.identity import by_start, is_late, patient


def gaps(problem: Problem, placed: Iterable[Appointment]) -> pd.DataFrame:
    """One row a placed session that another of its plan lies before, by plan and number.

    That other is the one of the nearest lower number, placed or in the plan's history, whatever was left out between.
    Columns: `plan, patient, number, day, before, gap, least, ideal, most, late`. Ids are categorical, `number` and
    `gap` (whole days) int64, `day` and `before` datetime64[us], `late` bool; `least`, `ideal` and `most` are Int64, NA
    on a fixed schedule, which asks for no gap, and where the problem does not ask for the session.
    """
    first: dict[tuple[str, int], Appointment] = {}  # of each visit, its first row
    for row in by_start(placed):
        first.setdefault(row.key, row)
    day_of: dict[str, dict[int, date]] = {}
    for row in [*by_start(problem.history), *first.values()]:  # what is placed is newer than what the book says
        day_of.setdefault(row.plan, {})[row.number] = problem.day(row)

    rows: list[tuple[Appointment, date]] = []
    for key in sorted(first):
        earlier = [number for number in day_of[key[0]] if number < key[1]]
        if earlier:
            rows.append((first[key], day_of[key[0]][max(earlier)]))
    here = [row for row, _ in rows]
    asked = [problem.by_key.get(row.key) for row in here]
    spaced = [session if session and session.most is not None else None for session in asked]
    return pd.DataFrame(
        {
            "plan": names([row.plan for row in here]),
            "patient": names([patient(problem, row) for row in here]),
            "number": numbers([row.number for row in here]),
            "day": days([problem.day(row) for row in here]),
            "before": days([before for _, before in rows]),
            "gap": numbers([(problem.day(row) - before).days for row, before in rows]),
            "least": maybe_numbers([session.least if session else None for session in spaced]),
            "ideal": maybe_numbers([session.ideal_gap if session else None for session in spaced]),
            "most": maybe_numbers([session.most if session else None for session in spaced]),
            "late": flags([is_late(problem, row) for row in here]),
        }
    )

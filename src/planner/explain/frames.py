"""The answers to a why as tables.

Ids and rules are categorical, sentences str, numbers Int64, moments datetime64[us] in the clinic's zone; what does not
apply is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from planner.clinic import Appointment, Problem
from planner.explain.breaches import Tried
from planner.explain.naming import Obstacle
from planner.roster.compare.moves import Move
from planner.roster.tables.columns import maybe_numbers, moments, names, texts
from planner.rules import Violation


def obstacles(problem: Problem, found: Sequence[Obstacle]) -> pd.DataFrame:
    """One row an obstacle, one a row of an appointment: `rule, how, source, plan, number, patient, practitioner, room,
    start`; the last six are missing for a cause."""
    pairs: list[tuple[Obstacle, Appointment | None]] = [(o, row) for o in found for row in o.rows or (None,)]
    return pd.DataFrame(
        {
            "rule": names([o.rule for o, _ in pairs]),
            "how": texts([o.how for o, _ in pairs]),
            "source": texts([o.source for o, _ in pairs]),
            **_who(problem, [row for _, row in pairs]),
        }
    )


def tried(problem: Problem, found: Sequence[Tried]) -> pd.DataFrame:
    """One row a rule broken at a place tried: `service, practitioner, room` of the place, `rule` and `how` (missing
    where none is broken), and `by_plan, by_number`, who stands in the way."""
    pairs: list[tuple[Tried, Violation | None]] = [(each, v) for each in found for v in each.breaks or (None,)]
    others = [next((row for row in v.rows if row.key != each.row.key), None) if v else None for each, v in pairs]
    return pd.DataFrame(
        {
            "service": names([each.row.service for each, _ in pairs]),
            "practitioner": names([each.row.practitioner for each, _ in pairs]),
            "room": names([each.row.room for each, _ in pairs]),
            "rule": names([v.rule if v else None for _, v in pairs]),
            "how": texts([v.how if v else "" for _, v in pairs]),
            "by_plan": names(_each(others, "plan")),
            "by_number": maybe_numbers(_each(others, "number")),
        }
    )


def displaced(problem: Problem, found: Sequence[Move]) -> pd.DataFrame:
    """One row a session that another roster has elsewhere: `kind` (moved, dropped, placed), `plan, number, patient`,
    and where its first service was and is: `was_practitioner, was, practitioner, start`."""
    zone = problem.clinic.timezone
    before = [move.before[0] if move.before else None for move in found]
    after = [move.after[0] if move.after else None for move in found]
    return pd.DataFrame(
        {
            "kind": names([move.kind for move in found]),
            "plan": names([move.session.plan for move in found]),
            "number": maybe_numbers([move.session.number for move in found]),
            "patient": names([move.session.patient for move in found]),
            "was_practitioner": names(_each(before, "practitioner")),
            "was": moments(_each(before, "start"), zone),
            "practitioner": names(_each(after, "practitioner")),
            "start": moments(_each(after, "start"), zone),
        }
    )


def _each(rows: Sequence[Appointment | None], name: str) -> list[Any]:
    """One field of each row, None where there is no row."""
    return [getattr(row, name) if row else None for row in rows]


def _who(problem: Problem, rows: Sequence[Appointment | None]) -> dict[str, object]:
    return {
        "plan": names(_each(rows, "plan")),
        "number": maybe_numbers(_each(rows, "number")),
        "patient": names([problem.patient_of(row) if row else None for row in rows]),
        "practitioner": names(_each(rows, "practitioner")),
        "room": names(_each(rows, "room")),
        "start": moments(_each(rows, "start"), problem.clinic.timezone),
    }

"""Rows for rules between two sessions of one patient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import permutations

import numpy as np

from planner.clinic import Days, Session
from planner.clinic.spans import DAY
from planner.model import Model
from planner.model.clock import Ints, Mask

Closes = Callable[[str, str, str, date], list[Days]]
"""(patient, service a, service b, day of a) → the days closed to b."""


def sessions_of_patients(model: Model) -> Mapping[str, list[Session]]:
    """The model's sessions by patient."""
    patients: dict[str, list[Session]] = {}
    for session in model.sessions:
        patients.setdefault(session.patient, []).append(session)
    return patients


def exclude(model: Model, rule: str, closes: Closes) -> None:
    """Rows that keep a patient's sessions off the days that another of that patient's sessions closes."""
    rows: list[Ints] = []
    names: list[str] = []
    for patient, sessions in sessions_of_patients(model).items():
        for one, other in permutations(sessions, 2):
            hits = _hits(model, closes, patient, one, other)
            if hits is not None:
                hit_rows = _bicliques(model, one, other, hits)
                rows += hit_rows
                names += [f"{one.name} and {other.name}"] * len(hit_rows)
    model.at_most(rule, rows, 1, names.__getitem__)


def _hits(model: Model, closes: Closes, patient: str, one: Session, other: Session) -> Mask | None:
    """Which days of `one` exclude which days of `other`."""
    first = model.problem.horizon.first
    days_a, days_b = model.days_of(one)[0], model.days_of(other)[0]
    hits = np.zeros((len(days_a), len(days_b)), dtype=bool)
    for a in one.services:
        for b in other.services:
            shared = a == b and model.problem.clinic.services[a].shareable and one.plan != other.plan
            for row, day in enumerate(days_a):
                for days in closes(patient, a, b, first + int(day) * DAY):
                    low = (days.first - first).days
                    high = (days.last - first).days if days.last else len(model.problem.horizon.days)
                    closed = (days_b >= low) & (days_b <= high)
                    hits[row] |= closed & (days_b != day) if shared else closed
    return hits if hits.any() else None


def _bicliques(model: Model, one: Session, other: Session, hits: Mask) -> list[Ints]:
    """Rows that cover every hit: all days of one session that exclude a set of days of the other, with that set."""
    a, b = model.days_of(one)[1], model.days_of(other)[1]
    seen: set[tuple[int, ...]] = set()
    for mine, theirs, matrix in ((a, b, hits), (b, a, hits.T)):
        for row in matrix:
            if row.any():
                beside = (matrix | ~row).all(axis=1)
                seen.add(tuple(sorted([*mine[beside].tolist(), *theirs[row].tolist()])))
    return [np.array(row, dtype=np.int64) for row in sorted(seen)]

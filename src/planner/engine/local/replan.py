"""A month planned anew around a book: what is booked moves where it pays, and nobody more often than is told."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import numpy as np

from planner.clinic import Appointment, Problem
from planner.engine.limits import Limits, OnProgress, silent
from planner.engine.local.reoptimise import Apart, charge_losses, leaving
from planner.engine.planning import build_model, finish
from planner.engine.search.run import search
from planner.engine.start import start_from
from planner.model import Model
from planner.roster.roster import Roster


def replanned(
    problem: Problem,
    booked: Sequence[Appointment],
    most: int,
    limits: Limits,
    drafts: Iterable[Appointment] = (),
    on_progress: OnProgress = silent,
) -> Roster:
    """The best roster found in which each patient has at most `most` booked rows at another start or practitioner.

    Of what is booked as few sessions as can be are left out, whatever that gains. `drafts` are rows that nobody was
    promised, to start from. The bound holds for all rosters that leave out as few and move nobody more often.
    """
    started = time.monotonic()
    closures = Apart(problem, booked)
    model = build_model(problem, closures)
    _limit_moves(model, booked, most)
    price, constant = model.price.copy(), model.constant
    charge_losses(model, {row.key for row in booked})
    start = start_from(model, [*booked, *drafts])
    best = search(model, start, limits.of_search(started), started, on_progress)
    lost = best.score - float(constant + price @ best.vector)
    model.price[:], model.constant = price, constant
    return finish(model, closures, best.vector, best.bound - lost, time.monotonic() - started, limits.seed)


def _limit_moves(model: Model, booked: Iterable[Appointment], most: int) -> None:
    """A row a patient: of the choices that leave a booked place, at most so many."""
    p = model.placements
    leaves, shifts = leaving(model, booked)
    patients = [p.sessions[part.session].patient for part in p.parts]
    parts = np.concatenate([p.assignments.part[leaves], p.part[shifts]])
    rows: dict[str, list[int]] = {}
    for part, variable in zip(parts, [*model.assigned[leaves], *model.started[shifts]], strict=True):
        rows.setdefault(patients[part], []).append(int(variable))
    columns = [np.array(row, dtype=np.int64) for row in rows.values()]
    model.at_most("moved", columns, most, list(rows).__getitem__)

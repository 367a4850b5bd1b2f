"""Every roster of a tiny clinic, tried one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, product

import numpy as np

from planner.engine.greedy import Seat
from planner.model import Model
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw

MOST_ROSTERS = 4000


def seats(model: Model, part: int) -> list[Seat]:
    """Every placement of a part, in each pool open to it."""
    p, rooms = model.placements, model.rooms
    found = np.stack(p.starts_of(np.flatnonzero(p.assignments.part == part)), axis=1).tolist()
    return [
        (assignment, start, room)
        for assignment, start in found
        for room in (range(rooms.first[start], rooms.first[start] + rooms.count[start]) if rooms.count[start] else [-1])
    ]


def choices(model: Model) -> list[list[tuple[Seat, ...]]]:
    """For each session nothing, or a placement for each of its parts."""
    parts: list[list[list[Seat]]] = [[] for _ in model.sessions]
    for number, part in enumerate(model.placements.parts):
        parts[part.session].append(seats(model, number))
    return [[(), *product(*of_session)] for of_session in parts]


def best_by_hand(model: Model) -> float | None:
    """The lowest score of all rosters, tried one by one; None when there are too many to try."""
    options = choices(model)
    if np.prod([len(each) for each in options], dtype=float) > MOST_ROSTERS:
        return None
    scores = []
    for picked in product(*options):
        vector = model.complete(np.array(list(chain(*picked)), dtype=np.int64))
        if not len(model.matrix.broken(vector)) and (vector <= model.upper).all():
            scores.append(model.score(vector))
    return min(scores)


def small(seeds: range, least: int) -> Iterator[tuple[int, Model, float]]:
    """Random clinics of which all rosters can be tried, so many at least, each with the lowest score of all."""
    found = 0
    for seed in seeds:
        model = model_of(Draw(seed).problem())
        best = best_by_hand(model)
        if best is not None and len(model.placements):
            found += 1
            yield seed, model, best
    assert found >= least

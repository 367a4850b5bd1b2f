"""Rosters of random clinics, and how they go through the days' diagrams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from planner.engine.hull.cells import Cell, Hull
from planner.engine.hull.diagrams import WAIT
from planner.engine.hull.flows import Flows
from planner.model import Model
from planner.model.clock import Ints
from tests.rules.random_worlds import Draw
from tests.rules.two_way import TwoWay, universe


def rosters(seed: int, most: int = 60) -> Iterator[tuple[Model, Ints, Ints]]:
    """Rosters of a random clinic: the model, the placements chosen, and the vector they make."""
    draw = Draw(seed)
    sides = TwoWay(draw.problem())
    for rows in universe(sides, draw.clocks, range(draw.days + draw.look_ahead), rng=draw.rng, most=most):
        seats = sides.chosen(rows)
        chosen = np.array(seats or (), dtype=np.int64).reshape(-1, 3)
        vector = sides.model.complete(chosen)
        if seats is not None and not len(sides.model.matrix.broken(vector)):
            yield sides.model, chosen, vector


def started(model: Model, hull: Hull, chosen: Ints) -> Counter[int]:
    """How often each kind starts in a roster."""
    kinds: dict[int, list[int]] = {}
    for column, kind in zip(hull.column.tolist(), hull.kind.tolist(), strict=True):
        kinds.setdefault(column, []).append(kind)
    taken = {
        (int(model.taker[start]), room if model.taker[start] >= model.choices else at): room
        for at, (_, start, room) in enumerate(chosen.tolist())
        if model.taker[start] >= 0
    }
    found: Counter[int] = Counter()
    for (column, _), room in taken.items():
        found.update(kind for kind in kinds.get(column, []) if hull.room[kind] in (-1, room))
    return found


def through(cell: Cell, wanted: Counter[int]) -> list[tuple[int, int, int]] | None:
    """A path as (tail, kind, head) on which these kinds start, counted within the cell, and no others."""
    stack: list[tuple[int, Counter[int], list[tuple[int, int, int]]]] = [(len(cell.diagram) - 1, wanted, [])]
    while stack:
        node, left, path = stack.pop()
        if not cell.diagram.arcs[node] and not +left:
            return path
        for kind, head in cell.diagram.arcs[node]:
            if kind == WAIT or left[kind]:
                stack.append((head, left - Counter([kind] if kind != WAIT else []), [*path, (node, kind, head)]))
    return None


def embedded(flows: Flows, chosen: Ints, vector: Ints) -> Ints | None:
    """A roster with the flow of each day; None if a day has no path for it."""
    wanted = started(flows.model, flows.hull, chosen)
    paths, found = flows.paths, np.concatenate([vector, np.zeros(len(flows.paths.kind), dtype=np.int64)])
    arc = {
        (tail, kind, head): number
        for number, (tail, kind, head) in enumerate(
            zip(paths.tail.tolist(), paths.kind.tolist(), paths.head.tolist(), strict=True)
        )
    }
    for cell, end in zip(flows.hull.cells, paths.ends.tolist(), strict=True):
        most = max((kind for arcs in cell.diagram.arcs for kind, _ in arcs), default=-1)
        mine = Counter({kind: wanted[cell.first + kind] for kind in range(most + 1)})
        path = through(cell, mine)
        if path is None:
            return None
        for tail, kind, head in path:
            found[flows.first_arc + arc[tail + end, kind if kind == WAIT else kind + cell.first, head + end]] = 1
    return found

"""Within what the goals leave open: a practitioner's day and a patient's visit are made compact, at no price."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

import numpy as np

from planner.engine.greedy import FrontDesk
from planner.model import Model
from planner.model.placements import Ints

ROUNDS = 20
"""At most so many passes over one day; few days need three."""
TRIES = 200
"""At most so many shorter ways of one visit are tried."""


def tidied(model: Model, vector: Ints) -> Ints:
    """The roster with days and visits drawn together: same days, same people, no higher score, less waiting."""
    desk = FrontDesk(model)
    desk.adopt(vector)
    for day in _days(model, vector):
        for _ in range(ROUNDS):
            if not any(_draw_in(desk, number, day) for number in (0, -1)):
                break
    for number in sorted(number for number, visit in desk.chosen.items() if len(visit) > 1):
        _draw_together(desk, number)
    return desk.vector()


def _days(model: Model, vector: Ints) -> Iterator[tuple[int, int]]:
    """The days (practitioner, day) on which someone works."""
    p = model.placements
    chosen = np.flatnonzero(vector[: len(p)])
    worked = np.unique(np.stack([p.practitioner[chosen], p.day[chosen]], axis=1), axis=0)
    yield from ((int(who), int(day)) for who, day in worked)


def _draw_in(desk: FrontDesk, end: int, on: tuple[int, int]) -> bool:
    """Move the day's first (0) or last (−1) session further in, if a start there is free and costs no more."""
    p = desk.model.placements
    who, day = on
    today = [(x, n) for n, xs in desk.chosen.items() for x in xs if (p.practitioner[x], p.day[x]) == (who, day)]
    x, number = min(today, key=lambda each: p.start[each[0]] if end == 0 else -p.end[each[0]])
    others = [y for y, _ in today if y != x]
    if not others or len(desk.chosen[number]) > 1 or desk.model.taker[x] != x:
        return False
    first, last = min(p.start[y] for y in others), max(p.end[y] for y in others)
    length = int(max(last, p.end[x]) - min(first, p.start[x]))
    desk.remove(number)
    free = _alike(desk, x)
    lengths = np.maximum(last, p.end[free]) - np.minimum(first, p.start[free])
    best = int(np.argmin(lengths))
    better = lengths[best] < length
    desk.take(number, [int(free[best]) if better else x])
    return bool(better)


def _draw_together(desk: FrontDesk, number: int) -> None:
    """Bring the services of one visit nearer to each other, if that costs no more."""
    p, visit, score = desk.model.placements, desk.chosen[number], desk.model.score(desk.vector())
    if any(desk.model.taker[x] != x for x in visit):
        return

    def length(placements: tuple[int, ...] | list[int]) -> int:
        return int(max(p.end[x] for x in placements) - min(p.start[x] for x in placements))

    desk.remove(number)
    ways = product(*(_alike(desk, x).tolist() for x in visit))
    shorter = sorted((way for way in islice(ways, 100 * TRIES) if length(way) < length(visit)), key=length)
    for way in shorter[:TRIES]:
        desk.take(number, list(way))
        if desk.left.min() >= 0 and desk.model.score(desk.vector()) <= score:
            return
        desk.remove(number)
    desk.take(number, visit)


def _alike(desk: FrontDesk, x: int) -> Ints:
    """The free placements of the same part, day and practitioner that cost no more."""
    p = desk.model.placements
    same = (p.part == p.part[x]) & (p.day == p.day[x]) & (p.practitioner == p.practitioner[x])
    mine = np.flatnonzero(same & (desk.price[: len(p)] <= desk.price[x]))
    return mine[desk.free(mine)]

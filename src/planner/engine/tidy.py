"""Within what the goals leave open: a practitioner's day is made compact, at no price."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.engine.greedy import FrontDesk
from planner.model import Model
from planner.model.placements import Ints

ROUNDS = 20
"""At most so many passes over one day; few days need three."""


def tidied(model: Model, vector: Ints) -> Ints:
    """The roster with each practitioner's day drawn together: same days, same people, same score, shorter days."""
    desk = FrontDesk(model)
    desk.adopt(vector)
    for day in _days(model, vector):
        for _ in range(ROUNDS):
            if not any(_draw_in(desk, number, day) for number in (0, -1)):
                break
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
    mine = np.flatnonzero(
        (p.part == p.part[x]) & (p.day == day) & (p.practitioner == who) & (desk.price[: len(p)] <= desk.price[x])
    )
    mine = mine[desk.free(mine)]
    lengths = np.maximum(last, p.end[mine]) - np.minimum(first, p.start[mine])
    best = int(np.argmin(lengths))
    better = lengths[best] < length
    desk.take(number, [int(mine[best]) if better else x])
    return bool(better)

"""Within what the goals leave open: who has to move stays near, days and visits are made compact, at no price."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

import numpy as np

from planner.engine.greedy import PartialRoster, Seat, as_seat
from planner.model import Model
from planner.model.clock import Ints

ROUNDS = 20
"""At most so many passes over one day; few days need three."""
TRIES = 200
"""At most so many shorter ways of one visit are tried."""

Day = tuple[int, int]
"""A practitioner, and a day."""


def tidied(model: Model, vector: Ints) -> Ints:
    """The roster with moved appointments nearer to where they were, and days and visits drawn together.

    The score is no higher. What is drawn together keeps its day and people, and what was promised is not drawn.
    """
    desk = PartialRoster(model)
    desk.adopt(vector)
    for number in sorted(desk.chosen):
        _draw_near(desk, number)
    for day, numbers in _days(desk).items():
        for _ in range(ROUNDS):
            if not any(_draw_in(desk, end, day, numbers) for end in (0, -1)):
                break
    for number in sorted(number for number, visit in desk.chosen.items() if len(visit) > 1):
        _draw_together(desk, number)
    return desk.vector()


def _draw_near(desk: PartialRoster, number: int) -> None:
    """Bring a session of one service nearer to the start that its patient has on paper, if that costs no more."""
    model, p, session = desk.model, desk.model.placements, desk.model.sessions[number]
    was = session.promised(session.services[0]) if len(session.services) == 1 else None
    if was is None:
        return
    seat, minute = desk.chosen[number][0], p.clock.minute(was.start)
    now = np.array([seat])
    if _far(model, now, minute)[0] == 0 or model.taker[seat[1]] != model.started[seat[1]]:
        return
    score = model.score(desk.vector())
    desk.remove(number)
    seats = desk.free(*p.starts_of(desk.parts[number][0]))
    seats = seats[_far(model, seats, minute) < _far(model, now, minute)]
    seats = seats[desk.prices(seats) <= desk.prices(now)]
    for nearer in map(as_seat, seats[np.argsort(_far(model, seats, minute), kind="stable")][:TRIES]):
        desk.take(number, [nearer])
        if desk.sound and _keeps(model, desk.vector(), score):
            return
        desk.remove(number)
    desk.take(number, [seat])


def _far(model: Model, seats: Ints, minute: int) -> Ints:
    """How many minutes some placements are from a minute."""
    clock = model.placements.clock
    return np.asarray(np.abs(clock.starts[model.placements.starts.slot[seats[:, 1]]] - minute))


def _keeps(model: Model, vector: Ints, score: float) -> bool:
    """Whether a roster breaks no row and costs no more than it did."""
    return not len(model.matrix.broken(vector)) and model.score(vector) <= score


def _days(desk: PartialRoster) -> dict[Day, list[int]]:
    """The days on which someone works, with the sessions there, which stay there."""
    a = desk.model.placements.assignments
    worked: dict[Day, dict[int, None]] = {}
    for number, seats in desk.chosen.items():
        for assignment, _, _ in seats:
            worked.setdefault((int(a.practitioner[assignment]), int(a.day[assignment])), {})[number] = None
    return {day: list(worked[day]) for day in sorted(worked)}


def _draw_in(desk: PartialRoster, end: int, on: Day, numbers: Sequence[int]) -> bool:
    """Move the day's first (0) or last (−1) session further in, if a start there is free and costs no more."""
    p = desk.model.placements
    today = [(seat, n) for n in numbers for seat in desk.chosen[n] if (p.practitioner[seat[1]], p.day[seat[1]]) == on]
    seat, number = min(today, key=lambda each: p.start[each[0][1]] if end == 0 else -p.end[each[0][1]])
    others = [other[1] for other, _ in today if other != seat]
    mine = seat[1]
    if not others or len(desk.chosen[number]) > 1 or desk.model.taker[mine] != desk.model.started[mine]:
        return False
    if any(map(desk.model.sessions[number].promised, desk.model.sessions[number].services)):
        return False
    first, last = min(p.start[y] for y in others), max(p.end[y] for y in others)
    length = int(max(last, p.end[mine]) - min(first, p.start[mine]))
    desk.remove(number)
    free = _alike(desk, seat)
    lengths = np.maximum(last, p.end[free[:, 1]]) - np.minimum(first, p.start[free[:, 1]])
    best = int(np.argmin(lengths))
    better = lengths[best] < length
    desk.take(number, [as_seat(free[best]) if better else seat])
    return bool(better)


def _draw_together(desk: PartialRoster, number: int) -> None:
    """Bring the services of one visit nearer to each other, if that costs no more."""
    model, p, visit = desk.model, desk.model.placements, desk.chosen[number]
    score = model.score(desk.vector())
    if any(model.taker[seat[1]] != model.started[seat[1]] for seat in visit):
        return

    def length(seats: Sequence[Seat]) -> int:
        return int(max(p.end[seat[1]] for seat in seats) - min(p.start[seat[1]] for seat in seats))

    desk.remove(number)
    ways = product(*([as_seat(row) for row in _alike(desk, seat)] for seat in visit))
    shorter = sorted((way for way in islice(ways, 100 * TRIES) if length(way) < length(visit)), key=length)
    for way in shorter[:TRIES]:
        desk.take(number, list(way))
        if desk.sound and model.score(desk.vector()) <= score:
            return
        desk.remove(number)
    desk.take(number, visit)


def _alike(desk: PartialRoster, seat: Seat) -> Ints:
    """The free placements of the same part, day and practitioner that cost no more."""
    model = desk.model
    assignments, starts = model.placements.starts_of(np.array([seat[0]]))
    mine = desk.price[model.started[starts]] <= desk.price[model.started[seat[1]]]
    return desk.free(assignments[mine], starts[mine])

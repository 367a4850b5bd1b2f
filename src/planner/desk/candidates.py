"""The places of a session worth comparing: the best start for each day, part of the day and choice of practitioners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from planner.desk.places import Places
from planner.model.clock import MINUTE, Ints

NEVER = np.iinfo(np.int64).max // 4
"""Later than any start."""


@dataclass(frozen=True)
class Candidates:
    """Parallel arrays of one entry a candidate; `who` and `slot` have a column for each service of the session.

    `day` counts from the timetable's first day, `slot` is a start among those of the places, `part` the part of the day
    of the earliest, and `pause` tells candidates of one kind apart: the smaller, the more compact.
    """

    day: Ints
    part: Ints
    who: Ints
    slot: Ints
    pause: Ints

    def __len__(self) -> int:
        return len(self.day)

    def __getitem__(self, which: Ints) -> Candidates:
        return Candidates(*(array[which] for array in (self.day, self.part, self.who, self.slot, self.pause)))

    @property
    def first(self) -> Ints:
        """The earliest start of each."""
        return np.asarray(self.slot.min(axis=1))


def candidates(places: Places) -> Candidates:
    """The most compact candidate of each kind, by day; a kind is a day, a part of it and the practitioners."""
    found = _elsewhere(places, _of_one(places) if len(places.services) == 1 else _of_visit(places))
    kinds = np.column_stack([found.who, found.part, found.day])
    order = np.lexsort((found.first, found.pause, *kinds.T))
    best = np.ones(len(order), dtype=bool)
    best[1:] = (kinds[order[1:]] != kinds[order[:-1]]).any(axis=1)
    return found[order[best]]


def _elsewhere(places: Places, found: Candidates) -> Candidates:
    """The candidates that are not where the session is booked already."""
    people = places.stretch.practitioners
    same = np.ones(len(found), dtype=bool)
    for column, service in enumerate(places.services):
        booked = places.session.booked_for(service.id)
        where = people.index(booked.practitioner) if booked and booked.practitioner in people else -1
        start = places.clock.minute(booked.start) if booked else -1
        same &= (found.who[:, column] == where) & (places.clock.starts[found.slot[:, column]] == start)
    return found[np.flatnonzero(~same)]


def _of_one(places: Places) -> Candidates:
    """Every place; compact is what leaves its practitioner no idle time on either side."""
    service, stretch = places.services[0], places.stretch
    who, slot = np.nonzero(places.open[service.id])
    tick = stretch.ticks[places.starts][slot]
    until = np.minimum(tick + service.length // stretch.taken.tick, stretch.counts.shape[1] - 1)
    idle = (stretch.counts[who, np.maximum(tick - 1, 0)] == 0).astype(np.int64) + (stretch.counts[who, until] == 0)
    return _named(places, who[:, None], slot[:, None], idle)


def _of_visit(places: Places) -> Candidates:
    """The services of a visit one after another in every order, the later ones as early as they can.

    Once back to back, and once with the rooms reset in between, for where there is but one room.
    """
    columns = len(places.services)
    found = [_named(places, np.zeros((0, columns), np.int64), np.zeros((0, columns), np.int64), np.zeros(0, np.int64))]
    days = places.clock.day_of_start
    for day in np.unique(days):
        begin, end = np.searchsorted(days, [day, day + 1])
        for order in permutations(range(columns)):
            for reset in (False, True):
                found += _in_order(places, order, slice(int(begin), int(end)), reset)
    return Candidates(*(np.concatenate([getattr(each, name) for each in found]) for name in Candidates.__annotations__))


def _in_order(places: Places, order: tuple[int, ...], today: slice, reset: bool) -> Iterator[Candidates]:
    """The visits of one day with their services in one order, the best for each choice of practitioners."""
    minutes = places.clock.starts[today]
    at = np.arange(len(minutes) + 1)
    slots: list[Ints] = []
    people: list[Ints] = []
    for number in order:
        service = places.services[number]
        open_ = places.open[service.id][:, today]
        who = np.flatnonzero(open_.any(axis=1))
        if not len(who):
            return
        following = np.full((len(who), len(at)), len(minutes), dtype=np.int64)
        following[:, :-1] = np.where(open_[who], at[:-1], len(minutes))
        following = np.minimum.accumulate(following[:, ::-1], axis=1)[:, ::-1]
        if not slots:
            person, slot = np.nonzero(open_[who])
            slots, people = [slot], [who[person]]
        else:
            before = places.services[order[len(slots) - 1]]
            length = (before.length + (before.reset if reset else 0 * MINUTE)) // MINUTE
            earliest = np.searchsorted(minutes, minutes[slots[-1]] + length)
            next_ = following[:, earliest]
            person, old = np.nonzero(next_ < len(minutes))
            slots = [each[old] for each in slots] + [next_[person, old]]
            people = [each[old] for each in people] + [who[person]]
        kept = _compact(minutes, slots, people)
        slots, people = [each[kept] for each in slots], [each[kept] for each in people]
    columns = np.argsort(order)
    slot = np.column_stack(slots)[:, columns] + today.start
    waiting = minutes[slots[-1]] - minutes[slots[0]]
    yield _named(places, np.column_stack(people)[:, columns], slot, waiting)


def _compact(minutes: Ints, slots: list[Ints], people: list[Ints]) -> Ints:
    """Of those with the same practitioners and the same last start, the one that begins latest: it waits least."""
    order = np.lexsort((-slots[0], slots[-1], *people))
    same = np.ones(len(order), dtype=bool)
    keys = np.column_stack([*people, slots[-1]])[order]
    same[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return np.asarray(order[same])


def _named(places: Places, who: Ints, slot: Ints, pause: Ints) -> Candidates:
    first = slot.min(axis=1) if len(slot) else np.zeros(0, dtype=np.int64)
    part = places.stretch.timetable.part_of_day[places.stretch.slice][places.starts][first]
    return Candidates(places.clock.day_of_start[first], part, who, slot, pause.astype(np.int64))

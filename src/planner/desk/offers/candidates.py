"""The places of a session, and those of them worth comparing: the best for each kind."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from planner.desk.offers.multi_service import one_number, visits
from planner.desk.offers.starts import Places
from planner.model.clock import Ints, Mask
from planner.rules.options import Points

SAME = 1e-6
"""Prices that differ by less are equal."""


@dataclass(frozen=True)
class Candidates:
    """Parallel arrays of one entry a candidate; `who` and `slot` have a column for each service of the session.

    `day` counts from the timetable's first day, `slot` is a start among those of the places, `part` the part of the day
    of the earliest, and `pause` tells candidates of one kind apart: the smaller, the more compact; of a booked session,
    the minutes between the two starts.
    """

    day: Ints
    part: Ints
    who: Ints
    slot: Ints
    pause: Ints

    def __len__(self) -> int:
        return len(self.day)

    def __getitem__(self, which: Ints) -> Candidates:
        return Candidates(*(getattr(self, each.name)[which] for each in fields(self)))

    @property
    def first(self) -> Ints:
        """The earliest start of each."""
        return np.asarray(self.slot.min(axis=1))


class Kinds:
    """Candidates by kind. One stands for its kind: the cheapest, of these the most compact, of these the earliest."""

    def __init__(self, found: Candidates, price: Points, *kind: Ints) -> None:
        self.kind = one_number(*kind)
        self.price = price
        self.order = np.argsort(one_number(self.kind, found.pause, found.first), kind="stable")

    def alike(self, which: Ints, points: Points) -> Points:
        """Points of the candidates that stand for the kinds, in their order, for all candidates of these kinds."""
        return np.asarray(points[np.searchsorted(self.kind[which], self.kind)])

    def best(self) -> Ints:
        """The number of the candidate that stands for each kind, by kind."""
        if not len(self.order):
            return self.order
        kind, price = self.kind[self.order], self.price[self.order]
        begins = np.flatnonzero(np.diff(kind, prepend=kind[0] - 1))
        least = np.repeat(np.minimum.reduceat(price, begins), np.diff(np.append(begins, len(kind))))
        cheap = np.flatnonzero(price < least + SAME)
        return np.asarray(self.order[cheap[np.flatnonzero(np.diff(kind[cheap], prepend=kind[0] - 1))]])

    def following(self, refused: int, without: Mask) -> int | None:
        """What stands for the kind of a refused candidate, some left out; None where no other is left."""
        left = self.order[((self.kind == self.kind[refused]) & ~without)[self.order]]
        return int(left[np.argmax(self.price[left] < self.price[left].min() + SAME)]) if len(left) else None


def everywhere(places: Places) -> Candidates:
    """Every place of a session of one service; of others the visits that wait least, for each kind of them."""
    return _elsewhere(places, _of_one(places) if len(places.services) == 1 else _of_visit(places))


def _elsewhere(places: Places, found: Candidates) -> Candidates:
    """The candidates that are not where the session is booked already, the near ones before the compact ones."""
    if not places.session.booked:
        return found
    was = places.clock.minute(min(row.start for row in places.session.booked))
    found = replace(found, pause=np.abs(places.clock.starts[found.first] - was))
    same = np.ones(len(found), dtype=bool)
    for column, service in enumerate(places.services):
        same &= _as_booked(places, found, column, service.id)
    return found[np.flatnonzero(~same)]


def _as_booked(places: Places, found: Candidates, column: int, service: str) -> Mask:
    people, booked = places.stretch.practitioners, places.session.booked_for(service)
    where = people.index(booked.practitioner) if booked and booked.practitioner in people else -1
    start = places.clock.minute(booked.start) if booked else -1
    return np.asarray((found.who[:, column] == where) & (places.clock.starts[found.slot[:, column]] == start))


def _of_one(places: Places) -> Candidates:
    """Every place; compact is what leaves its practitioner no idle time on either side."""
    service, stretch = places.services[0], places.stretch
    who, slot = np.nonzero(places.open[service.id])
    tick = stretch.ticks[places.starts][slot]
    until = np.minimum(tick + service.length // stretch.taken.tick, stretch.counts.shape[1] - 1)
    idle = (stretch.counts[who, np.maximum(tick - 1, 0)] == 0).astype(np.int64) + (stretch.counts[who, until] == 0)
    return _named(places, who[:, None], slot[:, None], idle)


def _of_visit(places: Places) -> Candidates:
    """For each day, practitioners and part of the day the visit that waits least, the services in whatever order."""
    columns = len(places.services)
    parts = [_named(places, np.zeros((0, columns), np.int64), np.zeros((0, columns), np.int64), np.zeros(0, np.int64))]
    parts += [_named(places, *each) for each in visits(places)]
    return Candidates(*(np.concatenate([getattr(each, name.name) for each in parts]) for name in fields(Candidates)))


def _named(places: Places, who: Ints, slot: Ints, pause: Ints) -> Candidates:
    first = slot.min(axis=1) if len(slot) else np.zeros(0, dtype=np.int64)
    part = places.stretch.timetable.part_of_day[places.stretch.slice][places.starts][first]
    return Candidates(places.clock.day_of_start[first], part, who, slot, pause.astype(np.int64))

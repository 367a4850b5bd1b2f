"""The places of a session worth comparing: the best start for each day, part of the day and choice of practitioners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.desk.offers.multi_service import one_number, visits
from planner.desk.offers.starts import Places
from planner.model.clock import Ints


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
    kind = one_number(found.day, *found.who.T, found.part)
    order = np.argsort(one_number(kind, found.pause, found.first), kind="stable")
    best = np.ones(len(order), dtype=bool)
    best[1:] = kind[order[1:]] != kind[order[:-1]]
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
    """For each day, practitioners and part of the day the visit that waits least, the services in whatever order."""
    columns = len(places.services)
    found = [_named(places, np.zeros((0, columns), np.int64), np.zeros((0, columns), np.int64), np.zeros(0, np.int64))]
    found += [_named(places, *each) for each in visits(places)]
    return Candidates(*(np.concatenate([getattr(each, name) for each in found]) for name in Candidates.__annotations__))


def _named(places: Places, who: Ints, slot: Ints, pause: Ints) -> Candidates:
    first = slot.min(axis=1) if len(slot) else np.zeros(0, dtype=np.int64)
    part = places.stretch.timetable.part_of_day[places.stretch.slice][places.starts][first]
    return Candidates(places.clock.day_of_start[first], part, who, slot, pause.astype(np.int64))

"""Visits of several services: one after another on one day, each with its own practitioner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate, permutations, product, takewhile

import numpy as np

from planner.clinic import Service
from planner.clinic.spans import DAY
from planner.desk.offers.starts import Places
from planner.model.clock import MINUTE, Ints, Mask

NEVER = 10**7
"""Minutes, more than any visit waits."""


def visits(places: Places) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Practitioners and slots, a column for each service of the session, and the minutes from first to last start.

    Each later service is as early as it can be after the one before it, or after a practitioner's break between them.
    """
    days, booked = places.clock.day_of_start, [row.start for row in places.session.booked]
    was = places.clock.minute(min(booked)) if booked else 0
    for day in np.unique(days):
        today = slice(*np.searchsorted(days, [day, day + 1]).tolist())
        rests = [None, *_breaks(places, places.stretch.timetable.first + int(day) * DAY)]
        for order in permutations(range(len(places.services))):
            for between in product(rests, repeat=len(order) - 1):
                yield from _in_order(places, order, today, between, was)


Rest = tuple[int, int]
"""The first minute at which a break may begin, and its length in minutes."""


def _breaks(places: Places, day: date) -> list[Rest]:
    """The breaks of a day, each once, whoever has them."""
    clinic = places.stretch.clinic
    people = (clinic.practitioners[who] for who in places.stretch.practitioners)
    breaks = {rest for person in people for rest in person.breaks if rest.weekday == day.weekday()}
    return sorted({(places.clock.minute(clinic.moment(day, each.start)), each.length // MINUTE) for each in breaks})


def one_number(*columns: Ints) -> Ints:
    """Rows of small numbers as one number each, in the same order."""
    number = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        number = number * (int(column.max(initial=0)) + 1) + column
    return number


def _in_order(
    places: Places, order: tuple[int, ...], today: slice, between: tuple[Rest | None, ...], was: int
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """The visits of one day with their services in one order, and with these breaks between them.

    Of those that wait as little it is the one that begins nearest to the minute `was`.
    """
    minutes = places.clock.starts[today]
    open_ = [places.open[places.services[number].id][:, today] for number in order]
    if not all(mask.any() for mask in open_):
        return
    part = places.stretch.timetable.part_of_day[places.stretch.slice][places.starts][today]
    people, slots = (column[:, None] for column in np.nonzero(open_[0]))
    for level, mask in enumerate(open_[1:], 1):
        before, service = (places.services[order[each]] for each in (level - 1, level))
        following = _next(places, before, service, today, mask, between[level - 1])[:, slots[:, -1]]
        if level < len(order) - 1:
            person, old = np.nonzero(following < len(minutes))
        else:
            waits = np.append(minutes, NEVER)[following] - minutes[slots[:, 0]]
            waits[following == len(minutes)] = NEVER
            person, old = _shortest(waits, one_number(*people.T, part[slots[:, 0]]), np.abs(minutes[slots[:, 0]] - was))
        people = np.column_stack([people[old], person])
        slots = np.column_stack([slots[old], following[person, old]])
    columns = np.argsort(order)
    yield people[:, columns], slots[:, columns] + today.start, minutes[slots[:, -1]] - minutes[slots[:, 0]]


def _next(places: Places, before: Service, service: Service, today: slice, open_: Mask, rest: Rest | None) -> Ints:
    """For each row of a service and each start of the one before it: the next start, in a room that is ready by then.

    And after a rest, if there is one: between the last attended step of the one before and the first of this one. The
    rooms are in each other's way only where both services have no choice but the same one.
    """
    minutes = places.clock.starts[today]
    ends, ready = minutes + before.length // MINUTE, minutes + (before.length + before.reset) // MINUTE
    if rest is not None:
        begin, length = rest
        rested = np.maximum(minutes + _until_last_attended(before), begin) + length - _until_first_attended(service)
        ends, ready = np.maximum(ends, rested), np.maximum(ready, rested)
    following = _following(open_)
    columns = following[:, np.searchsorted(minutes, ends)]
    theirs, mine = (_only_room(places, each, today) for each in (before, service))
    for room in np.intersect1d(theirs[theirs >= 0], mine[mine >= 0]):
        starts = theirs == room
        elsewhere = _following(open_ & (mine != room))[:, np.searchsorted(minutes, ends[starts])]
        columns[:, starts] = np.minimum(elsewhere, following[:, np.searchsorted(minutes, ready[starts])])
    return columns


def _until_last_attended(service: Service) -> int:
    """The minutes from a service's start to the end of its last attended step, 0 where it has none."""
    ends = accumulate(step.length // MINUTE for step in service.steps)
    return max((end for end, step in zip(ends, service.steps, strict=True) if step.attended), default=0)


def _until_first_attended(service: Service) -> int:
    """The minutes before a service's first attended step."""
    return sum(step.length // MINUTE for step in takewhile(lambda step: not step.attended, service.steps))


def _only_room(places: Places, service: Service, today: slice) -> Ints:
    """For each start: the number of the one room there is for a service, −1 where there is a choice, or no need."""
    if service.room is None:
        return np.full(today.stop - today.start, -1)
    whole, people = places.stretch.rooms, places.stretch.practitioners
    rooms = np.any([whole(service, who)[:, places.starts][:, today] for who in people], axis=0)
    alone = np.array([room.places == 1 for room in places.stretch.clinic.rooms.values()])
    only = rooms.argmax(axis=0)
    return np.where((rooms.sum(axis=0) == 1) & alone[only], only, -1)


def _following(open_: Mask) -> Ints:
    """For each row and column, and one beyond: the next column that is open, as many as there are where none is."""
    size = open_.shape[1]
    following = np.full((len(open_), size + 1), size, dtype=np.int64)
    following[:, :-1] = np.where(open_, np.arange(size), size)
    return np.asarray(np.minimum.accumulate(following[:, ::-1], axis=1)[:, ::-1])


def _shortest(waits: Ints, kind: Ints, far: Ints) -> tuple[Ints, Ints]:
    """For each row and each kind of column the column that waits least, if any does not wait for ever.

    Of these it is the least far one.
    """
    order = np.lexsort((far, kind))
    begins = np.flatnonzero(np.diff(kind[order], prepend=-1))
    coded = waits[:, order] * len(order) + np.arange(len(order))
    best = np.minimum.reduceat(coded, begins, axis=1) if len(order) else coded
    row, group = np.nonzero(best < NEVER * len(order))
    return row, order[best[row, group] % max(1, len(order))]

"""Visits of several services: one after another on one day, each with its own practitioner."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from planner.clinic.services import NONE
from planner.desk.places import Places
from planner.model.clock import MINUTE, Ints, Mask

NEVER = 10**7
"""Minutes, more than any visit waits."""


def visits(places: Places) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Practitioners and slots, a column for each service of the session, and the minutes from first to last start.

    Each later service is as early as it can be: once right after the one before it, and once with its room reset in
    between, for where there is but one room.
    """
    days = places.clock.day_of_start
    for day in np.unique(days):
        today = slice(*np.searchsorted(days, [day, day + 1]).tolist())
        for order in permutations(range(len(places.services))):
            resets = any(places.services[number].reset for number in order[:-1])
            for reset in (False, True) if resets else (False,):
                yield from _in_order(places, order, today, reset)


def one_number(*columns: Ints) -> Ints:
    """Rows of small numbers as one number each, in the same order."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        found = found * (int(column.max(initial=0)) + 1) + column
    return found


def _in_order(places: Places, order: tuple[int, ...], today: slice, reset: bool) -> Iterator[tuple[Ints, Ints, Ints]]:
    """The visits of one day with their services in one order."""
    minutes = places.clock.starts[today]
    open_ = [places.open[places.services[number].id][:, today] for number in order]
    if not all(mask.any() for mask in open_):
        return
    part = places.stretch.timetable.part_of_day[places.stretch.slice][places.starts][today]
    people, slots = (column[:, None] for column in np.nonzero(open_[0]))
    for level, mask in enumerate(open_[1:], 1):
        before = places.services[order[level - 1]]
        length = (before.length + (before.reset if reset else NONE)) // MINUTE
        following = _following(mask)[:, np.searchsorted(minutes, minutes[slots[:, -1]] + length)]
        if level < len(order) - 1:
            person, old = np.nonzero(following < len(minutes))
        else:
            waits = np.append(minutes, NEVER)[following] - minutes[slots[:, 0]]
            waits[following == len(minutes)] = NEVER
            person, old = _shortest(waits, one_number(*people.T, part[slots[:, 0]]))
        people = np.column_stack([people[old], person])
        slots = np.column_stack([slots[old], following[person, old]])
    columns = np.argsort(order)
    yield people[:, columns], slots[:, columns] + today.start, minutes[slots[:, -1]] - minutes[slots[:, 0]]


def _following(open_: Mask) -> Ints:
    """For each row and column, and one beyond: the next column that is open, as many as there are where none is."""
    size = open_.shape[1]
    found = np.full((len(open_), size + 1), size, dtype=np.int64)
    found[:, :-1] = np.where(open_, np.arange(size), size)
    return np.asarray(np.minimum.accumulate(found[:, ::-1], axis=1)[:, ::-1])


def _shortest(waits: Ints, kind: Ints) -> tuple[Ints, Ints]:
    """For each row and each kind of column the column that waits least, if any does not wait for ever."""
    order = np.argsort(kind, kind="stable")
    begins = np.flatnonzero(np.diff(kind[order], prepend=-1))
    coded = waits[:, order] * len(order) + order
    best = np.minimum.reduceat(coded, begins, axis=1) if len(order) else coded
    row, group = np.nonzero(best < NEVER * len(order))
    return row, best[row, group] % max(1, len(order))

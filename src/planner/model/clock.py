"""The horizon in minutes, and the rooms of each day in pools.

Times are whole minutes from the horizon's first midnight; days count from 0. Rooms that are alike on a day, in fit
and in what already stands in them, form one pool: which of them a session gets is open until the roster is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planner.clinic import Problem, Service, Session, Span
from planner.clinic.services import NONE

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
MINUTE = timedelta(minutes=1)


class Closures(Protocol):
    """What the rules close, as spans that no session may overlap; a rule answers once for each key."""

    def groups(self, session: Session, service: str, practitioner: str) -> Iterable[tuple[object, Sequence[Span]]]:
        """Closed spans for a part with a practitioner, in groups, each with a key that names it for reuse."""

    def of_room(self, service: str, room: str) -> Sequence[Span]:
        """Spans closed to a service in a room, from its start to its end plus reset."""

    def of_room_with(self, practitioner: str, room: str) -> Sequence[Span]:
        """Spans closed to every session of a practitioner in a room, its reset apart."""

    def tells(self, session: Session, service: str) -> object:
        """What the price of a part's start depends on beside the start: parts with equal answers pay alike."""


@dataclass(frozen=True)
class Pool:
    """Rooms that are alike on one day; together they take `places` sessions at a time."""

    day: int
    rooms: tuple[str, ...]
    places: int


class Clock:
    """The horizon in whole minutes, and the starts the grid allows."""

    def __init__(self, problem: Problem) -> None:
        clinic, days = problem.clinic, problem.horizon.days
        self.origin = clinic.moment(days[0])
        by_day = [clinic.grid(day) for day in days]
        self.starts: Ints = np.array([self.minute(m) for grid in by_day for m in grid], dtype=np.int64)
        self.day_of_start: Ints = np.repeat(np.arange(len(days)), [len(grid) for grid in by_day])
        self.moments = [m for grid in by_day for m in grid]

    def minute(self, moment: datetime) -> int:
        return (moment - self.origin) // MINUTE

    def moment(self, minute: int) -> datetime:
        return self.origin + int(minute) * MINUTE

    def free(self, spans: Iterable[Span], length: timedelta) -> Mask:
        """The starts from which a stretch of this length overlaps none of the spans."""
        ends = np.zeros(len(self.starts) + 1, dtype=np.int64)
        need = length // MINUTE
        for span in spans:
            first = np.searchsorted(self.starts, self.minute(span.start) - need, side="right")
            last = np.searchsorted(self.starts, self.minute(span.end), side="left")
            if first < last:
                ends[first] += 1
                ends[last] -= 1
        return np.asarray(np.cumsum(ends)[:-1] <= 0)


def pools_by_day(problem: Problem, closures: Closures) -> list[Pool]:
    """The rooms of each day in pools.

    A room with a closure or a standing appointment that day is alone in its own, and so is every room on either side
    of a midnight that a reset may reach across.
    """
    clinic, services = problem.clinic, sorted(problem.clinic.services)
    reset = max((service.reset for service in clinic.services.values() if service.room is not None), default=NONE)
    pinned = {(problem.day(row), row.room) for row in problem.standing_inside}
    late_rows = {
        day for row in problem.standing_inside if row.end + reset > clinic.whole_day(day := problem.day(row)).end
    }
    closed = {(s, room): spans for s in services for room in clinic.rooms if (spans := closures.of_room(s, room))}
    pools, late_before = [], False
    for number, day in enumerate(problem.horizon.days):
        today = clinic.whole_day(day)
        late = day in late_rows or any(
            shift.end + reset > today.end
            for practitioner in clinic.practitioners.values()
            for shift, _ in clinic.shifts_on(day, practitioner)
        )
        alike: dict[object, list[str]] = {}
        for room, given in clinic.rooms.items():
            own = (day, room) in pinned or any(c.span.overlaps(today) for c in clinic.closures_of[room])
            fit = tuple(s for s in services if not any(span.holds(today) for span in closed.get((s, room), ())))
            hours = tuple(clinic.hours_on(day, given.hours)) if given.hours else None
            alone = room if own or late or late_before else None
            alike.setdefault((fit, hours, given.site, alone), []).append(room)
        for rooms in alike.values():
            pools.append(Pool(number, tuple(rooms), sum(clinic.rooms[room].places for room in rooms)))
        late_before = late
    return pools


@dataclass(frozen=True)
class Fits:
    """The pools open to a service from each slot on: `pools[first[slot] : first[slot + 1]]`."""

    first: Ints
    pools: Ints

    @property
    def open(self) -> Mask:
        """The slots from which some pool is open."""
        return np.asarray(np.diff(self.first) > 0)


def fitting_pools(
    clock: Clock, pools: Sequence[Pool], closures: Closures, service: Service, practitioners: Sequence[str]
) -> list[Fits | None]:
    """Where a service finds a room that no rule closes, for each practitioner; None for one that takes no room."""
    if service.room is None:
        return [None] * len(practitioners)
    rooms = list(dict.fromkeys(room for pool in pools for room in pool.rooms))
    free = {room: clock.free(closures.of_room(service.id, room), service.length + service.reset) for room in rooms}
    found: dict[object, Fits] = {}
    fits: list[Fits | None] = []
    for who in practitioners:
        closed = tuple(tuple(closures.of_room_with(who, room)) for room in rooms)
        if closed not in found:
            theirs = dict(zip(rooms, closed, strict=True))
            open_ = {room: free[room] & clock.free(theirs[room], service.length) for room in rooms}
            found[closed] = _fits(clock, pools, open_)
        fits.append(found[closed])
    return fits


def _fits(clock: Clock, pools: Sequence[Pool], open_to: Mapping[str, Mask]) -> Fits:
    """From the starts at which each room is open."""
    slots, numbers = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for number, pool in enumerate(pools):
        first, last = np.searchsorted(clock.day_of_start, [pool.day, pool.day + 1])
        open_ = first + np.flatnonzero(open_to[pool.rooms[0]][first:last])
        slots.append(open_)
        numbers.append(np.full(len(open_), number))
    slot, number_ = np.concatenate(slots), np.concatenate(numbers)
    order = np.argsort(slot, kind="stable")
    return Fits(np.searchsorted(slot[order], np.arange(len(clock.starts) + 1)), number_[order])

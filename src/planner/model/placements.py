"""Every placement no rule closes, as arrays: a part of a session, a practitioner, a pool of rooms, a start.

Times are whole minutes from the horizon's first midnight; days count from 0. Rooms that are alike on a day, in fit
and in what already stands in them, form one pool: which of them a session gets is open until the roster is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planner.clinic import Appointment, Problem, Service, Session, Span
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


@dataclass(frozen=True)
class Part:
    """One service of one session that is to be placed."""

    session: int
    service: Service


@dataclass(frozen=True)
class Pool:
    """Rooms that are alike on one day."""

    day: int
    rooms: tuple[str, ...]


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
            ends[np.searchsorted(self.starts, self.minute(span.start) - need, side="right")] += 1
            ends[np.searchsorted(self.starts, self.minute(span.end), side="left")] -= 1
        return np.asarray(np.cumsum(ends)[:-1] <= 0)


@dataclass(frozen=True)
class Placements:
    """Parallel arrays of one entry a placement, ordered by part; `parts`, `practitioners`, `pools` name the indices.

    `pool` is −1 for a service without a room; `joins` marks a placement that shares a standing appointment and so
    takes nothing more.
    """

    sessions: tuple[Session, ...]
    parts: tuple[Part, ...]
    practitioners: tuple[str, ...]
    pools: tuple[Pool, ...]
    clock: Clock
    part: Ints
    practitioner: Ints
    pool: Ints
    slot: Ints
    joins: Mask

    def __len__(self) -> int:
        return len(self.part)

    @cached_property
    def session(self) -> Ints:
        return np.array([part.session for part in self.parts], dtype=np.int64)[self.part]

    @cached_property
    def start(self) -> Ints:
        return self.clock.starts[self.slot]

    @cached_property
    def day(self) -> Ints:
        return self.clock.day_of_start[self.slot]

    @cached_property
    def end(self) -> Ints:
        return self.start + self.of_part(lambda part: part.service.length // MINUTE)

    def of_part(self, value: object) -> Ints:
        """An integer of each part, spread over its placements."""
        return np.array([value(part) for part in self.parts], dtype=np.int64)[self.part]  # type: ignore[operator]


def enumerate_placements(problem: Problem, closures: Closures) -> Placements:
    """All placements of the problem's free sessions that the closures leave open."""
    clock, sessions = Clock(problem), problem.choices
    pools = pools_by_day(problem, closures)
    parts = tuple(
        Part(index, problem.clinic.services[service])
        for index, session in enumerate(sessions)
        for service in session.services
    )
    practitioners = tuple(problem.clinic.practitioners)
    used = {part.service.id: part.service for part in parts}
    fits = {id: _fitting_pools(clock, pools, closures, service) for id, service in used.items()}
    masks: dict[object, Mask] = {}
    found: list[tuple[Ints, Ints, Ints, Ints, Mask]] = []
    for number, part in enumerate(parts):
        session, service = sessions[part.session], part.service
        if session.reach is None:
            continue
        joined = _joinable(problem, session, service)
        for who, practitioner in enumerate(practitioners):
            slots = _open_slots(clock, masks, closures, session, service, practitioner)
            if not len(slots):
                continue
            slots, pool = _spread(slots, fits[service.id])
            keep, joins = _join(problem, clock, pools, joined, practitioner, slots, pool)
            count = int(keep.sum())
            found.append((np.full(count, number), np.full(count, who), pool[keep], slots[keep], joins[keep]))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)] if found else [np.zeros(0, np.int64)] * 5
    part_, who_, pool_, slot_, joins_ = columns
    return Placements(
        sessions, parts, practitioners, tuple(pools), clock, part_, who_, pool_, slot_, joins_.astype(bool)
    )


def _open_slots(
    clock: Clock, masks: dict[object, Mask], closures: Closures, session: Session, service: Service, practitioner: str
) -> Ints:
    open_: Mask | None = None
    for key, spans in closures.groups(session, service.id, practitioner):
        name = (key, service.length)
        if name not in masks:
            masks[name] = clock.free(spans, service.length)
        open_ = masks[name] if open_ is None else open_ & masks[name]
        if not open_.any():
            return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(open_) if open_ is not None else np.arange(len(clock.starts))


def pools_by_day(problem: Problem, closures: Closures) -> list[Pool]:
    """The rooms of each day in pools.

    A room with a closure or a standing appointment that day is alone in its own, and so is every room on either side
    of a midnight that a reset may reach across.
    """
    clinic, services = problem.clinic, sorted(problem.clinic.services)
    reset = max((service.reset for service in clinic.services.values() if service.room is not None), default=NONE)
    pinned = {(problem.day(row), row.room) for row in problem.standing_inside}
    pools, late_before = [], False
    for number, day in enumerate(problem.horizon.days):
        today = clinic.whole_day(day)
        late = any(
            shift.end + reset > today.end
            for practitioner in clinic.practitioners.values()
            for shift in clinic.hours_on(day, practitioner.shifts)
        ) or any(problem.day(row) == day and row.end + reset > today.end for row in problem.standing_inside)
        alike: dict[object, list[str]] = {}
        for room in clinic.rooms:
            own = (day, room) in pinned or any(c.span.overlaps(today) for c in clinic.closures_of[room])
            fit = tuple(service for service in services if not _closed_throughout(closures, service, room, today))
            alike.setdefault((fit, room if own or late or late_before else None), []).append(room)
        pools += [Pool(number, tuple(rooms)) for rooms in alike.values()]
        late_before = late
    return pools


def _closed_throughout(closures: Closures, service: str, room: str, day: Span) -> bool:
    return any(span.holds(day) for span in closures.of_room(service, room))


def _fitting_pools(clock: Clock, pools: Sequence[Pool], closures: Closures, service: Service) -> tuple[Ints, Ints]:
    """For each slot, the pools open to a service there: the first index into the list of pools, and the list."""
    if service.room is None:
        return np.arange(len(clock.starts) + 1), np.full(len(clock.starts), -1)
    free = {
        room: clock.free(closures.of_room(service.id, room), service.length + service.reset)
        for room in {room for pool in pools for room in pool.rooms}
    }
    slots, numbers = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for number, pool in enumerate(pools):
        first, last = np.searchsorted(clock.day_of_start, [pool.day, pool.day + 1])
        open_ = first + np.flatnonzero(free[pool.rooms[0]][first:last])
        slots.append(open_)
        numbers.append(np.full(len(open_), number))
    slot, number_ = np.concatenate(slots), np.concatenate(numbers)
    order = np.argsort(slot, kind="stable")
    return np.searchsorted(slot[order], np.arange(len(clock.starts) + 1)), number_[order]


def _spread(slots: Ints, fits: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Each slot once for each pool open there."""
    first, pools = fits
    counts = first[slots + 1] - first[slots]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(slots, counts), pools[np.repeat(first[slots], counts) + within]


def _joinable(problem: Problem, session: Session, service: Service) -> list[Appointment]:
    """Standing appointments this part would share if it fell on their day."""
    if not service.shareable:
        return []
    standing = problem.standing_of.get(session.patient, ())
    return [row for row in standing if row.service == service.id and row.plan != session.plan]


def _join(
    problem: Problem,
    clock: Clock,
    pools: Sequence[Pool],
    joined: Sequence[Appointment],
    practitioner: str,
    slots: Ints,
    pool: Ints,
) -> tuple[Mask, Mask]:
    """Which placements to keep, and which share a standing appointment: on its day, only those alike with it."""
    keep, joins = np.ones(len(slots), dtype=bool), np.zeros(len(slots), dtype=bool)
    for row in joined:
        if problem.day(row) not in problem.horizon:
            continue
        number = (problem.day(row) - problem.horizon.first).days
        today = clock.day_of_start[slots] == number
        room = np.array(
            [number >= 0 and row.room in pools[p].rooms if p >= 0 else row.room is None for p in pool], bool
        )
        same = today & (clock.starts[slots] == clock.minute(row.start)) & (row.practitioner == practitioner) & room
        keep &= ~today | same
        joins |= same
    return keep, joins

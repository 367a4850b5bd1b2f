"""Every placement no rule closes, as arrays: who gives a part of a session on which day, and from when on.

The two are kept apart. An *assignment* is a part with a practitioner on a day; a *start* is a clock time open to a
*group* of assignments: those of one practitioner and day that only their sessions' names tell apart, because they take
the same resources from the same starts on at the same price. A group of twenty with thirty starts is fifty choices in
place of six hundred, and loses nothing: which of the group comes when makes no difference to anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.clinic import Appointment, Problem, Service, Session
from planner.model.clock import MINUTE, Clock, Closures, Fits, Ints, Mask, Pool, fitting_pools, pools_by_day
from planner.model.rows import spread

Cell = tuple[str, int]
"""A patient and a day."""


@dataclass(frozen=True)
class Part:
    """One service of one session that is to be placed."""

    session: int
    service: Service


@dataclass(frozen=True)
class Assignments:
    """Parallel arrays of one entry an assignment, ordered by part, practitioner and day."""

    part: Ints
    practitioner: Ints
    day: Ints
    group: Ints

    def __len__(self) -> int:
        return len(self.part)


@dataclass(frozen=True)
class Starts:
    """Parallel arrays of one entry a start, ordered by group and slot; `first[g] : first[g + 1]` are those of group g.

    `joins` marks a start that shares a standing appointment and so takes nothing more.
    """

    group: Ints
    slot: Ints
    joins: Mask
    first: Ints

    def __len__(self) -> int:
        return len(self.slot)


@dataclass(frozen=True)
class Placements:
    """The placements of a problem; `parts`, `practitioners` and `pools` name the indices.

    `example` is an assignment of each group, `alone` says that it is the only one, since its exact time matters to
    other sessions of its patient. `fits` has the pools open to each service by practitioner, None without a room.
    """

    sessions: tuple[Session, ...]
    parts: tuple[Part, ...]
    practitioners: tuple[str, ...]
    pools: tuple[Pool, ...]
    fits: dict[str, list[Fits | None]]
    clock: Clock
    assignments: Assignments
    starts: Starts
    example: Ints
    alone: Mask

    @cached_property
    def session(self) -> Ints:
        """The session of each assignment."""
        return self.of_part(lambda part: part.session)

    @cached_property
    def part(self) -> Ints:
        """The part of each start; of a group, one of its parts."""
        return self.assignments.part[self.example][self.starts.group]

    @cached_property
    def practitioner(self) -> Ints:
        """The practitioner of each start."""
        return self.assignments.practitioner[self.example][self.starts.group]

    @cached_property
    def day(self) -> Ints:
        """The day of each start."""
        return self.clock.day_of_start[self.starts.slot]

    @cached_property
    def start(self) -> Ints:
        """The minute of each start."""
        return self.clock.starts[self.starts.slot]

    @cached_property
    def end(self) -> Ints:
        """The minute at which a session of each start ends."""
        return self.start + self.of_start(lambda part: part.service.length // MINUTE)

    def of_part(self, value: object) -> Ints:
        """An integer of each part, spread over its assignments."""
        return self._of_parts(value)[self.assignments.part]

    def of_start(self, value: object) -> Ints:
        """An integer of each part that is the same throughout its group, spread over the starts."""
        return self._of_parts(value)[self.part]

    def _of_parts(self, value: object) -> Ints:
        return np.array([value(part) for part in self.parts], dtype=np.int64)  # type: ignore[operator]

    def starts_of(self, assignments: Ints) -> tuple[Ints, Ints]:
        """All starts of some assignments: which of the assignments, and which start."""
        which, starts = spread(self.starts.first, self.assignments.group[assignments])
        return assignments[which], starts

    def __len__(self) -> int:
        """How many placements there are, rooms apart."""
        return int(np.diff(self.starts.first)[self.assignments.group].sum())


def enumerate_placements(problem: Problem, closures: Closures) -> Placements:
    """All placements of the problem's free sessions that the closures leave open."""
    clock, sessions = Clock(problem), problem.choices
    pools = tuple(pools_by_day(problem, closures))
    parts = tuple(
        Part(index, problem.clinic.services[service])
        for index, session in enumerate(sessions)
        for service in session.services
    )
    used = {part.service.id: part.service for part in parts}
    practitioners = tuple(problem.clinic.practitioners)
    fits = {id: fitting_pools(clock, pools, closures, service, practitioners) for id, service in used.items()}
    open_ = _Open(problem, closures, clock, fits)
    by_part = [open_.days(sessions[part.session], part.service) for part in parts]
    meetings = _meetings(problem, sessions, parts, by_part)
    part_: list[int] = []
    who_: list[int] = []
    day_: list[int] = []
    group_: list[int] = []
    groups: dict[object, int] = {}
    example: list[int] = []
    alone: list[bool] = []
    bits: list[bytes] = []
    for number, part in enumerate(parts):
        session = sessions[part.session]
        tells = closures.tells(session, part.service.id)
        own = part.service.shareable or len(session.services) > 1
        for who, days, rows in by_part[number]:
            for day, row in zip(days, rows, strict=True):
                apart = own or (session.patient, day) in meetings
                key = (number, who, day) if apart else (who, day, part.service.id, tells, row)
                group = groups.setdefault(key, len(groups))
                if group == len(example):
                    example.append(len(part_))
                    alone.append(apart)
                    bits.append(row)
                part_.append(number)
                who_.append(who)
                day_.append(day)
                group_.append(group)
    assignments = Assignments(*(np.array(each, dtype=np.int64) for each in (part_, who_, day_, group_)))
    slots, counts = open_.slots(assignments.day[example], bits)
    starts = Starts(
        np.repeat(np.arange(len(example)), counts),
        slots,
        np.zeros(len(slots), dtype=bool),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )
    of_groups = np.array(example, dtype=np.int64), np.array(alone, dtype=bool)
    placements = Placements(sessions, parts, practitioners, pools, fits, clock, assignments, starts, *of_groups)
    return _joining(problem, placements)


Days = list[tuple[int, list[int], list[bytes]]]
"""For each practitioner who can give a part: the days, and for each day its open starts as bits."""


class _Open:
    """The starts open to a part, day by day."""

    def __init__(self, problem: Problem, closures: Closures, clock: Clock, fits: dict[str, list[Fits | None]]) -> None:
        self.problem, self.closures, self.clock, self.fits = problem, closures, clock, fits
        self.masks: dict[object, Mask] = {}
        self.first = np.searchsorted(clock.day_of_start, np.arange(len(problem.horizon.days)))
        self.within = np.arange(len(clock.starts)) - self.first[clock.day_of_start]
        self.most = int(self.within.max(initial=0)) + 1

    def days(self, session: Session, service: Service) -> Days:
        if session.reach is None:
            return []
        joined = self.problem.joinable(session, service)
        open_days = []
        for who, practitioner in enumerate(self.problem.clinic.practitioners):
            open_ = self._mask(session, service, practitioner, self.fits[service.id][who])
            if open_ is None:
                continue
            for row in joined:
                open_ = self._alike(open_, row, practitioner)
            table = np.zeros((len(self.first), self.most), dtype=bool)
            table[self.clock.day_of_start, self.within] = open_
            days = np.flatnonzero(table.any(axis=1))
            if len(days):
                packed = np.packbits(table[days], axis=1)
                open_days.append((who, days.tolist(), [row.tobytes() for row in packed]))
        return open_days

    def _mask(self, session: Session, service: Service, practitioner: str, fits: Fits | None) -> Mask | None:
        open_ = np.ones(len(self.clock.starts), dtype=bool) if fits is None else fits.open
        for key, spans in self.closures.groups(session, service.id, practitioner):
            name = (key, service.length)
            if name not in self.masks:
                self.masks[name] = self.clock.free(spans, service.length)
            open_ = open_ & self.masks[name]
            if not open_.any():
                return None
        return open_

    def _alike(self, open_: Mask, row: Appointment, practitioner: str) -> Mask:
        """On the day of a standing appointment that would be shared, only the start alike with it, in its room."""
        number = (self.problem.day(row) - self.problem.horizon.first).days
        today = self.clock.day_of_start == number
        same = today & (self.clock.starts == self.clock.minute(row.start)) & (row.practitioner == practitioner)
        given = self.problem.clinic.services[row.service]
        if given.room is not None and row.room is not None:
            same &= self.clock.free(self.closures.of_room(given.id, row.room), given.length + given.reset)
            same &= self.clock.free(self.closures.of_room_with(practitioner, row.room), given.length)
        if (given.room is None) != (row.room is None):
            same &= False
        return np.asarray(open_ & (~today | same))

    def slots(self, days: Ints, bits: Sequence[bytes]) -> tuple[Ints, Ints]:
        """The slots of bits, one after another, and how many each has."""
        if not bits:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        table = np.unpackbits(np.frombuffer(b"".join(bits), dtype=np.uint8).reshape(len(bits), -1), axis=1)
        row, within = np.nonzero(table)
        return self.first[days[row]] + within, np.bincount(row, minlength=len(bits))


def _meetings(problem: Problem, sessions: Sequence[Session], parts: Sequence[Part], by_part: list[Days]) -> set[Cell]:
    """The patients and days on which two plans, two services of a visit, or a standing appointment could meet."""
    sides: dict[Cell, set[object]] = {}
    for number, part in enumerate(parts):
        session = sessions[part.session]
        side = session.plan if len(session.services) == 1 else number
        for _, days, _ in by_part[number]:
            for day in days:
                sides.setdefault((session.patient, day), set()).add(side)
    for row in problem.standing:
        for date in {problem.day(row), problem.clinic.day(row.end)}:  # a fixed one may pass midnight
            if date in problem.horizon:
                cell = problem.patient_of(row), (date - problem.horizon.first).days
                sides.setdefault(cell, set()).add(row)
    return {cell for cell, those in sides.items() if len(those) > 1}


def _joining(problem: Problem, found: Placements) -> Placements:
    """The placements with those starts marked that share a standing appointment."""
    first = problem.horizon.first
    for number, part in enumerate(found.parts):
        session = found.sessions[part.session]
        for row in problem.joinable(session, part.service):
            shared = (found.part == number) & (found.day == (problem.day(row) - first).days)
            found.starts.joins[shared] = True
    return found

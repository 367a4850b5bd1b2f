"""A stretch of days: where a service finds its practitioner, a room and its equipment free."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date

import numpy as np

from planner.clinic import Appointment, Service, Session
from planner.desk.diary.diary import Diary
from planner.desk.diary.occupancy import Counts
from planner.model.clock import MINUTE, Clock, Ints, Mask


class Stretch:
    """The days from `first` to `last` as the diary has them, less some rows of one patient that would be moved."""

    def __init__(self, diary: Diary, first: date, last: date, without: Sequence[Appointment] = ()) -> None:
        self.clinic, self.first, self.without = diary.clinic, first, without
        self.timetable, self.taken = diary.days(first, last)
        begin, end = (first - self.timetable.first).days, (last - self.timetable.first).days + 1
        self.days: tuple[date, ...] = self.timetable.days[begin:end]
        starts = self.timetable.first_start[begin : end + 1]
        self.slice = slice(int(starts[0]), int(starts[-1]))
        self.first_start: Ints = starts - starts[0]
        self.clock = part_of(self.timetable.clock, self.slice)
        self.practitioners = tuple(self.clinic.practitioners)
        longest = max(service.length + service.reset for service in self.clinic.services.values())
        self.from_tick, until = self.taken.within(
            self.clinic.moment(first), self.clinic.whole_day(last).end + longest + self.taken.tick
        )
        self.counts: Counts = self.taken.counts[:, self.from_tick : until].copy()
        for row in self.taken.alone(without):
            for resource, start, stop in self.taken.claims(row):
                self.counts[resource, max(0, start - self.from_tick) : max(0, stop - self.from_tick)] -= np.uint8(1)
        self.ticks: Ints = self.clock.starts // (self.taken.tick // MINUTE) - self.from_tick
        self._free: dict[str, Mask] = {}
        self._rooms: dict[str, Mask] = {}

    def free(self, session: Session, service: Service) -> Mask:
        """Who of the practitioners can give a service at which start, resources and facts considered."""
        if service.id not in self._free:
            able = self.facts(session, service)
            for number, who in enumerate(self.practitioners):
                if able[number].any():
                    able[number] &= self.attends(number, service) & self.below_limit(who)
            if service.room is not None:
                able &= self.rooms(service).any(axis=0)
            for id in service.equipment:
                able &= self.has_unit(id, service)
            self._free[service.id] = able
        return self._free[service.id]

    def facts(self, session: Session, service: Service) -> Mask:
        """The starts that no fact closes, a row for each practitioner."""
        table = self.timetable
        rows = [table.open(session, service, who)[self.slice] for who in self.practitioners]
        return np.array(rows, dtype=bool).reshape(len(rows), len(self.ticks))

    def attends(self, practitioner: int, service: Service) -> Mask:
        """The starts at which the practitioner attends to nobody else while the service is attended."""
        found = np.ones(len(self.ticks), dtype=bool)
        busy = self.counts[practitioner] > 0
        for after, until in service.attended:
            found &= self._none_within(busy, after // self.taken.tick, until // self.taken.tick)
        return found

    def below_limit(self, practitioner: str) -> Mask:
        """The starts on days on which the practitioner may have one session more."""
        most = self.clinic.practitioners[practitioner].max_sessions_per_day
        if most is None:
            return np.ones(len(self.ticks), dtype=bool)
        moved = [self.clinic.day(row.start) for row in self.without if row.practitioner == practitioner]
        below = [self.taken.sessions[practitioner, day] - moved.count(day) < most for day in self.days]
        return np.repeat(np.array(below, dtype=bool), np.diff(self.first_start))

    def rooms(self, service: Service) -> Mask:
        """The starts at which each room is open and free for a service, a row for each room."""
        if service.id not in self._rooms:
            ticks = (service.length + service.reset) // self.taken.tick
            rows = [
                self.timetable.open_room(service, room)[self.slice]
                & self._none_within(self.counts[number] > 0, 0, ticks)
                for room, number in self.taken.rooms.items()
            ]
            self._rooms[service.id] = np.array(rows, dtype=bool).reshape(len(rows), len(self.ticks))
        return self._rooms[service.id]

    def has_unit(self, equipment: str, service: Service) -> Mask:
        """The starts at which a unit of an equipment is free throughout the service."""
        full = self.counts[self.taken.equipment[equipment]] >= self.clinic.equipment[equipment].units
        return self._none_within(full, 0, service.length // self.taken.tick)

    def _none_within(self, busy: Mask, first: int, last: int) -> Mask:
        """The starts after which no tick from the first on up to the last is busy."""
        so_far = np.concatenate([[0], np.cumsum(busy, dtype=np.int32)])
        end = len(so_far) - 1
        return np.asarray(so_far[np.minimum(self.ticks + last, end)] == so_far[np.minimum(self.ticks + first, end)])


def part_of(clock: Clock, starts: slice) -> Clock:
    """Some starts of a clock; its days and minutes count from where they did."""
    part = copy(clock)
    part.starts, part.day_of_start, part.moments = (
        clock.starts[starts],
        clock.day_of_start[starts],
        clock.moments[starts],
    )
    return part

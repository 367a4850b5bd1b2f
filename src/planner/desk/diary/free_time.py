"""A stretch of days: where a service finds its practitioner, a room and its equipment free."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date

import numpy as np

from planner.clinic import Appointment, Service, Session
from planner.clinic.spans import DAY, monday
from planner.desk.diary.diary import Diary
from planner.desk.diary.occupancy import Counts
from planner.model.clock import MINUTE, Clock, Ints, Mask
from planner.rules.limits import span_of


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
                if able[number].any() and self.clinic.practitioners[who].breaks:
                    able[number] &= self.leaves_breaks(number, service)
                if service.room is not None and able[number].any():
                    able[number] &= self.rooms(service, who).any(axis=0)
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
        free = np.ones(len(self.ticks), dtype=bool)
        busy = self.counts[practitioner] > 0
        for after, until in service.attended:
            free &= self._none_within(busy, after // self.taken.tick, until // self.taken.tick)
        return free

    def below_limit(self, practitioner: str) -> Mask:
        """The starts on days on which the practitioner may have one session more, that day and that week."""
        person = self.clinic.practitioners[practitioner]
        daily, weekly = person.max_sessions_per_day, person.max_sessions_per_week
        below = np.ones(len(self.days), dtype=bool)
        moved = [self.clinic.day(row.start) for row in self.without if row.practitioner == practitioner]
        if daily is not None:
            below &= [self.taken.sessions[practitioner, day] - moved.count(day) < daily for day in self.days]
        if weekly is not None:
            weeks = {first: [first + number * DAY for number in range(7)] for first in map(monday, self.days)}
            many = {
                first: sum(self.taken.sessions[practitioner, day] - moved.count(day) for day in week)
                for first, week in weeks.items()
            }
            below &= [many[monday(day)] < weekly for day in self.days]
        return np.repeat(below, np.diff(self.first_start))

    def leaves_breaks(self, practitioner: int, service: Service) -> Mask:
        """The starts after which the practitioner still has the breaks of each day that an attended step touches."""
        found, tick = np.ones(len(self.ticks), dtype=bool), self.taken.tick
        steps = [(after // tick, until // tick) for after, until in service.attended]
        busy = self.counts[practitioner] > 0
        for day in self.days:
            for each in self.clinic.practitioners[self.practitioners[practitioner]].breaks:
                if each.weekday == day.weekday():
                    span, whole = span_of(self.clinic, day, each), self.clinic.whole_day(day)
                    begin, end = (number - self.from_tick for number in self.taken.inside(span.start, span.end))
                    today = [number - self.from_tick for number in self.taken.within(whole.start, whole.end)]
                    needed = -(-each.length // tick)
                    found &= self._keeps_free(busy[begin:end], begin, needed, steps, (today[0], today[1]))
        return found

    def _keeps_free(
        self, busy: Mask, begin: int, needed: int, steps: Sequence[tuple[int, int]], today: tuple[int, int]
    ) -> Mask:
        """The starts with no step today, and those that leave so many ticks in a row free of those from `begin` on."""
        free = np.ones(len(self.ticks), dtype=bool)
        first, last = self.ticks + steps[0][0] if steps else self.ticks, self.ticks + steps[-1][1] if steps else 0
        near = np.flatnonzero((last > today[0]) & (first < today[1])) if steps else np.zeros(0, dtype=np.int64)
        if not len(near):
            return free
        there = np.arange(begin, begin + len(busy))
        taken = np.repeat(busy[None, :], len(near), axis=0)
        for after, until in steps:
            start = self.ticks[near, None]
            taken |= (there >= start + after) & (there < start + until)
        so_far = np.concatenate([np.zeros((len(near), 1), np.int64), np.cumsum(taken, axis=1)], axis=1)
        free[near] = (so_far[:, needed:] == so_far[:, : so_far.shape[1] - needed]).any(axis=1)
        return free

    def rooms(self, service: Service, practitioner: str) -> Mask:
        """The starts at which each room is open and has a place free for a service of a practitioner, a row a room."""
        if service.id not in self._rooms:
            ticks = (service.length + service.reset) // self.taken.tick
            rows = [
                self.timetable.open_room(service, room)[self.slice]
                & self._none_within(self.counts[number] >= self.clinic.rooms[room].places, 0, ticks)
                for room, number in self.taken.rooms.items()
            ]
            self._rooms[service.id] = np.array(rows, dtype=bool).reshape(len(rows), len(self.ticks))
        open_ = self._rooms[service.id]
        if not self.timetable.on_sites:
            return open_
        theirs = [self.timetable.open_room_with(service, practitioner, room)[self.slice] for room in self.taken.rooms]
        return np.asarray(open_ & np.array(theirs, dtype=bool).reshape(open_.shape))

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

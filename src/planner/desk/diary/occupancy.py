"""What is taken of each practitioner, room and equipment, tick by tick, as arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from math import gcd

import numpy as np
from numpy.typing import NDArray

from planner.clinic import Appointment, Clinic
from planner.clinic.people import since_midnight
from planner.model.clock import MINUTE
from planner.rules.sharing import shared_key

Counts = NDArray[np.uint8]
Claim = tuple[int, int, int]
"""A resource, and the ticks from which and until which it is taken."""


def tick(clinic: Clinic) -> timedelta:
    """The longest stretch that divides the clinic's grid, all lengths of steps and resets, and where breaks may lie."""
    lengths = [clinic.start_every]
    for each in (rest for practitioner in clinic.practitioners.values() for rest in practitioner.breaks):
        lengths += [since_midnight(each.start), since_midnight(each.end), each.length]
    for service in clinic.services.values():
        lengths += [service.reset, *(step.length for step in service.steps)]
    return gcd(*(length // MINUTE for length in lengths)) * MINUTE


class Taken:
    """How often each resource is taken, tick by tick, from the first day on to the last; rows elsewhere are left out.

    A closed unit of an equipment is taken too, and so is all of a tick that is taken in part. A session that serves two
    plans takes its resources once.
    """

    def __init__(self, clinic: Clinic, first: date, last: date) -> None:
        self.clinic, self.tick, self.origin = clinic, tick(clinic), clinic.moment(first)
        names = [*clinic.practitioners, *clinic.rooms, *clinic.equipment]
        people, rooms = len(clinic.practitioners), len(clinic.rooms)
        self.practitioners = {id: number for number, id in enumerate(names[:people])}
        self.rooms = {id: number for number, id in enumerate(names[people : people + rooms], people)}
        self.equipment = {id: number for number, id in enumerate(names[people + rooms :], people + rooms)}
        self.ticks = -(-(clinic.whole_day(last).end - self.origin) // self.tick)
        self.counts: Counts = np.zeros((len(names), self.ticks), dtype=np.uint8)
        for id, number in self.equipment.items():
            for closure in clinic.closures_of[id]:
                first_tick, last_tick = self.within(closure.span.start, closure.span.end)
                self.counts[number, first_tick:last_tick] += np.uint8(1)
        self.sessions: Counter[tuple[str | None, date]] = Counter()
        """Sessions that count towards a practitioner's limits, by their day."""
        self._sharing: Counter[object] = Counter()

    def put(self, row: Appointment) -> None:
        if not self._serves_two(row, 1):
            self._count(row, 1)

    def remove(self, row: Appointment) -> None:
        if not self._serves_two(row, -1):
            self._count(row, -1)

    def alone(self, rows: Iterable[Appointment]) -> list[Appointment]:
        """Those of the rows that share their session with no other row."""
        return [row for row in rows if self._sharing[shared_key(self.clinic, row)] <= 1]

    def claims(self, row: Appointment) -> Iterator[Claim]:
        """What a row takes: its practitioner while attended, its room until reset, a unit of its equipment."""
        service = self.clinic.services[row.service]
        if row.practitioner in self.practitioners:
            for after, until in service.attended:
                yield self.practitioners[row.practitioner], *self.within(row.start + after, row.start + until)
        if row.room in self.rooms:
            yield self.rooms[row.room], *self.within(row.start, row.end + service.reset)
        for id in service.equipment:
            if id in self.equipment:
                yield self.equipment[id], *self.within(row.start, row.end)

    def within(self, start: datetime, end: datetime) -> tuple[int, int]:
        """The ticks that a stretch touches, as far as they are kept."""
        first, last = (start - self.origin) // self.tick, -((self.origin - end) // self.tick)
        return max(0, min(first, self.ticks)), max(0, min(last, self.ticks))

    def inside(self, start: datetime, end: datetime) -> tuple[int, int]:
        """The ticks that lie wholly inside a stretch, as far as they are kept."""
        first, last = -((self.origin - start) // self.tick), (end - self.origin) // self.tick
        first = max(0, min(first, self.ticks))
        return first, max(first, min(last, self.ticks))

    def _count(self, row: Appointment, by: int) -> None:
        for resource, first, last in self.claims(row):
            self.counts[resource, first:last] += np.uint8(by % 256)
        self.sessions[row.practitioner, self.clinic.day(row.start)] += by

    def _serves_two(self, row: Appointment, by: int) -> bool:
        """Note the row; whether another one of the same session claims what it takes."""
        key = shared_key(self.clinic, row)
        if key is None:
            return False
        self._sharing[key] += by
        return self._sharing[key] > (1 if by > 0 else 0)

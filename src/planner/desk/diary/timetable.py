"""The moments at which sessions may start, and which of them the facts alone leave open to whom.

Most rules close spans by what hardly ever changes: shifts, absences, holidays, licences, rooms. They are asked once for
a year or more of days; what depends on a patient or a plan is asked for each session anew.
"""

from __future__ import annotations

from datetime import date, time
from functools import cached_property

import numpy as np

from planner.clinic import Clinic, Horizon, Problem, Service, Session
from planner.clinic.people import PARTS_OF_DAY
from planner.model.clock import Clock, Ints, Mask
from planner.rules import RULES, RuleClosures

FACTS = {"service", "practitioner"}
BY_FACTS = tuple(rule for rule in RULES if FACTS.issuperset(rule.per))
BY_SESSION = tuple(rule for rule in RULES if not FACTS.issuperset(rule.per))
"""The rules that close spans by facts alone, and those that look at a patient, a plan or a session."""


class Timetable:
    """All starts of the grid from a first day to a last one."""

    def __init__(self, clinic: Clinic, first: date, last: date) -> None:
        self.clinic, self.first, self.last = clinic, first, last
        problem = Problem(clinic, Horizon.between(first, last, 0), (), (), {})
        self.clock = Clock(problem)
        self.closures = RuleClosures(problem, BY_FACTS)
        self.days = problem.horizon.days
        self.first_start: Ints = np.searchsorted(self.clock.day_of_start, np.arange(len(self.days) + 1))
        self._open: dict[tuple[str, str], Mask] = {}
        self._rooms: dict[tuple[str, str], Mask] = {}
        self._rooms_with: dict[tuple[str, str, str], Mask] = {}

    def open(self, session: Session, service: Service, practitioner: str) -> Mask:
        """The starts at which no fact closes the service to a practitioner; any session of it will do."""
        if (service.id, practitioner) not in self._open:
            spans = [span for _, group in self.closures.groups(session, service.id, practitioner) for span in group]
            self._open[service.id, practitioner] = self.clock.free(spans, service.length)
        return self._open[service.id, practitioner]

    def open_room(self, service: Service, room: str) -> Mask:
        """The starts at which the service may have a room, until it is reset."""
        if (service.id, room) not in self._rooms:
            spans = self.closures.of_room(service.id, room)
            self._rooms[service.id, room] = self.clock.free(spans, service.length + service.reset)
        return self._rooms[service.id, room]

    @cached_property
    def on_sites(self) -> bool:
        """Whether any room is open to some practitioners' shifts and not to others'."""
        people = self.clinic.practitioners
        return any(self.closures.of_room_with(who, room) for who in people for room in self.clinic.rooms)

    def open_room_with(self, service: Service, practitioner: str, room: str) -> Mask:
        """The starts at which a practitioner may have the room for the service, whoever else is there."""
        if (service.id, practitioner, room) not in self._rooms_with:
            spans = self.closures.of_room_with(practitioner, room)
            self._rooms_with[service.id, practitioner, room] = self.clock.free(spans, service.length)
        return self._rooms_with[service.id, practitioner, room]

    @cached_property
    def clock_times(self) -> tuple[list[time], Ints]:
        """The clock times at which sessions start, and which of them each start has."""
        times = [self.clinic.local(moment).time() for moment in self.clock.moments]
        names = sorted(set(times))
        index = {each: number for number, each in enumerate(names)}
        return names, np.array([index[each] for each in times], dtype=np.int64)

    @cached_property
    def part_of_day(self) -> Ints:
        """Which of PARTS_OF_DAY each start lies in."""
        begins = [start for start, _ in PARTS_OF_DAY.values()]
        times, which = self.clock_times
        parts = [sum(start <= each for start in begins) - 1 for each in times]
        return np.array(parts, dtype=np.int64)[which]

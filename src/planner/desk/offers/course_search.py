"""The best course, exactly: a search over its sessions, their days and the practitioners used so far.

A label is a course begun: its last day, its practitioners, what it remembers and what it costs. The cheapest label is
continued first, by its cost and what the rest costs at least (A*: Hart, Nilsson & Raphael 1968): either all with
practitioners it has already, or with one more at the price of one more, each found backwards by dynamic programming.
So the first course that is complete is the best one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import count

import numpy as np

from planner.clinic import Session
from planner.desk.offers.course_rules import Memory, Remembering
from planner.desk.offers.pricing import Points
from planner.model.clock import Ints, Mask

Path = tuple[int, ...]
"""A stop of each session."""


@dataclass(frozen=True)
class Stops:
    """Where one session can be, as parallel arrays by day: `day`, `people` as the bits of a number, and `price`.

    `days` are the days there are, `first` the first stop on each, and `at` the number of each stop's day among them.
    """

    day: Ints
    people: Ints
    price: Points
    days: Ints
    first: Ints
    at: Ints

    @classmethod
    def of(cls, day: Ints, people: Ints, price: Points) -> Stops:
        return cls(day, people, price, *np.unique(day, return_index=True, return_inverse=True))

    def only(self, which: Mask) -> Stops:
        """The same stops, those not wanted at no price at all."""
        return replace(self, price=np.where(which, self.price, np.inf))


@dataclass(frozen=True)
class Course:
    """Sessions in their order and the stops of each; days count from 0. `known` are the bits of practitioners before.

    `continuity` is the price of a further practitioner; `gaps` has, for each session after the first, what the gap from
    a day of the session before (rows) to one of its own (columns) costs, and never where the two are too near.
    """

    sessions: tuple[Session, ...]
    stops: tuple[Stops, ...]
    gaps: tuple[Points, ...]
    known: int
    continuity: float
    remembering: Remembering
    days: Sequence[date]

    def restricted(self, *which: Mask) -> Course:
        """The course with some stops of each session only."""
        stops = tuple(stops.only(mask) for stops, mask in zip(self.stops, which, strict=True))
        return replace(self, stops=stops)

    def further(self, before: int, people: Ints) -> Points:
        """For each stop's people: the price of those who are new."""
        joint = np.array([(before | int(each)).bit_count() for each in people], dtype=np.float64)
        return np.asarray(self.continuity * (np.maximum(joint, 1) - max(1, before.bit_count())))

    def at_least(self) -> float:
        """What any course costs at least, further practitioners apart."""
        return float(np.min(self.stops[0].price + _Search(self).rest[0][self.stops[0].at], initial=np.inf))

    def best(self) -> Iterator[tuple[float, Path]]:
        """Complete courses, cheapest first; the first is the best there is, later ones differ in days or people."""
        yield from _Search(self).run()


def gap_prices(one: tuple[Session, Stops], other: tuple[Session, Stops], stretch: float) -> Points:
    """What the gaps between the days of two sessions cost: `stretch` above `most`, and never below `least`."""
    (before, from_), (session, to) = one, other
    gap = to.days - from_.days[:, None]
    far = gap > session.most if session.most is not None and session.number == before.number + 1 else np.zeros_like(gap)
    return np.where(gap < session.least, np.inf, stretch * far)


class _Search:
    def __init__(self, course: Course) -> None:
        self.course = course
        self.rest_with: dict[int, list[Points]] = {}
        self.tie = count()
        self.heap: list[tuple[float, int, int, float, int, int, Memory, Path]] = []

    @cached_property
    def rest(self) -> list[Points]:
        """What the sessions after each cost at least, practitioners apart."""
        return self._backwards([stops.price for stops in self.course.stops])

    def _backwards(self, prices: Sequence[Points]) -> list[Points]:
        """For each day of each session: what the sessions after it cost at least, at these prices."""
        course = self.course
        found = [np.zeros(len(course.stops[-1].days))]
        for number in range(len(prices) - 1, 0, -1):
            cheapest = np.minimum.reduceat(prices[number], course.stops[number].first) + found[0]
            found.insert(0, (course.gaps[number - 1] + cheapest).min(axis=1))
        return found

    def _rest(self, number: int, stop: int, people: int) -> float:
        """What the sessions after a stop cost at least, for a course with these people so far."""
        if people not in self.rest_with:
            stops = self.course.stops
            self.rest_with[people] = self._backwards(
                [np.where((each.people & ~people) == 0, each.price, np.inf) for each in stops]
            )
        day = self.course.stops[number].at[stop]
        another = float(self.rest[number][day]) + self.course.continuity
        return min(float(self.rest_with[people][number][day]), another)

    def run(self) -> Iterator[tuple[float, Path]]:
        course, seen = self.course, set()
        self._push(0.0, 0, course.known, (), (), self.course.stops[0].price)
        while self.heap:
            bound, _, _, price, stop, people, memory, path = heapq.heappop(self.heap)
            number = len(path) - 1
            exact = price + self._rest(number, stop, people)
            if exact > bound + 1e-9:
                if exact < np.inf:
                    heapq.heappush(self.heap, (exact, -len(path), next(self.tie), price, stop, people, memory, path))
                continue
            day = int(course.stops[number].day[stop])
            state = (number, day, people, memory)
            complete = number == len(course.sessions) - 1
            if state in seen and not complete:
                continue
            seen.add(state)
            if not complete:
                following = course.stops[number + 1]
                onward = following.price + course.gaps[number][course.stops[number].at[stop]][following.at]
                self._push(price, number + 1, people, memory, path, onward)
            elif course.remembering.complete(memory, course.days[day]):
                yield price, path

    def _push(self, cost: float, number: int, before: int, memory: Memory, path: Path, onward: Points) -> None:
        """Every way to go on with a session."""
        course, stops = self.course, self.course.stops[number]
        prices = cost + onward + course.further(before, stops.people)
        bounds = prices + self.rest[number][stops.at]
        after: dict[int, Memory | None] = {}
        for stop in np.flatnonzero(bounds < np.inf).tolist():
            day = int(stops.day[stop])
            if day not in after:
                after[day] = course.remembering.after(memory, number, course.days[day])
            remembered = after[day]
            if remembered is not None:
                people, to = before | int(stops.people[stop]), (*path, stop)
                entry = (
                    float(bounds[stop]),
                    -len(to),
                    next(self.tie),
                    float(prices[stop]),
                    stop,
                    people,
                    remembered,
                    to,
                )
                heapq.heappush(self.heap, entry)

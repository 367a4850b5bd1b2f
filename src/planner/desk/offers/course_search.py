"""The best course, exactly: a search over its sessions, their days, the practitioners used so far and the cuts met.

A label is a course begun: its last day, its practitioners, the cuts it may yet come to and what it costs. The cheapest
label is continued first, by its cost and what the rest costs at least (A*: Hart, Nilsson & Raphael 1968): either all
with practitioners it has already, or with one more at the price of one more, each found backwards by dynamic
programming.
So the first course that is complete is the best one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

import numpy as np

from planner.model.clock import Ints, Mask
from planner.rules.options import Points

Path = tuple[int, ...]
"""A stop of each session."""
Alive = tuple[int, ...]
"""The numbers of the cuts of which a course begun has all the stops so far."""


@dataclass(frozen=True)
class Cut:
    """Places that may not all be had together: for some sessions, by their number in the course, a mask of places."""

    rule: str
    places: Mapping[int, Mask]


@dataclass(frozen=True)
class Stops:
    """Where one session can be, as parallel arrays by day: `place`, `day`, `people` as bits of a number, and `price`.

    `days` are the days there are, `first` the first stop on each, and `at` the number of each stop's day among them.
    """

    place: Ints
    day: Ints
    people: Ints
    price: Points
    days: Ints
    first: Ints
    at: Ints

    @classmethod
    def of(cls, place: Ints, day: Ints, people: Ints, price: Points) -> Stops:
        return cls(place, day, people, price, *np.unique(day, return_index=True, return_inverse=True))

    def only(self, which: Mask) -> Stops:
        """The same stops, those not wanted at no price at all."""
        return replace(self, price=np.where(which, self.price, np.inf))


@dataclass(frozen=True)
class Course:
    """The stops of each session, in their order. `known` are the bits of practitioners before.

    `further` is the price of a further practitioner; `gaps` has, for each session after the first, what the gap from a
    day of the session before (rows) to one of its own (columns) costs, and never where no stop of the day is left.
    """

    stops: tuple[Stops, ...]
    gaps: tuple[Points, ...]
    known: int
    further: float
    cuts: Sequence[Cut]

    def restricted(self, *which: Mask) -> Course:
        """The course with some stops of each session only."""
        stops = tuple(stops.only(mask) for stops, mask in zip(self.stops, which, strict=True))
        return replace(self, stops=stops)

    def at_least(self) -> float:
        """What any course costs at least, further practitioners apart."""
        return float(np.min(self.stops[0].price + _Search(self).rest[0][self.stops[0].at], initial=np.inf))

    def best(self) -> Iterator[tuple[float, Path]]:
        """Complete courses, cheapest first; the first is the best there is, later ones differ in days or people."""
        yield from _Search(self).run()


class _Search:
    def __init__(self, course: Course) -> None:
        self.course = course
        self.rest_with: dict[int, list[Points]] = {}
        self.further: dict[tuple[int, int], Points] = {}
        self.tie = count()
        self.heap: list[tuple[float, int, int, float, int, int, Alive, Path]] = []
        self.masks = [
            {number: mask[course.stops[number].place] for number, mask in cut.places.items()} for cut in course.cuts
        ]
        self.met = [[cut for cut, masks in enumerate(self.masks) if number in masks] for number in range(len(self))]

    def __len__(self) -> int:
        return len(self.course.stops)

    @cached_property
    def rest(self) -> list[Points]:
        """What the sessions after each cost at least, practitioners apart."""
        return self._backwards([stops.price for stops in self.course.stops])

    def _backwards(self, prices: Sequence[Points]) -> list[Points]:
        """For each day of each session: what the sessions after it cost at least, at these prices."""
        course = self.course
        rest = [np.zeros(len(course.stops[-1].days))]
        for number in range(len(prices) - 1, 0, -1):
            cheapest = np.minimum.reduceat(prices[number], course.stops[number].first) + rest[0]
            rest.insert(0, (course.gaps[number - 1] + cheapest).min(axis=1))
        return rest

    def _rest(self, number: int, stop: int, people: int) -> float:
        """What the sessions after a stop cost at least, for a course with these people so far."""
        if people not in self.rest_with:
            stops = self.course.stops
            self.rest_with[people] = self._backwards(
                [np.where((each.people & ~people) == 0, each.price, np.inf) for each in stops]
            )
        day = self.course.stops[number].at[stop]
        another = float(self.rest[number][day]) + self.course.further
        return min(float(self.rest_with[people][number][day]), another)

    def run(self) -> Iterator[tuple[float, Path]]:
        course, seen = self.course, set()
        self._push(0.0, 0, course.known, (), (), self.course.stops[0].price)
        while self.heap:
            bound, _, _, price, stop, people, alive, path = heapq.heappop(self.heap)
            number = len(path) - 1
            exact = price + self._rest(number, stop, people)
            if exact > bound + 1e-9:
                if exact < np.inf:
                    heapq.heappush(self.heap, (exact, -len(path), next(self.tie), price, stop, people, alive, path))
                continue
            day = int(course.stops[number].day[stop])
            state = (number, day, people, alive)
            complete = number == len(self) - 1
            if state in seen and not complete:
                continue
            seen.add(state)
            if complete:
                yield price, path
            else:
                following = course.stops[number + 1]
                onward = following.price + course.gaps[number][course.stops[number].at[stop]][following.at]
                self._push(price, number + 1, people, alive, path, onward)

    def _push(self, cost: float, number: int, before: int, alive: Alive, path: Path, onward: Points) -> None:
        """Every way to go on with a session."""
        stops = self.course.stops[number]
        prices = cost + onward + self._further(before, number)
        shut, kept, carried = self._cuts(number, alive)
        bounds = np.where(shut, np.inf, prices + self.rest[number][stops.at])
        for stop in np.flatnonzero(bounds < np.inf).tolist():
            people, to = before | int(stops.people[stop]), (*path, stop)
            still = (*kept, *(cut for cut, mask in carried if mask[stop])) if carried else kept
            bound, price = float(bounds[stop]), float(prices[stop])
            heapq.heappush(self.heap, (bound, -len(to), next(self.tie), price, stop, people, still, to))

    def _further(self, before: int, number: int) -> Points:
        """For each stop of a session: the price of its people who are new."""
        if (before, number) not in self.further:
            people = self.course.stops[number].people.tolist()
            joint = np.array([(before | each).bit_count() for each in people], dtype=np.float64)
            self.further[before, number] = self.course.further * (np.maximum(joint, 1) - max(1, before.bit_count()))
        return self.further[before, number]

    def _cuts(self, number: int, alive: Alive) -> tuple[Mask, Alive, list[tuple[int, Mask]]]:
        """Which stops of a session are shut by the cuts that a course begun has come to, which of these stay as they
        are, and which go on from some stops, with a mask of these."""
        shut = np.zeros(len(self.course.stops[number].day), dtype=bool)
        met, carried = self.met[number], list[tuple[int, Mask]]()
        for cut in met:
            masks = self.masks[cut]
            if cut in alive or min(masks) == number:
                if max(masks) == number:
                    shut |= masks[number]
                else:
                    carried.append((cut, masks[number]))
        return shut, tuple(cut for cut in alive if cut not in met), carried

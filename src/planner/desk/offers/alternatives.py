"""Other courses than the best: those that end sooner, have one practitioner, or lie all on one weekday."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from planner.desk.offers.course_problem import CourseOffer, LaidOut, Only
from planner.desk.offers.course_search import Stops
from planner.model.clock import Mask


def others(laid_out: LaidOut, best: CourseOffer) -> Iterator[CourseOffer]:
    """One of each kind a round, the cheapest first."""
    seen = {best.kind}
    kinds = [_sooner(laid_out, best), _of_one_practitioner(laid_out), _on_one_weekday(laid_out)]
    while kinds:
        champions = []
        for kind in list(kinds):
            champion = next((offer for offer in kind if offer.kind not in seen), None)
            if champion is None:
                kinds.remove(kind)
            else:
                champions.append(champion)
        for offer in sorted(champions, key=lambda offer: offer.price):
            if offer.kind not in seen:
                seen.add(offer.kind)
                yield offer


def _sooner(laid_out: LaidOut, best: CourseOffer) -> Iterator[CourseOffer]:
    """The best course of those that end soonest, if they end sooner than the best of all."""
    days, number = laid_out.parts[0].places.stretch.timetable.days, len(laid_out.parts) - 1
    for day in laid_out.parts[-1].stops.days.tolist():
        if days[day] >= best.finish:
            return
        soonest = laid_out.best(lambda n, stops, day=day: (stops.day <= day) | (n < number))  # type: ignore[misc]
        if soonest:
            yield soonest[1]
            return


def _of_one_practitioner(laid_out: LaidOut) -> Iterator[CourseOffer]:
    """For each practitioner who can take the whole course, the best with nobody else; cheapest first."""
    people = range(len(laid_out.parts[0].places.stretch.practitioners))
    yield from _cheapest_first(laid_out, [partial(_with, 1 << who) for who in people])


def _on_one_weekday(laid_out: LaidOut) -> Iterator[CourseOffer]:
    """For each weekday, the best course that is all on it; cheapest first."""
    first = laid_out.parts[0].places.stretch.timetable.first.weekday()
    if len(laid_out.parts) > 1:
        yield from _cheapest_first(laid_out, [partial(_on, (day - first) % 7) for day in range(7)])


def _with(people: int, number: int, stops: Stops) -> Mask:
    return np.asarray(stops.people == people)


def _on(weekday: int, number: int, stops: Stops) -> Mask:
    """On a weekday, counted from that of the first day."""
    return np.asarray(stops.day % 7 == weekday)


def _cheapest_first(laid_out: LaidOut, kinds: Sequence[Only]) -> Iterator[CourseOffer]:
    """The best course of each kind, by price; those that would cost more are looked for only when asked."""
    bounds = sorted((laid_out.course(only).at_least(), number) for number, only in enumerate(kinds))
    waiting: list[tuple[float, int, CourseOffer]] = []
    for bound, number in bounds:
        while waiting and waiting[0][0] <= bound:
            yield heapq.heappop(waiting)[2]
        course = laid_out.best(kinds[number]) if bound < np.inf else None
        if course:
            heapq.heappush(waiting, (course[0], number, course[1]))
    yield from (offer for _, _, offer in sorted(waiting, key=lambda each: each[:2]))

"""Other courses than the best: those that end sooner, have one practitioner, or lie all on one weekday."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence

import numpy as np

from planner.desk.offers.course_problem import CourseOffer, LaidOut
from planner.model.clock import Mask


def others(laid_out: LaidOut, best: CourseOffer) -> Iterator[CourseOffer]:
    """One of each kind a round, the cheapest first."""
    seen = {best.kind}
    kinds = [_sooner(laid_out, best), _of_one_practitioner(laid_out), _on_one_weekday(laid_out)]
    while kinds:
        champions = []
        for kind in list(kinds):
            found = next((offer for offer in kind if offer.kind not in seen), None)
            if found is None:
                kinds.remove(kind)
            else:
                champions.append(found)
        for offer in sorted(champions, key=lambda offer: offer.price):
            if offer.kind not in seen:
                seen.add(offer.kind)
                yield offer


def _sooner(laid_out: LaidOut, best: CourseOffer) -> Iterator[CourseOffer]:
    """The best course of those that end soonest, if they end sooner than the best of all."""
    course, last = laid_out.course, laid_out.course.stops[-1]
    for day in np.unique(last.day).tolist():
        if course.days[day] >= best.finish:
            return
        everywhere = [np.ones(len(stops.day), dtype=bool) for stops in course.stops[:-1]]
        found = laid_out.best(course.restricted(*everywhere, last.day <= day))
        if found:
            yield found[1]
            return


def _of_one_practitioner(laid_out: LaidOut) -> Iterator[CourseOffer]:
    """For each practitioner who can take the whole course, the best with nobody else; cheapest first."""
    people = range(len(laid_out.parts[0][0].stretch.practitioners))
    yield from _cheapest_first(laid_out, [[s.people == 1 << who for s in laid_out.course.stops] for who in people])


def _on_one_weekday(laid_out: LaidOut) -> Iterator[CourseOffer]:
    """For each weekday, the best course that is all on it; cheapest first."""
    first = laid_out.parts[0][0].stretch.timetable.first.weekday()
    stops = laid_out.course.stops
    if len(stops) > 1:
        yield from _cheapest_first(laid_out, [[(s.day + first) % 7 == weekday for s in stops] for weekday in range(7)])


def _cheapest_first(laid_out: LaidOut, restrictions: Sequence[Sequence[Mask]]) -> Iterator[CourseOffer]:
    """The best course under each restriction, by price; those that would cost more are looked for only when asked."""
    courses = [laid_out.course.restricted(*masks) for masks in restrictions]
    bounds = sorted((course.at_least(), number) for number, course in enumerate(courses))
    waiting: list[tuple[float, int, CourseOffer]] = []
    for bound, number in bounds:
        while waiting and waiting[0][0] <= bound:
            yield heapq.heappop(waiting)[2]
        found = laid_out.best(courses[number]) if bound < np.inf else None
        if found:
            heapq.heappush(waiting, (found[0], number, found[1]))
    yield from (offer for _, _, offer in sorted(waiting, key=lambda each: each[:2]))

"""The search for the best course, against a try of every one."""

from __future__ import annotations

from itertools import pairwise, product
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.desk.offers.course_search import Course, Cut, Path, Stops

LENGTH, DAYS, PEOPLE = 4, 5, 3


def drawn(rng: Random) -> Course:
    """A course of four sessions with some stops each, gaps that cost or cannot be, and cuts through any of them."""
    stops = []
    for _ in range(LENGTH):
        day = np.sort([rng.randrange(DAYS) for _ in range(rng.randint(1, 6))])
        people = np.array([1 << rng.randrange(PEOPLE) for _ in day])
        price = np.array([float(rng.randrange(6)) for _ in day])
        stops.append(Stops.of(np.arange(len(day)), day, people, price))
    gaps = [
        np.array([[rng.choice((0.0, 0.0, 3.0, np.inf)) for _ in other.days] for _ in one.days])
        for one, other in pairwise(stops)
    ]
    cuts = []
    for _ in range(rng.randrange(12)):
        numbers = rng.sample(range(LENGTH), rng.randint(1, LENGTH))
        cuts.append(Cut("", {n: np.array([rng.random() < 0.6 for _ in stops[n].place]) for n in numbers}))
    return Course(tuple(stops), tuple(gaps), rng.randrange(1 << PEOPLE), 4.0, cuts)


def cost(course: Course, path: Path) -> float:
    """What a course costs, infinite where a gap cannot be or a cut forbids it."""
    if any(all(mask[path[number]] for number, mask in cut.places.items()) for cut in course.cuts):
        return np.inf
    people, found = course.known, 0.0
    for number, stop in enumerate(path):
        people |= int(course.stops[number].people[stop])
        found += course.stops[number].price[stop]
        if number:
            found += course.gaps[number - 1][
                course.stops[number - 1].at[path[number - 1]], course.stops[number].at[stop]
            ]
    return float(found + course.further * (people.bit_count() - max(1, course.known.bit_count())))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6))
def test_the_first_course_is_the_cheapest_that_no_cut_forbids(seed: int) -> None:
    course = drawn(Random(seed))
    least = min(cost(course, path) for path in product(*(range(len(each.place)) for each in course.stops)))
    found = next(course.best(), None)
    assert (found is None) == (least == np.inf)
    if found:
        price, path = found
        assert abs(price - least) < 1e-9
        assert abs(cost(course, path) - least) < 1e-9

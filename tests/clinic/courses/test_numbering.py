"""Numbers of a plan: which there are, and which phase they belong to."""

from __future__ import annotations

from typing import Any

import pytest

from planner.clinic.courses.numbering import course_end, has_number, places_of
from tests.worlds import phase, plan, protocol

COURSE = phase(sessions=3)
CHECKS = phase(every=10, name="checks", sessions=2)
UPKEEP = phase(name="upkeep")
ALONE, ON, SCHEDULED = protocol("alone", COURSE), protocol("on", COURSE, UPKEEP), protocol("scheduled", CHECKS, UPKEEP)


@pytest.mark.parametrize(
    ("of", "number", "found"),
    [
        (ALONE, 3, [("course", 3)]),
        (ALONE, 4, [("course", 4)]),  # where one lapsed
        (ON, 3, [("course", 3)]),
        (ON, 4, [("course", 4), ("upkeep", None)]),
        (SCHEDULED, 2, [("checks", 2)]),
        (SCHEDULED, 3, [("upkeep", 1)]),  # a fixed schedule makes nothing up
        (ON, 0, []),
    ],
)
def test_phases_that_a_number_may_belong_to(of: Any, number: int, found: list[Any]) -> None:
    assert [(each.name, place) for each, place in places_of(plan(), of, number)] == found


@pytest.mark.parametrize(
    ("standing", "book", "number", "there"),
    [
        ((), (), 3, True),
        ((), (), 4, False),
        ((1, 2, 3), (1, 2, 3), 4, False),
        ((1, 3), (1, 2, 3), 4, True),  # the second lapsed
        ((1, 3), (1, 2, 3), 5, False),
        ((1, 4), (1, 2, 3, 4), 5, True),
        ((1,), (1, 2, 3), 4, True),  # the third was booked, and the second lapsed for it
        ((1, 3, 4), (1, 3, 4), 5, False),
        ((), (), 0, False),
    ],
)
def test_numbers_beyond_the_last_make_up_for_those_that_lapse(
    standing: tuple[int, ...], book: tuple[int, ...], number: int, there: bool
) -> None:
    assert has_number(plan(), ALONE, number, standing, book) == there


def test_a_fixed_schedule_has_no_numbers_beyond_its_last() -> None:
    assert not has_number(plan(), protocol("fixed", CHECKS), 3, (2,), (1, 2))


def test_a_course_ends_with_its_last_session() -> None:
    talk = phase("talk", gap=None, sessions=1, name="talk")
    assert course_end(plan(), ON) == 3
    assert course_end(plan(sessions=5), ON) == 5
    assert course_end(plan(), protocol("talks", talk, COURSE)) == 4
    assert course_end(plan(), protocol("single", talk)) == 1
    assert course_end(plan(), protocol("open", UPKEEP)) is None

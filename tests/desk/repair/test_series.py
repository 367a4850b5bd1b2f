"""A course moved from one visit on: later visits follow it, by every rule, or nothing is offered."""

from __future__ import annotations

import pytest

from planner.desk.desk import Desk
from planner.errors import Nonsense
from tests.desk.worlds import FAR, far
from tests.worlds import absence, at, day, entry, fixed, plan


def days_of(desk: Desk, rows: object) -> dict[int, int]:
    clinic = desk.facts()
    return {row.number: (clinic.day(row.start) - day(FAR)).days for row in rows}  # type: ignore[attr-defined]


def test_later_visits_follow_and_are_booked_as_a_whole(desk: Desk) -> None:
    desk.load(far())
    found = desk.series(f"a1--{FAR}", "mai", at(FAR + 1, "10:00"))
    assert days_of(desk, found.before) == {1: 0, 2: 2, 3: 4}
    assert days_of(desk, found.after) == {1: 1, 2: 3, 3: 5}
    assert desk.check(found.rows) == []
    desk.book(found.rows)
    assert days_of(desk, desk.listed(plan="a")) == {1: 1, 2: 3, 3: 5}
    assert days_of(desk, desk.listed(plan="b")) == {1: 0, 2: 2, 3: 4}


def test_later_visits_in_the_way_make_way(desk: Desk) -> None:
    """The first goes to the day of the second, which no place for it alone could be on."""
    desk.load(far())
    with pytest.raises(Nonsense, match="too near session 2"):
        desk.place_at(f"a1--{FAR}", "mai", at(FAR + 2, "10:00"))
    found = desk.series(f"a1--{FAR}", "mai", at(FAR + 2, "10:00"))
    assert days_of(desk, found.after) == {1: 2, 2: 4, 3: 6}
    desk.book(found.rows)
    with pytest.raises(Nonsense, match="with another patient"):
        desk.series(f"a1--{FAR}", "mai", at(FAR + 2, "9:30"))


def test_a_visit_that_stays_has_the_later_ones_follow_it_alone(desk: Desk) -> None:
    book = (entry("a1", FAR), entry("a2", FAR + 3), entry("a3", FAR + 5))
    desk.load(far(plans=[plan("a", "course", start=FAR)], book=book))
    found = desk.series(f"a1--{FAR}")
    assert days_of(desk, found.after) == {2: 2, 3: 4}


def test_what_is_fixed_stays(desk: Desk) -> None:
    book = (entry("a1", FAR), entry("a2", FAR + 2), fixed("a3", FAR + 4))
    desk.load(far(plans=[plan("a", "course", start=FAR)], book=book))
    found = desk.series(f"a1--{FAR}", "mai", at(FAR + 1, "10:00"))
    assert 3 not in days_of(desk, found.after)


def test_a_later_visit_without_a_place_is_left_and_named(desk: Desk) -> None:
    away = tuple(absence("mai", FAR + n) for n in range(2, 60))
    book = (entry("a1", FAR), entry("a2", FAR + 1))
    ends = plan("a", "course", start=FAR, finish_by=day(FAR + 3))
    desk.load(far(plans=[ends], book=book, absences=away))
    found = desk.series(f"a1--{FAR}", "mai", at(FAR + 1, "10:00"))
    assert [each.row.number for each in found.left] == [2]

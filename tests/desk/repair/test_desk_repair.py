"""Repairs held and booked as one change of the book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.clinic import Clinic
from planner.clinic.appointments import BOOKED, CANCELLED, WITHDRAWN
from planner.desk.desk import Desk
from planner.errors import Conflict, Nonsense
from tests.desk.racing import assert_whole
from tests.desk.worlds import FAR, far, place
from tests.worlds import absence, day, entry, event, phase, plan, protocol, service, world


def book(desk: Desk) -> list[tuple[str, int, str, int]]:
    """What the book has by id: number, status, and days from the far Monday on."""
    rows = desk.clinic().book
    found = [(row.id, row.number, row.status, (desk.clinic().day(row.start) - day(FAR)).days) for row in rows]
    return sorted(found)


def test_a_repair_is_held_and_booked(desk: Desk) -> None:
    desk.load(far())
    closed = desk.change(absence("mai", FAR + 2, "9:30-10:00")).closed
    healing = desk.repair(closed, frozen_until=day(FAR - 1))
    assert [row.id for row in healing.before] == [f"b2--{FAR + 2}"]
    hold = desk.hold(healing)
    with pytest.raises(Conflict, match="b, session 2"):
        desk.hold(healing)
    booked = desk.book(hold, who="front desk")
    assert [(row.id, row.status, row.start) for row in booked.rows] == [
        (row.id, BOOKED, row.start) for row in healing.after
    ]
    assert_whole(desk)


WEEKLY = protocol("weekly", phase(sessions=4, gap=(5, 7, 9)))


def weeks(*numbers: int) -> Clinic:
    """Ann comes weekly: each number stands a week after the one before it."""
    rows = tuple(entry(f"a{n}", FAR + 7 * place) for place, n in enumerate(numbers))
    return world([service()], [WEEKLY], plans=[plan("a", "weekly", start=FAR)], book=rows)


def test_numbers_rotate_in_one_change(desk: Desk, opened: Callable[[], Desk]) -> None:
    """The second turn is passed on: the third and fourth take over its numbers where they stand, it comes last."""
    desk.load(weeks(1, 2, 3))
    _, second, third = desk.appointments()
    passed = [
        replace(third, number=2),
        replace(second, number=3, start=third.start + timedelta(days=7)),
    ]
    hold = desk.hold(passed)
    assert [row.number for row in hold.rows] == [2, 3]
    desk.book(hold)
    assert book(desk) == [
        (f"a1--{FAR}", 1, BOOKED, 0),
        (f"a2--{FAR + 7}", 3, BOOKED, 21),
        (f"a3--{FAR + 14}", 2, BOOKED, 14),
    ]
    assert_whole(desk)
    other = opened()
    assert [row.number for row in other.diary().of_plan("a")] == [1, 3, 2]


def test_what_cannot_be_healed_is_withdrawn_with_the_rest(desk: Desk) -> None:
    """One appointment takes the place of another, which is given up, and both at once or not at all."""
    desk.load(far())
    a1, b1 = (next(row for row in desk.appointments() if row.key == key) for key in (("a", 1), ("b", 1)))
    change = [replace(b1, start=a1.start, end=a1.end), replace(a1, status=CANCELLED)]
    hold = desk.hold(change)
    assert [row.plan for row in hold.rows] == ["b"]
    assert [row.status for row in desk.clinic().book] == [BOOKED] * 6
    with pytest.raises(Conflict):
        desk.hold([replace(a1, status=CANCELLED)])
    assert {row.id: row.status for row in desk.book(hold).rows} == {b1.id: BOOKED, a1.id: WITHDRAWN}
    assert desk.clinic().book[0].status == WITHDRAWN
    assert next(row for row in desk.appointments() if row.id == b1.id).start == a1.start
    assert_whole(desk)


def test_a_repair_of_what_changed_meanwhile_is_a_conflict(desk: Desk) -> None:
    desk.load(far())
    healing = desk.repair(desk.change(absence("mai", FAR + 2, "9:30-10:00")).closed, day(FAR - 1))
    hold = desk.hold(healing)
    desk.cancel(f"b2--{FAR + 2}", "patient-cancel")
    with pytest.raises(Conflict, match="has ended"):
        desk.book(hold)
    with pytest.raises(Conflict, match=f"not booked as 'b2--{FAR + 2}' any more"):
        desk.hold(healing)
    assert_whole(desk)


def test_a_number_must_be_free_and_of_the_plan(desk: Desk) -> None:
    desk.load(weeks(1, 2))
    second = desk.appointments()[1]
    with pytest.raises(Conflict, match="a, session 1"):
        desk.book([replace(second, number=1)])
    with pytest.raises(Nonsense, match="the plan 'a' has 4 sessions, there is no session 5"):
        desk.book([replace(second, number=5)])
    with pytest.raises(Nonsense, match="there is no session 9"):
        desk.hold([place("a9", FAR + 14)])


def test_a_session_that_lapses_is_booked_at_the_end(desk: Desk) -> None:
    """No day before the third is left for the second: it is the fifth in number, and the fourth to be had."""
    desk.load(weeks(1, 2, 3, 4))
    closed = [absence("mai", FAR + number) for number in range(4, 12)]
    healing = desk.repair(desk.change(*closed).closed, day(FAR - 1))
    assert [row.number for row in healing.after] == [5]
    desk.book(desk.hold(healing))
    assert [(number, on) for _, number, status, on in book(desk) if status == BOOKED] == [
        (1, 0),
        (5, 28),
        (3, 14),
        (4, 21),
    ]
    assert {row.phase for row in desk.clinic().book if row.number == 5} == {"course"}
    assert desk.offers("a").why == "every session of plan 'a' has a place"
    assert_whole(desk)


@pytest.mark.parametrize("booked", [3, 4])
def test_a_session_that_lapses_as_another_moves_is_held_with_it(desk: Desk, booked: int) -> None:
    """The first moves to the day before the third, so that the second lapses, and goes on by the next number."""
    ours = tuple(entry(f"a{n}", FAR + 2 * n - 2) for n in range(1, booked + 1))
    desk.load(far(book=ours))
    healing = desk.repair(desk.change(event("peel", FAR)).closed, day(FAR - 1))
    assert [(row.id, row.number) for row in healing.after] == [(f"a1--{FAR}", 1), (f"a2--{FAR + 2}", booked + 1)]
    assert not desk.check(healing.after)
    desk.book(desk.hold(healing))
    assert [(number, on) for _, number, status, on in book(desk) if status == BOOKED] == [
        (1, 3),
        (booked + 1, 2 * booked),
        *[(3, 4), (4, 6)][: booked - 2],
    ]
    assert_whole(desk)

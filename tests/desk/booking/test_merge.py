"""A big change beside many clients who book: what they book is kept, and only a real collision refuses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier

import pytest

import planner
from planner.clinic.appointments import BOOKED
from planner.desk.desk import Desk
from planner.desk.repair.replan import Replanning
from planner.errors import Conflict, Forbidden
from tests.desk.racing import assert_claimed
from tests.desk.worlds import FAR, mornings, place
from tests.worlds import at, day, entry, patient, plan

CLIENTS = 8


def planned(desk: Desk) -> Replanning:
    """The mornings of one who likes afternoons, moved; and then others who want a visit, and whom it does not know."""
    desk.load(mornings())
    found = desk.replan(day(FAR + 6), day(FAR - 1), budget_per_patient=3, look_ahead=0, seconds=1)
    desk.add(*(patient(f"p{n}") for n in range(CLIENTS)))
    desk.add(*(plan(f"x{n}-", patient=f"p{n}", start=FAR) for n in range(CLIENTS)))
    return found


def test_what_others_booked_meanwhile_is_kept(desk: Desk) -> None:
    found = planned(desk)
    theirs = desk.book([place("x0-1", FAR + 5, "9:30")]).rows[0]
    desk.change(patient("p1", phone="555"))
    assert desk.accept(found).left == ()
    book = {(row.plan, row.number): row for row in desk.clinic().book if row.status == BOOKED}
    assert book["x0-", 1].start == theirs.start
    assert desk.clinic().local(book["a", 1].start).hour == 15
    assert_claimed(desk)


def test_what_was_changed_meanwhile_itself_refuses_or_is_left_out(desk: Desk) -> None:
    found = planned(desk)
    desk.cancel(f"a1--{FAR}", "patient-cancel")
    before = desk.clinic()
    with pytest.raises(Conflict, match=r"a, session 1: it was cancelled meanwhile"):
        desk.accept(found)
    assert desk.clinic() == before
    done = desk.accept(found, partly=True)
    assert [told.partition(":")[0] for told in done.left] == ["a, session 1"]
    book = {row.plan: row for row in desk.clinic().book}
    assert book["a"].status == "cancelled"
    assert desk.clinic().local(book["b"].start).hour == 15
    assert_claimed(desk)


@pytest.mark.parametrize("how", ["booked", "held"])
def test_a_place_that_was_taken_meanwhile_refuses_or_is_left_out(desk: Desk, how: str) -> None:
    found = planned(desk)
    row = next(row for row in found.roster.placed if row.key == ("a", 1))
    taken = [replace(row, id="offer", plan="x0-", number=1, status="planned")]
    if how == "booked":
        desk.book(taken)
    else:
        desk.hold(taken, minutes=600)
    with pytest.raises((Conflict, Forbidden)):
        desk.accept(found)
    done = desk.accept(found, partly=True)
    assert any(told.startswith("a, session 1") for told in done.left)
    book = {(row.plan, row.number): row for row in desk.clinic().book if row.status == BOOKED}
    assert desk.clinic().local(book["a", 1].start).hour == 9
    assert desk.clinic().local(book["b", 1].start).hour == 15
    assert_claimed(desk)


def test_a_book_published_on_an_older_one_keeps_what_came_between(desk: Desk) -> None:
    planned(desk)
    seen, book = desk.settled(), desk.clinic().book
    theirs = desk.book([place("x0-1", FAR + 5, "9:30")]).rows[0].id
    desk.publish([*book, entry("c1", FAR + 2)], day(FAR), expected=seen)
    assert {row.id for row in desk.clinic().book} >= {theirs, f"c1--{FAR + 2}"}
    more = desk.book([place("x1-1", FAR + 5, "9:00")]).rows[0].id
    desk.publish(desk.clinic().book, day(FAR), expected=seen)
    assert more in {row.id for row in desk.clinic().book}
    with pytest.raises(Conflict, match="c, session 1: it was booked meanwhile"):
        desk.publish([*book, replace(entry("c1", FAR + 3), id="again")], day(FAR), expected=seen)


@pytest.mark.parametrize("how", ["booked", "held", "changed"])
def test_a_roster_is_published_less_what_collides(desk: Desk, how: str) -> None:
    planned(desk)
    roster = planner.plan(desk.clinic(), first=day(FAR), last=day(FAR + 6), look_ahead=0, effort=1)
    row = next(row for row in roster.placed if row.key == ("c", 1))
    if how == "changed":
        desk.book([place("c1", FAR + 5, "9:30")])
    else:
        hold = desk.hold([replace(row, id="offer", plan="x0-", number=1, status="planned")], minutes=600)
        if how == "booked":
            desk.book(hold)
    with pytest.raises((Conflict, Forbidden)):
        desk.publish_roster(roster)
    done = desk.publish_roster(roster, partly=True, key="month")
    left = {told.partition(":")[0] for told in done.left}
    assert left == ({"c, session 1"} if how == "changed" else {"c, session 1", "x0-, session 1"}), done.left
    book = {(line.plan, line.number): line for line in desk.clinic().book if line.status == BOOKED}
    assert {f"x{n}-" for n in range(1, CLIENTS)} <= {plan for plan, _ in book}
    assert (book["c", 1].start == at(FAR + 5, "9:30")) if how == "changed" else (("c", 1) not in book)
    assert desk.publish_roster(roster, partly=True, key="month").published is None
    assert_claimed(desk)


def test_a_big_change_comes_through_while_many_book(opened: Callable[[], Desk]) -> None:
    desks = [opened() for _ in range(CLIENTS)]
    manager = opened()
    found = planned(manager)
    kept = {row.id for row in manager.clinic().book}
    together = Barrier(CLIENTS + 1)

    def book(n: int) -> str | None:
        together.wait()
        for clock in ("9:30", "9:00"):
            for later in range(6):
                with suppress(Conflict, Forbidden):
                    return desks[n].book([place(f"x{n}-1", FAR + later, clock)]).rows[0].id
        return None

    def accept() -> object:
        together.wait()
        return manager.accept(found, partly=True)

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        accepted = pool.submit(accept)
        booked = set(filter(None, pool.map(book, range(CLIENTS))))
        assert accepted.result()
    there = {row.id: row for row in manager.clinic().book}
    assert booked
    assert booked | kept <= there.keys()
    assert {there[id].status for id in booked | kept} == {BOOKED}
    assert_claimed(manager)

"""A month planned anew from the store's book, accepted or dropped as a whole; and history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.clinic.appointments import ATTENDED, BOOKED
from planner.desk.desk import Desk
from planner.desk.repair.replan import Replanning, replan
from planner.errors import Conflict, Nonsense
from tests.desk.racing import assert_whole
from tests.desk.worlds import FAR, clinic, mornings, place
from tests.worlds import at, day, entry, fixed


def planned(desk: Desk, *, keep_agreed: bool = False) -> Replanning:
    return desk.replan(
        day(FAR + 6), day(FAR - 1), keep_agreed=keep_agreed, budget_per_patient=3, look_ahead=0, seconds=1
    )


def test_a_replanning_is_accepted_as_a_whole(desk: Desk) -> None:
    desk.load(mornings())
    found = planned(desk)
    assert desk.clinic() == mornings()
    rows = desk.accept(found, who="the manager").rows
    clocks = [(row.plan, desk.clinic().local(row.start).hour, row.status) for row in rows]
    assert sorted(clocks) == [("a", 15, BOOKED), ("b", 15, BOOKED), ("c", 15, BOOKED)]
    assert [entry.id for entry in desk.clinic().book[:2]] == [f"a1--{FAR}", f"b1--{FAR + 1}"]
    assert not planned(desk).moves
    assert_whole(desk)


def test_what_was_agreed_with_its_patient_stays_where_that_is_asked_while_it_can_stand(desk: Desk) -> None:
    """One is moved at the desk, one cancelled and booked again elsewhere; the third has its place by the load alone."""
    desk.load(mornings())
    desk.move_to(f"a1--{FAR}", "mai", at(FAR, "9:30"))
    desk.cancel(f"b1--{FAR + 1}", "patient-cancel")
    (again,) = desk.book([place("b1", FAR + 3)]).rows
    assert {move.session.plan for move in planned(desk).moves} == {"a", "b", "c"}
    kept = planned(desk, keep_agreed=True)
    assert {move.session.plan for move in kept.moves} == {"c"}
    assert not any(row.fixed for row in kept.roster.placed)
    assert [row.plan for row in desk.accept(kept).rows] == ["c"]
    desk.absent("mai", day(FAR + 3), day(FAR + 3))
    assert {row.plan for move in planned(desk, keep_agreed=True).moves for row in move.before} == {again.plan}
    assert_whole(desk)


def test_a_replanning_of_a_book_that_changed_is_a_conflict(desk: Desk) -> None:
    desk.load(mornings())
    found = planned(desk)
    hold = desk.hold([place("c1", FAR, "9:30")])
    with pytest.raises(Conflict, match="somebody holds a place for c, session 1"):
        desk.accept(found)
    desk.drop(hold)
    desk.cancel(f"a1--{FAR}", "patient-cancel")
    with pytest.raises(Conflict, match="the book has changed"):
        desk.accept(found)
    with pytest.raises(Nonsense, match="no store's book"):
        desk.accept(replan(mornings(), day(FAR + 6), day(FAR - 1), seconds=1))
    assert_whole(desk)


def test_what_is_past_becomes_history(desk: Desk) -> None:
    gone = replace(entry("a2", 1), status="cancelled")
    desk.load(clinic(book=(replace(entry("a1", 0), fixed=True), gone, fixed("b1", 2), entry("b2", FAR))))
    desk.roll(day(2), who="the manager")
    book = desk.clinic().book
    assert [row.status for row in book] == [ATTENDED, "cancelled", BOOKED, BOOKED]
    assert [row.fixed for row in book] == [False, False, True, False]
    assert_whole(desk)
    with pytest.raises(Nonsense, match="is not all past"):
        desk.roll(day(FAR + 1))

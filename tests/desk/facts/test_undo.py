"""An entry of the journal undone as a whole, while nothing rests on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.clinic import Clinic, Plan
from planner.desk import Wish
from planner.desk.desk import Desk
from planner.desk.facts.undo import why_not
from planner.errors import Conflict, Forbidden, Nonsense, PlaceTaken
from tests.desk.racing import assert_claimed, assert_whole
from tests.desk.worlds import FAR, far, mornings, place, with_rows
from tests.worlds import absence, attended, day, entry, patient

FREE = FAR + 6
BOOKED = f"a1--{FAR}"


def book_held(desk: Desk) -> None:
    desk.book(desk.hold([place("a4", FREE)]))


def publish(desk: Desk) -> None:
    """One moved, one withdrawn, one new, in one entry."""
    book = {row.id: row for row in with_rows(desk, entry("a4", FREE))}
    book[f"a1--{FAR}"] = replace(book[f"a1--{FAR}"], start=place("a1", FAR, "10:00").start)
    book[f"b3--{FAR + 4}"] = replace(book[f"b3--{FAR + 4}"], status="withdrawn")
    desk.publish(tuple(book.values()), day(0))


def take_over(desk: Desk) -> None:
    kept = replace(desk.clinic(), patients={**desk.clinic().patients, "zoe": patient("zoe")}, name="Elm Street")
    desk.take_over(kept)


DOINGS: dict[str, Callable[[Desk], object]] = {
    "hold": lambda desk: desk.hold([place("a4", FREE)]),
    "book": book_held,
    "book at once": lambda desk: desk.book([place("a4", FREE)]),
    "move": lambda desk: desk.move(BOOKED, [place("a1", FAR, "10:00")]),
    "cancel": lambda desk: desk.cancel(BOOKED, "patient-cancel"),
    "publish": publish,
    "finish": lambda desk: desk.finish("c"),
    "extend": lambda desk: desk.extend("a", 6),
    "record": lambda desk: desk.record("ann", "peel", day(FAR)),
    "absent": lambda desk: desk.absent("mai", day(FAR), day(FAR), why="ill"),
    "out of order": lambda desk: desk.out_of_order("one", day(FAR), day(FAR)),
    "add": lambda desk: desk.add(patient("zoe"), Plan("z", "zoe", "course", day(FAR))),
    "take over": take_over,
    "wish": lambda desk: desk.wish(Wish("a", 1, earlier=True)),
    "roll": lambda desk: desk.roll(day(-20)),
    "attended": lambda desk: desk.attended("d1---30"),
    "no show": lambda desk: desk.no_show("d1---30"),
}


def busy() -> Clinic:
    """Two courses booked far ahead, one that may end, and a visit of the past that nobody has told of yet."""
    plans = {
        id: Plan(id, who, "course", day(-60 if id in "cd" else FAR))
        for id, who in zip("abcd", ["ann", "ben", "cy", "dee"], strict=True)
    }
    book = (*far().book, attended("c1", -40), attended("c2", -38), entry("c3", FAR, "10:30"), entry("d1", -30, "11:00"))
    people = {id: patient(id) for id in ("ann", "ben", "cy", "dee")}
    return replace(far(), plans=plans, patients=people, book=book)


@pytest.mark.parametrize("doing", DOINGS)
def test_whatever_was_done_is_undone_as_a_whole(desk: Desk, doing: str) -> None:
    desk.load(busy())
    before, stands = desk.clinic(), desk.appointments()
    DOINGS[doing](desk)
    done = desk.settled()
    there, then = desk.clinic(), desk.appointments()
    receipt = desk.undo(done, who="manager", why="by mistake")
    assert (desk.clinic(), {row.id: row for row in desk.appointments()}) == (before, {row.id: row for row in stands})
    assert_claimed(desk)
    last = desk.journal(done)[-1]
    assert (last.seq, last.action, last.who, last.why) == (
        *(receipt.seq, "undo", "manager"),
        f"undoes entry {done}: by mistake",
    )
    known = [row for who in desk.clinic().patients for row in desk.diary().of_patient(who)]
    assert {row.id: row for row in known} == {row.id: row for row in stands}
    if doing != "hold":  # a place is not held anew
        desk.undo(receipt.seq)
        assert set(desk.clinic().book) == set(there.book)
        assert {row.id: row for row in desk.appointments()} == {row.id: row for row in then}
        assert_claimed(desk)


def test_a_replanning_is_undone_as_a_whole(desk: Desk) -> None:
    desk.load(mornings())
    found = desk.replan(day(FAR + 6), day(FAR - 1), budget_per_patient=3, look_ahead=0, seconds=1)
    desk.undo(desk.accept(found).seq)
    assert desk.clinic() == mornings()
    assert_whole(desk)


def test_what_something_rests_on_is_not_undone(desk: Desk) -> None:
    desk.load(far())
    booked = desk.book([place("a4", FREE)])
    moved = desk.move(booked.rows[0].id, [place("a4", FREE, "10:00")])
    with pytest.raises(Conflict, match=rf"entry {moved.seq} \(moved\) rests on it"):
        desk.undo(booked.seq)
    first, *later = desk.journal(booked.seq - 1)
    assert why_not(first, later) == f"{moved.seq} (moved) rests on it; undo that first"
    assert why_not(later[-1], ()) == ""
    held = desk.hold([replace(place("a4", FREE, "11:00"), id=booked.rows[0].id, status="booked")])
    with pytest.raises(PlaceTaken, match="holds another place"):
        desk.undo(moved.seq)
    desk.drop(held)
    desk.undo(moved.seq)
    desk.undo(booked.seq)
    assert desk.clinic() == far()


def test_a_place_that_is_taken_by_now_is_not_taken_back(desk: Desk) -> None:
    desk.load(far())
    gone = desk.cancel(f"a3--{FAR + 4}", "patient-cancel")
    desk.book([place("b4", FAR + 6)])
    desk.move(f"b3--{FAR + 4}", [place("b3", FAR + 4)])
    before = desk.settled()
    with pytest.raises(PlaceTaken):
        desk.undo(gone.seq)
    assert desk.settled() == before
    assert_claimed(desk)


def test_what_a_rule_forbids_by_now_does_not_come_back(desk: Desk) -> None:
    desk.load(far())
    gone = desk.cancel(f"a3--{FAR + 4}", "patient-cancel")
    desk.absent("mai", day(FAR + 4), day(FAR + 4))
    with pytest.raises(Forbidden):
        desk.undo(gone.seq)


def test_what_was_closed_before_comes_back_as_it_was(desk: Desk) -> None:
    desk.load(far())
    desk.absent("mai", day(FAR + 4), day(FAR + 4))
    gone = desk.cancel(f"a3--{FAR + 4}", "patient-cancel")
    before = desk.as_of(gone.seq - 1)
    desk.undo(gone.seq)
    assert desk.clinic() == before


def test_a_fact_that_bookings_rest_on_stays(desk: Desk) -> None:
    away = absence("mai", FREE)
    desk.load(far(absences=(away,)))
    back = desk.change(remove=[away])
    desk.book([place("a4", FREE)])
    with pytest.raises(Conflict, match="booked since"):
        desk.undo(back.seq)
    added = desk.add(patient("zoe"), Plan("z", "zoe", "course", day(FREE)))
    desk.book([place("z1", FREE, "10:00")])
    with pytest.raises((Conflict, Nonsense), match=r"z, session 1 .* so its plan and service cannot go"):
        desk.undo(added.seq)


def test_what_cannot_be_undone_says_why(desk: Desk) -> None:
    desk.load(far())
    for entry_, why in ((1, "filled the store"), (9, "no entry 9")):
        with pytest.raises(Nonsense, match=why):
            desk.undo(entry_)
    hold = desk.hold([place("a4", FREE)])
    gone = desk.drop(hold)
    with pytest.raises(Nonsense, match="nothing that could be undone"):
        desk.undo(gone.seq)
    assert why_not(desk.journal(gone.seq - 1)[0], ()) == "no place is held anew"


def test_an_undoing_of_an_undoing_is_said_to_be_a_redoing(desk: Desk) -> None:
    desk.load(far())
    gone = desk.cancel(BOOKED, "patient-cancel")
    for _ in range(2):
        gone = desk.undo(desk.undo(gone.seq).seq)
    assert [each.action for each in desk.journal()][-5:] == ["cancel", "undo", "redo", "undo", "redo"]


def test_an_undoing_is_done_once_under_its_key(desk: Desk) -> None:
    desk.load(far())
    done = desk.cancel(BOOKED, "patient-cancel")
    assert desk.undo(done.seq, key="k") == desk.undo(done.seq, key="k")

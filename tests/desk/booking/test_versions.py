"""Who has looked finds out that somebody else wrote before it does, whatever that was: versions tell it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from dataclasses import replace
from typing import Any

import pytest

from planner.clinic import Entry
from planner.clinic.appointments import BOOKED
from planner.desk.desk import Desk
from planner.errors import Conflict, Forbidden, Nonsense, UnknownName
from tests.desk.racing import assert_whole
from tests.desk.worlds import FAR, clinic, meanwhile, mornings, place, published
from tests.worlds import at, attended, day, entry, patient, plan, practitioner


def test_a_booking_that_looked_before_a_roster_was_published_keeps_its_gap(opened: Callable[[], Desk]) -> None:
    one, other = opened(), opened()
    one.load(clinic())
    meanwhile(one, lambda: published(other, entry("a2", 1)))
    with pytest.raises(Forbidden, match="asked: a, session 1"):  # no day before the second is left for it
        one.book([place("a1", 1, "9:30")])
    assert_whole(one)


def test_a_booking_that_looked_before_a_roster_was_published_keeps_the_daily_limit(opened: Callable[[], Desk]) -> None:
    one, other = opened(), opened()
    one.load(clinic(practitioners=[practitioner(max_sessions_per_day=1)]))
    meanwhile(one, lambda: published(other, entry("a1", 0)))
    with pytest.raises(Conflict, match="over the limit of 1"):
        one.book([place("b1", 0, "9:30")])
    assert_whole(one)


def test_a_booking_that_looked_before_a_replanning_was_accepted_keeps_the_daily_limit(
    opened: Callable[[], Desk],
) -> None:
    """One session a day: the third day has room for either Ann's c, in the afternoon, or Ben's d."""
    one, other = opened(), opened()
    limited = {"mai": replace(mornings().practitioners["mai"], max_sessions_per_day=1)}
    one.load(replace(mornings(), practitioners=limited))
    one.change(patient("ben"), plan("d", patient="ben", start=FAR, priority=1))
    found = other.replan(day(FAR + 2), day(FAR - 1), budget_per_patient=0, look_ahead=0, seconds=1)
    assert [move.session.plan for move in found.moves] == ["c"]
    meanwhile(one, lambda: other.accept(found))
    with pytest.raises(Conflict, match="over the limit of 1"):
        one.book([place("d1", FAR + 2)])
    assert_whole(one)


def test_what_becomes_history_is_a_change_of_its_plan(opened: Callable[[], Desk]) -> None:
    one, other = opened(), opened()
    one.load(clinic(book=(entry("a1", 0),)))
    seen = one.version("a")
    assert other.roll(one.clinic().day(at(2, "9:00"))).versions == {"plan:a": seen + 1}
    with pytest.raises(Conflict, match="has changed"):
        one.book([place("a2", 2)], expected=seen)


# --- what is held -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "why"),
    [(entry("a2", 1), "asked: a"), (entry("b1", 1), "over the limit of 1")],
    ids=["plan", "day"],
)
def test_a_roster_that_would_forbid_what_is_held_waits(desk: Desk, row: Entry, why: str) -> None:
    desk.load(clinic(practitioners=[practitioner(max_sessions_per_day=1 if row.plan == "b" else None)]))
    hold = desk.hold([place("a1", 1, "9:30")])
    with pytest.raises(Conflict, match=rf"somebody holds a place for a, session 1 \(needling\), .*{why}"):
        published(desk, row)
    published(desk, entry("b1", 2))
    assert desk.book(hold).rows[0].status == BOOKED
    assert_whole(desk)


def test_a_book_read_before_a_visit_became_history_does_not_undo_that(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    book = desk.clinic().book
    desk.cancel("a-1", "patient-cancel")
    with pytest.raises(Conflict, match="a-1 took place or was cancelled since this book was read"):
        desk.publish(book)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"status": "bookd"}, "no status 'bookd'; did you mean 'booked'"),
        ({"practitioner": "may"}, "no practitioner 'may'"),
        ({"room": "two"}, "no room 'two'"),
        ({"number": 77}, "asks for no session 77"),
        ({"id": " a "}, "' a ' is no id of an entry"),
        ({"phase": "nonsense"}, "no phase of the plan 'a' 'nonsense'"),
        ({"start": at(0, "9:00").replace(tzinfo=None)}, "give a moment with its time zone"),
    ],
)
def test_a_book_names_what_there_is(desk: Desk, wrong: dict[str, Any], words: str) -> None:
    desk.load(clinic())
    with pytest.raises((Nonsense, UnknownName), match=words):
        desk.publish([replace(entry("a1", 0), **wrong)])


def test_a_hold_that_would_move_a_visit_ends_with_it(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    hold = desk.hold([place("a1", 1, id="a-1", status=BOOKED), place("b1", 2)])
    desk.cancel("a-1", "patient-cancel")
    with pytest.raises(Conflict, match="has ended"):
        desk.book(hold)
    assert desk.book([place("a1", 1), place("b1", 2)]).rows
    assert_whole(desk)


def test_a_hold_ends_whole_where_a_course_is_finished(desk: Desk) -> None:
    desk.load(replace(clinic(), book=tuple(attended(f"a{n}", 2 * n) for n in (1, 2))))
    hold = desk.hold([place("a3", 6), place("b1", 7)])
    desk.finish("a")
    with pytest.raises(Conflict, match="has ended"):
        desk.book(hold)
    assert_whole(desk)


def test_a_book_may_let_two_sessions_take_over_each_others_numbers(desk: Desk) -> None:
    desk.load(clinic())
    rows = desk.book([place("a1", 0), place("a2", 2)]).rows
    turns = {rows[0].id: (2, rows[1].start), rows[1].id: (1, rows[0].start)}
    desk.publish([replace(each, number=turns[each.id][0], start=turns[each.id][1]) for each in desk.clinic().book])
    assert {each.id: (each.number, each.start) for each in desk.clinic().book} == turns


def test_a_book_has_each_entry_once(desk: Desk) -> None:
    desk.load(clinic())
    with pytest.raises(Nonsense, match="the book has x more than once"):
        desk.publish([replace(entry("a1", 0), id="x"), replace(entry("b1", 2), id="x")])


def test_a_number_to_rest_on_is_told_when_nobody_writes(opened: Callable[[], Desk], url: str) -> None:
    """A slow client has drawn its number and not committed: who reads a book now waits for it."""
    if url.startswith("sqlite"):
        pytest.skip("SQLite has one writer at a time")
    one, other = opened(), opened()
    one.load(clinic())
    with ThreadPoolExecutor(1) as pool:
        with one.store.writing([]) as slow:
            asked = pool.submit(other.settled)
            with pytest.raises(TimeoutError):
                asked.result(0.3)
            assert other.last_entry() == 1, "who only looks for something new waits for nobody"
            written = slow.note("slow")[0]
        assert asked.result(10) == written


def test_the_last_entry_is_none_in_an_empty_store_and_then_the_newest(opened: Callable[[], Desk]) -> None:
    one, other = opened(), opened()
    assert one.last_entry() == 0
    one.load(clinic())
    published(one, entry("a2", 1))
    assert one.last_entry() == other.last_entry() == one.settled() == 2

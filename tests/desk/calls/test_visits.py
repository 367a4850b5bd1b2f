"""Offers taken by their number, once under a key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planner.desk import Desk
from planner.errors import Conflict, HoldEnded, KeyReused, Nonsense, PlaceTaken, StaleVersion, UnknownName
from tests.desk.worlds import clinic, place
from tests.worlds import at, day


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """A desk on the first day, before the clinic opens."""
    desk.store.clock = lambda: at(0, "6:00")
    desk.load(clinic())
    return desk


@pytest.fixture
def url(tmp_path: object) -> str:
    """SQLite alone, whose clock a test can set."""
    return f"sqlite:///{tmp_path}/clinic.db"


def test_the_offer_of_a_number_is_held(asked: Desk) -> None:
    shown = asked.offers("a", k=4, not_before=day(1))
    held = asked.hold_offer("a", 3, k=4, not_before=day(1), minutes=30)
    assert [row.start for row in held.rows] == [row.start for row in shown[2].rows]
    assert held.words == shown[2].words
    assert held.until - held.at == timedelta(minutes=30)


def test_the_session_asked_for_is_held(asked: Desk) -> None:
    asked.book([place("a1", 0)])
    assert [row.number for row in asked.hold_offer("a", number=2).rows] == [2]


def test_a_course_of_a_number_is_held(asked: Desk) -> None:
    shown = asked.course_offers("a")
    held = asked.hold_course("a", 2)
    assert [row.start for row in held.rows] == [row.start for row in shown[1].rows]


@pytest.mark.parametrize(
    "call",
    [
        lambda desk, **more: desk.hold_offer("a", 2, **more),
        lambda desk, **more: desk.hold_course("a", 1, **more),
        lambda desk, **more: desk.move_to_offer("b-1", 1, near=day(4), **more),
        lambda desk, **more: desk.hold_refill("b-2", 1, **more),
    ],
    ids=["hold_offer", "hold_course", "move_to_offer", "hold_refill"],
)
def test_a_question_asked_again_under_its_key_is_answered_as_it_was(asked: Desk, call: object) -> None:
    """Though by now it is offered something else, or nothing."""
    asked.book([place("b1", 0), place("b2", 2)])
    asked.cancel("b-2", "patient-cancel")
    first = call(asked, key="k")  # type: ignore[operator]
    last = asked.settled()
    assert call(asked, key="k") == first  # type: ignore[operator]
    assert asked.settled() == last
    with pytest.raises(KeyReused, match="was used for another request"):
        asked.hold_offer("a", 1, minutes=33, key="k")


def test_an_offer_that_is_not_there_brings_those_that_are(asked: Desk) -> None:
    with pytest.raises(Conflict, match="there is no offer 6 for a: there are 5, ask for more of them") as lost:
        asked.hold_offer("a", 6)
    assert len(lost.value.offers) == 5
    asked.book([place("a1", 0)])
    asked.cancel("a-1", "patient-cancel")
    with pytest.raises(Conflict, match="there is no number 2 among those who could have this place; there are 1"):
        asked.hold_refill("a-1", 2)
    with pytest.raises(Nonsense, match="offer is 0; give 1 or more"):
        asked.hold_offer("a", 0)


def test_a_visit_is_moved_to_the_offer_of_a_number(asked: Desk) -> None:
    asked.book([place("a1", 0)])
    shown = asked.offers("a", 1, near=day(2))
    moved = asked.move_to_offer("a-1", 2, near=day(2))
    assert [(row.id, row.start) for row in moved.rows] == [("a-1", shown[1].rows[0].start)]
    with pytest.raises(UnknownName, match="no appointment 'zed'"):
        asked.move_to_offer("zed", 1)


def test_what_was_lost_is_told_apart(asked: Desk) -> None:
    hold = asked.hold([place("a1", 0)])
    with pytest.raises(PlaceTaken):
        asked.hold([place("b1", 0)])
    with pytest.raises(PlaceTaken):
        asked.hold([place("a1", 1)])
    asked.drop(hold)
    for call in (asked.book, asked.drop):
        with pytest.raises(HoldEnded):
            call(hold)
    with pytest.raises(StaleVersion):
        asked.book([place("a1", 0)], expected=0)


def test_a_desk_is_closed_at_the_end_of_a_with(url: str) -> None:
    with Desk.open(url) as desk:
        desk.load(clinic())
        pool = desk.store.engine.pool
    assert desk.store.engine.pool is not pool

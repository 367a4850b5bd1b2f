"""One day as a board shades it, held to what the desk's own check says of every place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.clinic import Absence
from planner.desk import Desk
from planner.desk.offers.day_places import ROOM_CLOSED
from planner.errors import KeyReused, Nonsense, PlaceTaken
from tests.desk.worlds import FAR, far
from tests.worlds import at, day, room, span

ANN, BEN = f"a1--{FAR}", f"b1--{FAR}"


def test_a_place_is_open_exactly_where_the_check_has_nothing_against_it(desk: Desk) -> None:
    desk.load(far())
    row = next(row for row in desk.day(day(FAR)) if row.id == ANN)
    found = desk.places(ANN, day(FAR))
    assert found.open["mai"]
    assert found.closed["mai"]
    for start in {*found.open["mai"], *found.closed["mai"]} - {row.start}:
        moved = replace(row, start=start, end=start + timedelta(minutes=30))
        assert bool(desk.check([moved])) == (start in found.closed["mai"]), start


def test_each_closed_start_says_why(desk: Desk) -> None:
    desk.load(far())
    closed = desk.places(ANN, day(FAR)).closed["mai"]
    assert closed[at(FAR, "9:30")] == "with another patient then"
    assert closed[at(FAR, "6:00")] == "Mai is off shift"
    assert all(closed.values())


def test_a_visit_moves_to_where_it_was_dropped(desk: Desk) -> None:
    desk.load(far())
    desk.move_to(ANN, "mai", at(FAR, "10:30"), key="drop")
    again = desk.move_to(ANN, "mai", at(FAR, "10:30"), key="drop")
    assert again.again
    assert next(row.start for row in desk.day(day(FAR)) if row.id == ANN) == at(FAR, "10:30")


def test_a_place_that_is_closed_is_refused_with_its_reason(desk: Desk) -> None:
    desk.load(far())
    with pytest.raises(Nonsense, match="another patient"):
        desk.move_to(ANN, "mai", at(FAR, "9:30"))
    assert next(row.start for row in desk.day(day(FAR)) if row.id == ANN) == at(FAR, "9:00")


def test_a_session_that_somebody_else_has_placed_stays_where_it_is(desk: Desk) -> None:
    desk.load(far())
    other = Desk(desk.store)
    first = desk.place_session("a", 4, "mai", at(FAR + 7, "9:00"), key="mine")
    for start in (at(FAR + 7, "9:00"), at(FAR + 7, "10:00")):
        with pytest.raises(PlaceTaken, match="a, session 4, is booked already"):
            other.place_session("a", 4, "mai", start, key=f"theirs {start}")
    assert [(row.id, row.start) for row in desk.day(day(FAR + 7))] == [(first.rows[0].id, at(FAR + 7, "9:00"))]
    again = desk.place_session("a", 4, "mai", at(FAR + 7, "9:00"), key="mine")
    assert (again, again.again) == (first, True)
    with pytest.raises(KeyReused):
        desk.place_session("a", 4, "mai", at(FAR + 7, "10:00"), key="mine")


def test_a_room_is_open_exactly_where_the_check_has_nothing_against_it(desk: Desk) -> None:
    closed = Absence("two", span(FAR, "10:00-10:30"))
    desk.load(far(rooms=[room("one"), room("two"), room("sauna", "hot")], closures=[closed]))
    row = next(row for row in desk.day(day(FAR)) if row.id == ANN)
    found = desk.places(ANN, day(FAR), rooms=True)
    assert row.start in found.open["two"]
    assert found.closed["one"][row.start] == "it is there already"
    assert found.closed["two"][at(FAR, "10:00")] == ROOM_CLOSED
    assert found.closed["two"][at(FAR, "9:30")] == "with another patient then"
    for id in ("one", "two", "sauna"):
        for start in {*found.open[id], *found.closed[id]} - ({row.start} if id == "one" else set()):
            moved = replace(row, room=id, start=start, end=start + timedelta(minutes=30))
            assert bool(desk.check([moved])) == (start in found.closed[id]), (id, start)
    desk.move_to(ANN, "mai", row.start, "two")
    assert next(each.room for each in desk.day(day(FAR)) if each.id == ANN) == "two"
    with pytest.raises(Nonsense, match="room is taken or closed"):
        desk.move_to(ANN, "mai", at(FAR, "10:00"), "two")

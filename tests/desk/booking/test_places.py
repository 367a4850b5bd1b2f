"""The places of a room are alike: a session takes one of them, and no more can be booked than there are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from planner.clinic import Appointment, Clinic
from planner.desk.desk import Desk
from planner.desk.store.tables import claims
from planner.errors import Conflict, Forbidden
from tests.desk.racing import assert_claimed
from tests.desk.worlds import FAR, place
from tests.worlds import plan, practitioner, rest, room, service, world


def hall(places: int = 2, **more: object) -> Clinic:
    """One room; each patient has a practitioner."""
    plans = [plan(id, patient=id, start=FAR) for id in "pqs"]
    staff = [practitioner(id, **more) for id in "pqs"]
    return world([service("needling", 60)], plans=plans, practitioners=staff, rooms=[room("hall", places=places)])


def session(id: str, clock: str = "9:00", practitioner: str = "") -> Appointment:
    return place(f"{id}1", FAR, clock, practitioner=practitioner or id, room="hall")


def test_a_room_of_two_places_is_booked_twice_and_no_more(desk: Desk) -> None:
    desk.load(hall())
    for id in "pq":
        desk.book([session(id)])
    assert_claimed(desk)
    with pytest.raises(Conflict, match=r"Hall is taken by p, session 1 .* and q, session 1"):
        desk.book([session("s")])
    assert desk.book([session("s", "10:00")])


def test_each_takes_a_place_of_its_own(desk: Desk) -> None:
    desk.load(hall())
    for id in "pq":
        desk.book([session(id)])
    with desk.store.reading() as connection:
        resources = {row.resource for row in connection.execute(select(claims))}
    assert {name for name in resources if name.startswith("room")} == {"room:hall#1", "room:hall#2"}


def test_a_room_that_gets_another_place_is_counted_anew(desk: Desk) -> None:
    desk.load(hall(1))
    desk.book([session("p")])
    desk.change(replace(hall(2).rooms["hall"]))
    assert_claimed(desk)
    assert desk.book([session("q")])
    assert_claimed(desk)


def test_a_break_and_a_full_week_are_kept_at_the_desk(desk: Desk) -> None:
    every = rest("9:00-10:30", 45)
    desk.load(hall(3, breaks=every, max_sessions_per_week=1))
    with pytest.raises(Forbidden, match="break"):
        desk.book([session("p", "9:30")])
    desk.book([session("p", "10:00")])
    with pytest.raises(Conflict, match="weekly limit"):
        desk.book([place("q1", FAR + 1, "10:00", practitioner="p", room="hall")])

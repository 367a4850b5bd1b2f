"""Units of an equipment are alike: there is one for a session wherever fewer are in use at every moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from planner.clinic import Appointment, Clinic, Entry, Equipment
from planner.desk.desk import Desk
from planner.desk.store.tables import claims
from planner.errors import Conflict
from tests.desk.racing import assert_claimed
from tests.desk.worlds import FAR, place
from tests.worlds import absence, entry, plan, practitioner, room, service, world

CLOCKS = {"p": "9:00", "s": "10:30", "t": "11:00", "q": "9:30", "w": "10:00"}
"""An hour with everybody: never more than two at once, and yet no whole lamp of two is left for the last of them."""


def lamps(**more: object) -> Clinic:
    """Two lamps; each patient has a practitioner and a room."""
    hour = service("needling", 60, equipment=("lamp",))
    people = {id: (plan(id, patient=id, start=FAR), practitioner(id), room(id)) for id in "pstqwx"}
    plans, staff, rooms = zip(*people.values(), strict=True)
    lamp = Equipment("lamp", "Lamp", 2)
    return replace(world([hour], plans=plans, practitioners=staff, rooms=rooms, equipment=[lamp]), **more)  # type: ignore[arg-type]


def book() -> tuple[Entry, ...]:
    return tuple(entry(f"{id}1", FAR, clock, practitioner=id, room=id) for id, clock in CLOCKS.items())


def session(id: str, clock: str) -> Appointment:
    return place(f"{id}1", FAR, clock, practitioner=id, room=id)


def load(desk: Desk) -> None:
    desk.load(lamps(book=book()))


def publish(desk: Desk) -> None:
    desk.load(lamps())
    desk.publish(book())


def one_by_one(desk: Desk) -> None:
    desk.load(lamps())
    for id, clock in CLOCKS.items():
        desk.book(desk.hold([session(id, clock)]))


@pytest.mark.parametrize("fill", [load, publish, one_by_one])
def test_no_unit_is_missed_for_the_order_of_bookings(desk: Desk, fill: Callable[[Desk], None]) -> None:
    fill(desk)
    assert len(desk.clinic().book) == len(CLOCKS)
    assert_claimed(desk)
    with pytest.raises(Conflict, match="3 units of Lamp in use where there are 2"):
        desk.book([session("x", "9:00")])


def test_a_unit_that_is_open_again_can_be_taken_within_the_same_tick(desk: Desk) -> None:
    """Fixed appointments may begin off the grid of half hours."""
    closed = (absence("lamp", FAR, "9:00-9:05"),) * 2
    desk.load(lamps(closures=closed))
    desk.publish([entry("p1", FAR, "9:07", practitioner="p", room="p", fixed=True)])
    assert_claimed(desk)


def test_what_a_hold_moves_is_in_nobodys_way_when_units_change(desk: Desk) -> None:
    desk.load(lamps())
    (row,) = desk.book([session("p", "9:00")]).rows
    desk.hold([replace(session("p", "9:30"), id=row.id, status="booked")])
    desk.change(Equipment("lamp", "Lamp", 3))
    assert_claimed(desk)
    assert desk.book([session("q", "9:00")])


def test_a_session_of_two_plans_takes_one_unit(desk: Desk) -> None:
    lamp, scan = Equipment("lamp", "Lamp", 2), service("scan", equipment=("lamp",), shareable=True)
    shared = (entry("a1", FAR, service="scan"), entry("c1", FAR, service="scan"))
    desk.load(world([scan], plans=[plan("a", "scan"), plan("c", "scan")], equipment=[lamp], book=shared))
    with desk.store.reading() as connection:
        resources = set(connection.execute(select(claims.c.resource)).scalars())
    assert resources == {"patient:ann", "practitioner:mai", "room:one", "equipment:lamp#1"}

"""Rooms given to what was placed."""

from __future__ import annotations

import planner
from planner.clinic import Clinic
from tests.worlds import day, entry, fixed, hours, plan, practitioner, room, service, world

TWO = [practitioner("mai", "9:00-9:30"), practitioner("tom", "9:00-9:30")]
ANN_AND_BEN = [plan("a"), plan("b", patient="ben")]
PLAIN, LASER = room("plain", "table"), room("rich", "table", "laser")
TABLE = service(room=frozenset({"table"}))


def rooms(clinic: Clinic) -> dict[str, str | None]:
    """The room of each plan's session, all on one day."""
    roster = planner.plan(clinic, first=day(0), last=day(0), look_ahead=0)
    return {row.plan: row.room for row in roster.placed}


def test_a_planned_session_takes_the_room_with_the_fewest_features_nobody_asked_for() -> None:
    for order in ([LASER, PLAIN], [PLAIN, LASER]):
        assert rooms(world([TABLE], rooms=order)) == {"a": "plain"}


def test_who_needs_the_richer_room_gets_it_and_the_other_the_plain_one() -> None:
    laser = service("peel", room=frozenset({"laser"}))
    plans = [plan("a"), plan("b", "peel", patient="ben")]
    clinic = world([TABLE, laser], rooms=[LASER, PLAIN], plans=plans, practitioners=TWO)
    assert rooms(clinic) == {"a": "plain", "b": "rich"}


def test_a_booked_session_keeps_its_room_and_a_planned_one_makes_way() -> None:
    clinic = world(
        [TABLE], rooms=[PLAIN, LASER], plans=ANN_AND_BEN, practitioners=TWO, book=(entry("b1", 0, room="plain"),)
    )
    assert rooms(clinic) == {"a": "rich", "b": "plain"}
    clinic = world([TABLE], rooms=[PLAIN, LASER], book=(entry("a1", 0, room="rich"),), practitioners=TWO[:1])
    assert rooms(clinic) == {"a": "rich"}


def test_a_room_of_two_places_takes_two_beside_what_stands() -> None:
    three = [*TWO, practitioner("eva", "9:00-9:30")]
    plans = [*ANN_AND_BEN, plan("c", patient="cleo")]
    hall = [room("hall", places=2)]
    assert len(rooms(world(rooms=hall, plans=plans, practitioners=three))) == 2
    book = (fixed("c1", 0, practitioner="eva", room="hall"),)
    assert len(rooms(world(rooms=hall, plans=plans, practitioners=three, book=book))) == 2


def test_the_room_is_of_the_site_of_the_shift() -> None:
    mai = practitioner(shifts=hours("9:00-9:30", site="south"))
    sites = [room("one", site="north"), room("two", site="south")]
    assert rooms(world(rooms=sites, practitioners=[mai])) == {"a": "two"}
    assert rooms(world(rooms=sites[:1], practitioners=[mai])) == {}

"""Rules of places and things."""

from __future__ import annotations

from typing import Any

import pytest

from planner.clinic import Equipment, Problem
from planner.rules import violations
from tests.rules.breaches import Breach, place
from tests.rules.two_way import TwoWay, universe
from tests.worlds import absence, asked, entry, fixed, hours, minutes, plan, practitioner, room, row, service, world

OURS = [practitioner("mai"), practitioner("tom")]
ROOMS = [room("one"), room("two", "table", "quiet")]
HALL = room("hall", places=2)
ANN_AND_BEN = [plan("a"), plan("b", patient="ben")]
LASER = service(equipment=("laser",), reset=30)


def busy(*services: Any, plans: Any = ANN_AND_BEN, **more: Any) -> Problem:
    """Two practitioners, two patients and two rooms."""
    facts = {"practitioners": OURS, "rooms": ROOMS, **more}
    return asked(world(services or None, plans=plans, **facts))


def lasers(units: int, **more: Any) -> Problem:
    return busy(LASER, equipment=[Equipment("laser", "Laser", units)], **more)


def at_north(**more: Any) -> Problem:
    """Mai works in the north, where one is; two is in the south, and three belongs to no site."""
    rooms = [room("one", site="north"), room("two", site="south"), room("three")]
    return asked(
        world(practitioners=[practitioner(shifts=hours("9:00-12:00", site="north"))], plans=ANN_AND_BEN, rooms=rooms)
    )


BREACHES = {
    "a feature is lacking": Breach(
        busy(service(room=frozenset({"table", "quiet"}))),
        [place("a1", 0)],
        "room fits: a, session 1 (needling) on 2026-06-01: One lacks quiet, table",
        [place("a1", 0, room="two")],
    ),
    "no room where one is asked for": Breach(
        busy(service()),
        [place("a1", 0, room=None)],
        "room fits: a, session 1 (needling) on 2026-06-01: has no room",
        [place("a1", 0)],
    ),
    "an unknown room": Breach(
        busy(service()),
        [place("a1", 0, room="attic")],
        "room fits: a, session 1 (needling) on 2026-06-01: no room 'attic'",
        [place("a1", 0)],
    ),
    "a room where none is taken": Breach(
        busy(service(room=None)),
        [place("a1", 0)],
        "room fits: a, session 1 (needling) on 2026-06-01: takes no room, yet has One",
        [place("a1", 0, room=None), place("b1", 0, practitioner="tom", room=None)],
    ),
    "outside the room's hours, its reset counted": Breach(
        asked(world([service(reset=15)], rooms=[room(hours=hours("9:00-10:00", "10:00-11:30"))])),
        [place("a1", 0, "11:00")],
        "room hours: a, session 1 (needling) on 2026-06-01: 15 minutes outside the hours of One",
        [place("a1", 0, "9:30")],
    ),
    "on another site": Breach(
        at_north(),
        [place("a1", 0, room="two")],
        "site: a, session 1 (needling) on 2026-06-01: Mai is at north, Two at south",
        [place("a1", 0), place("b1", 0, "9:30", room="three")],
    ),
    "three in a room of two places": Breach(
        busy(plans=[*ANN_AND_BEN, plan("c", patient="cleo")], practitioners=[*OURS, practitioner("eva")], rooms=[HALL]),
        [
            place("a1", 0, room="hall"),
            place("b1", 0, practitioner="tom", room="hall"),
            place("c1", 0, practitioner="eva", room="hall"),
        ],
        "room: c, session 1 (needling) on 2026-06-01: "
        "Hall is taken by a, session 1 (needling) and b, session 1 (needling) for 30 minutes of it",
        [
            place("a1", 0, room="hall"),
            place("b1", 0, practitioner="tom", room="hall"),
            place("c1", 0, "9:30", practitioner="eva", room="hall"),
        ],
    ),
    "two in one room": Breach(
        busy(service("needling", 60)),
        [place("a1", 0), place("b1", 0, "9:30", practitioner="tom")],
        "room: b, session 1 (needling) on 2026-06-01: One is taken by a, session 1 (needling) for 30 minutes of it",
        [place("a1", 0), place("b1", 0, "10:00", practitioner="tom")],
    ),
    "before the reset is over": Breach(
        busy(service(reset=10)),
        [place("a1", 0), place("b1", 0, "9:30")],
        "room: b, session 1 (needling) on 2026-06-01: One is taken by a, session 1 (needling) for 10 minutes of it",
        [place("a1", 0), place("b1", 0, "10:00")],
    ),
    "before a fixed one, without time for the reset": Breach(
        busy(service(reset=10), book=(fixed("b1", 0, "9:30"),)),
        [place("a1", 0)],
        "room: b, session 1 (needling) on 2026-06-01: One is taken by a, session 1 (needling) for 10 minutes of it",
        [place("a1", 0, room="two")],
    ),
    "in a closed room": Breach(
        busy(service(), closures=(absence("one", 0, "9:20-9:30"),)),
        [place("a1", 0)],
        "room: a, session 1 (needling) on 2026-06-01: One is closed for 10 minutes of it",
        [place("a1", 0, "9:30"), place("b1", 0, practitioner="tom", room="two")],
    ),
    "the reset in a closed room": Breach(
        busy(service(reset=20), closures=(absence("one", 0, "9:40-9:50"),)),
        [place("a1", 0)],
        "room: a, session 1 (needling) on 2026-06-01: One is closed for 10 minutes of it",
        [place("a1", 0, "10:00")],
    ),
    "the reset past midnight": Breach(
        busy(service(reset=10), practitioners=[practitioner("mai", "22:00-24:00", "0:00-2:00")]),
        [place("a1", 0, "23:30"), place("b1", 1, "0:00")],
        "room: b, session 1 (needling) on 2026-06-02: One is taken by a, session 1 (needling) for 10 minutes of it",
        [place("a1", 0, "23:30"), place("b1", 1, "0:00", room="two")],
    ),
    "more units than there are": Breach(
        lasers(1),
        [place("a1", 0), place("b1", 0, practitioner="tom", room="two")],
        "equipment: b, session 1 (needling) on 2026-06-01: 2 units of Laser in use where there is 1",
        [place("a1", 0), place("b1", 0, "9:30", practitioner="tom", room="two")],
    ),
    "more units than are open": Breach(
        lasers(2, closures=(absence("laser", 0, "9:20-9:30"),)),
        [place("a1", 0), place("b1", 0, practitioner="tom", room="two")],
        "equipment: b, session 1 (needling) on 2026-06-01: 2 units of Laser in use where there is 1",
        [place("a1", 0), place("b1", 0, "9:30", practitioner="tom", room="two")],
    ),
    "no unit beside a fixed one": Breach(
        lasers(1, book=(fixed("a1", 0),)),
        [place("b1", 0, practitioner="tom", room="two")],
        "equipment: b, session 1 (needling) on 2026-06-01: 2 units of Laser in use where there is 1",
        [place("b1", 0, "9:30", practitioner="tom", room="two")],
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_smallest_breach(name: str) -> None:
    BREACHES[name].check()


WARNINGS = {
    "two in one room": Breach(
        busy(service(), book=(fixed("a1", 0), fixed("b1", 0, practitioner="tom"))),
        [],
        "room: b, session 1 (needling) on 2026-06-01: One is taken by a, session 1 (needling) for 30 minutes of it",
    ),
    "more units than there are": Breach(
        lasers(1, book=(fixed("a1", 0), fixed("b1", 0, practitioner="tom", room="two"))),
        [],
        "equipment: b, session 1 (needling) on 2026-06-01: 2 units of Laser in use where there is 1",
    ),
    "in a closed room": Breach(
        busy(service(), book=(fixed("a1", 0),), closures=(absence("one", 0),)),
        [],
        "room: a, session 1 (needling) on 2026-06-01: One is closed for 30 minutes of it",
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_what_fixed_rows_break_is_a_warning(name: str) -> None:
    WARNINGS[name].check_warning()


def test_a_shared_session_takes_one_room_and_one_unit() -> None:
    scan = service("scan", shareable=True, equipment=("laser",))
    clinic = world([scan], plans=[plan("a", "scan"), plan("b", "scan")], equipment=[Equipment("laser", "Laser")])
    problem = asked(clinic)
    assert violations(problem, [row(problem, "a1", 0), row(problem, "b1", 0)]) == []


@pytest.mark.parametrize("rooms", [1, 2])
def test_the_model_keeps_rooms_past_midnight(rooms: int) -> None:
    clinic = world(
        [service(reset=30)],
        plans=[plan("a"), plan("b", patient="ben"), plan("c", patient="eve")][: rooms + 1],
        practitioners=[practitioner(name, "22:30-24:00", "0:00-1:00") for name in ("mai", "tom")],
        rooms=ROOMS[:rooms],
    )
    sides = TwoWay(asked(clinic, 2))
    found = list(sides.differences(universe(sides, ["23:30", "0:00", "0:30"], [0, 1], most=4000)))
    assert found == []


def test_a_standing_session_keeps_its_room_past_midnight() -> None:
    """The fixed one lies outside any shift, and its reset reaches into the next day."""
    clinic = world(
        [service(reset=30)],
        plans=ANN_AND_BEN,
        practitioners=[practitioner("mai", "0:00-1:00")],
        rooms=ROOMS,
        book=(fixed("a1", 0, "23:30"),),
        start_every=minutes(30),
    )
    sides = TwoWay(asked(clinic, 2))
    assert list(sides.differences(universe(sides, ["0:00", "0:30"], [1]))) == []


def test_a_change_of_room_alone_breaks_nothing() -> None:
    problem = busy(service(), book=(entry("a1", 0),))
    assert violations(problem, [row(problem, "a1", 0, room="two")]) == []


def test_a_closure_closes_all_places_of_a_room() -> None:
    problem = busy(rooms=[HALL], closures=(absence("hall", 0, "9:00-9:30"),))
    rows = [row(problem, "a1", 0, room="hall"), row(problem, "b1", 0, practitioner="tom", room="hall")]
    assert [found.rule for found in violations(problem, rows)] == ["room", "room"]


def test_a_service_without_a_room_fits_any_site() -> None:
    clinic = world([service(room=None)], practitioners=[practitioner(shifts=hours("9:00-12:00", site="north"))])
    problem = asked(clinic)
    assert violations(problem, [row(problem, "a1", 0, room=None)]) == []

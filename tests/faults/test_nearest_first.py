"""What must move goes nearest first: in a folder's plan, and by every call of the desk that moves something."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.clinic import Appointment, Clinic, Equipment, Room
from planner.desk import Wish
from planner.desk.desk import Desk
from planner.desk.facts.impact import closed_by
from planner.desk.repair.repair import repair
from planner.desk.repair.replan import replan
from planner.engine.planning import plan as planned
from tests.desk.worlds import FAR
from tests.worlds import (
    absence,
    at,
    day,
    entry,
    event,
    hours,
    minutes,
    phase,
    plan,
    practitioner,
    protocol,
    room,
    service,
    span,
    world,
)

WEEKLY = protocol("weekly", phase(sessions=4, gap=(5, 7, 9)))
OFTEN = protocol("often", phase(sessions=4, gap=(4, 6, 9)))
LAMP = Equipment("lamp", "Lamp", 1)


def booked(on: int = 0, clock: str = "11:00", **more: Any) -> Clinic:
    """Ann is booked on the Thursday of a week in which Mai works nine to five, on a grid of ten minutes."""
    given = {
        "practitioners": [practitioner(shifts=hours("9:00-17:00"))],
        "plans": [plan("a", start=on)],
        "book": (entry("a1", on + 3, clock),),
        "start_every": minutes(10),
    }
    return world(**{**given, **more})


def shut(what: str, clocks: str, on: int = 0) -> Any:
    return replace(absence(what, 0), span=span(on + 3, clocks))


ROOM_BRIEFLY: dict[str, Any] = {"closures": (shut("one", "11:00-11:10"),)}
SMALL: list[tuple[dict[str, Any], tuple[int, str]]] = [
    (ROOM_BRIEFLY, (3, "11:10")),
    ({"closures": (shut("one", "9:00-11:20"),)}, (3, "11:20")),
    ({"closures": (shut("one", "11:20-17:00"),)}, (3, "10:50")),
    ({"absences": (shut("mai", "11:00-12:00"),)}, (3, "10:30")),
    ({"absences": (shut("mai", "10:30-11:10"),)}, (3, "11:10")),
    ({"closures": (shut("lamp", "11:00-11:10"),), "equipment": [LAMP]}, (3, "11:10")),
    (
        {"closures": (shut("one", "00:00-24:00"), replace(shut("one", "00:00-24:00"), span=span(2, "9:00-11:10")))},
        (4, "11:00"),
    ),
]
"""What closes the booked hour, and the nearest that is open."""


def starts(clinic: Clinic, rows: Any) -> list[tuple[int, str]]:
    local = sorted(clinic.local(row.start) for row in rows)
    return [((each.date() - day(0)).days, f"{each:%H:%M}") for each in local]


def before(change: dict[str, Any], on: int = 0) -> Clinic:
    needs: dict[str, Any] = {"equipment": ("lamp",)} if "equipment" in change else {}
    more = {"equipment": change["equipment"]} if needs else {}
    return booked(on, services=[service(**needs)], **more)


@pytest.mark.parametrize(("change", "nearest"), SMALL)
def test_a_folders_plan_and_a_repair_take_the_nearest_time(change: dict[str, Any], nearest: tuple[int, str]) -> None:
    was = before(change)
    now = replace(was, **{key: value for key, value in change.items() if key != "equipment"})
    roster = planned(now, first=day(0), last=day(13), look_ahead=0, effort=1)
    assert starts(now, roster.placed) == [nearest]
    assert roster.figures.status == "optimal"
    found = repair(now, closed_by(was, now, day(0)), day(-1))
    assert starts(now, found.after) == [nearest]
    assert [row.id for row in found.after] == ["a1--3"]


def test_the_desk_repairs_and_offers_the_nearest_time(desk: Desk) -> None:
    desk.load(booked(FAR))
    closed = desk.change(replace(absence("one", 0), span=span(FAR + 3, "11:00-11:10"))).closed
    assert desk.offers("a", 1)[0].rows[0].start == at(FAR + 3, "11:10")
    found = desk.repair(closed, day(FAR - 1))
    assert [row.start for row in found.after] == [at(FAR + 3, "11:10")]
    desk.book(desk.hold(found))


def test_one_that_was_booked_late_is_not_drawn_back_to_its_course() -> None:
    """Ann's plan began three weeks ago, so that every day of its window is past."""
    was = booked(plans=[plan("a", start=-30)])
    now = replace(was, **ROOM_BRIEFLY)
    assert starts(now, repair(now, closed_by(was, now, day(0)), day(-1)).after) == [(3, "11:10")]


def test_one_that_a_course_asks_for_earlier_or_later_stays_near() -> None:
    for days in (2, 5):
        book = (entry("a1", -4, "9:00"), entry("a2", days, "11:00"))
        was = booked(protocols=[OFTEN], plans=[plan("a", "often", start=-4)], book=book)
        now = replace(was, closures=(replace(absence("one", 0), span=span(days, "11:00-11:10")),))
        [after] = repair(now, closed_by(was, now, day(0)), day(-1)).after
        assert after.start == at(days, "11:10")


def test_what_an_event_closes_goes_to_the_first_day_that_opens() -> None:
    was = booked(services=[service(acts=("skin:face",))])
    now = replace(was, events=(event("fever", 0, until=40),))
    [after] = repair(now, closed_by(was, now, day(0)), day(-1)).after
    assert after.start == at(40, "11:00")


def test_a_turn_passed_on_keeps_its_hour() -> None:
    """No day before the third is left for the second, which comes last."""
    book = tuple(entry(f"a{number}", 7 * number - 7, "14:20") for number in range(1, 5))
    was = booked(services=[service(acts=("skin:face",))], protocols=[WEEKLY], plans=[plan("a", "weekly")], book=book)
    now = replace(was, events=(event("peel", 0), event("peel", 7)))
    first, last = sorted(repair(now, closed_by(was, now, day(0)), day(-1)).after, key=lambda row: row.start)
    assert (first.start, last.start) == (at(3, "14:20"), at(28, "14:20"))


def test_who_makes_room_goes_nearest() -> None:
    """Ann can come at eleven alone, when Ben is there, whom nothing keeps from twenty past."""
    mai = practitioner(shifts=hours("9:00-17:00", days=[3], last=3))
    was = booked(
        practitioners=[mai],
        plans=[plan("a"), plan("b", patient="ben")],
        book=(entry("a1", 3, "9:00"), entry("b1", 3, "11:00")),
    )
    now = replace(was, patients={**was.patients, "ann": replace(was.patients["ann"], times=hours("10:50-11:20"))})
    found = repair(now, closed_by(was, now, day(0)), day(-1))
    assert starts(now, found.after) == [(3, "10:50"), (3, "11:20")]
    assert found.moved == ("b1--3",)


def test_a_replanning_takes_the_nearest_time() -> None:
    now = booked(**ROOM_BRIEFLY)
    found = replan(now, day(13), day(-1), look_ahead=0, effort=1)
    assert starts(now, found.roster.placed) == [(3, "11:10")]


def test_a_room_that_is_free_is_kept() -> None:
    """Both rooms are free at ten past eleven, and the other is as plain."""
    rooms: list[Room] = [room("one"), room("two")]
    was = booked(rooms=rooms, book=(entry("a1", 3, "11:00", room="two"),))
    now = replace(was, absences=(shut("mai", "11:00-11:10"),))
    assert [row.room for row in repair(now, closed_by(was, now, day(0)), day(-1)).after] == ["two"]


def test_a_freed_place_is_taken_where_it_is_nearest_to_the_one_left(desk: Desk) -> None:
    """An hour came free, and Ann, who is booked at eleven two days later, would rather come sooner."""
    plans = [plan("a", start=FAR), plan("b", patient="ben", start=FAR)]
    desk.load(booked(FAR, plans=plans, book=(entry("a1", FAR + 5, "11:00"),)))
    desk.wish(Wish("a", 1, earlier=True))
    freed = Appointment("b1", "b", 1, "needling", "mai", "one", at(FAR + 3, "9:00"), at(FAR + 3, "10:00"))
    [granted] = desk.refill(freed)
    assert [row.start for row in granted.places] == [at(FAR + 3, "9:50")]

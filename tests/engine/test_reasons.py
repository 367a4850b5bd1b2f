"""Why a session stayed out: each obstacle in the smallest world that has it."""

from __future__ import annotations

from typing import Any

import pytest

from planner.clinic import Clinic, Equipment
from planner.engine import plan
from tests.worlds import (
    absence,
    day,
    entry,
    event,
    fixed,
    hours,
    patient,
    phase,
    practitioner,
    protocol,
    room,
    service,
    world,
)
from tests.worlds import plan as a_plan

WEEKEND = patient("ann", times=hours("9:00-12:00", days=[5, 6]))
LONG = service("long", 180)


def reason(clinic: Clinic, days: int = 1, key: tuple[str, int] = ("a", 1)) -> str:
    roster = plan(clinic, first=day(0), last=day(days - 1), look_ahead=0, effort=2)
    return {out.session.key: out.reason for out in roster.left_out}[key]


def booked_out(**more: Any) -> Clinic:
    return world(
        [LONG],
        plans=[a_plan("a", "long"), a_plan("z", "long", "zoe")],
        book=[fixed("z1", 0)],
        **more,
    )


@pytest.mark.parametrize(
    ("clinic", "sentence"),
    [
        (world(patients=[WEEKEND]), "1 day in reach: patient's times 1 (the patient cannot come)"),
        (world(practitioners=[practitioner(shifts=())]), "1 day in reach: shift 1 (Mai is off shift)"),
        (world(absences=(absence("mai", 0),)), "1 day in reach: absence 1 (Mai is absent)"),
        (world(closed=frozenset({day(0)})), "1 day in reach: clinic closed 1 (closed by the clinic)"),
        (
            world([service(needs=frozenset({"x"}))]),
            "1 day in reach: qualified 1 (Mai lacks x)",
        ),
        (
            world([service(room=frozenset({"x"}))]),
            "1 day in reach: room 1 (none open for Needling)",
        ),
        (
            world(
                practitioners=[practitioner("mai", "9:00-10:00")],
                patients=[patient("ann", times=hours("10:00-12:00"))],
            ),
            "1 day in reach: shift with patient's times 1",
        ),
        (booked_out(rooms=[room("one"), room("two")]), "1 day in reach: full 1 (practitioner Mai)"),
        (
            booked_out(practitioners=[practitioner("mai"), practitioner("noa")]),
            "1 day in reach: full 1 (room One)",
        ),
        (
            world(
                [service(equipment=("lamp",))],
                equipment=[Equipment("lamp", "Lamp", 1)],
                closures=(absence("lamp", 0),),
            ),
            "1 day in reach: full 1 (equipment Lamp)",
        ),
    ],
)
def test_the_obstacle_of_each_day_is_named(clinic: Clinic, sentence: str):
    assert reason(clinic) == sentence


def test_of_many_rooms_that_are_full_a_few_are_named():
    people = [practitioner(f"m{n}") for n in range(6)]
    others = [a_plan(f"z{n}", "long", f"zoe{n}", priority=3) for n in range(5)]
    rooms = [room(f"r{n}") for n in range(5)]
    clinic = world([LONG], practitioners=people, plans=[a_plan("a", "long", priority=1), *others], rooms=rooms)
    assert reason(clinic) == "1 day in reach: full 1 (room R0 or R1 or R2 or 2 more)"


def test_a_session_that_need_not_be_placed_is_said_to_be_free():
    """Its ideal day and most of its window lie beyond the last day; one day early it would cost."""
    course = protocol("course", phase(gap=(1, 3, 9), sessions=2))
    clinic = world(protocols=[course], plans=[a_plan(protocol="course")], book=[fixed("a1", 0)])
    roster = plan(clinic, first=day(0), last=day(0), look_ahead=3, effort=2)
    (out,) = roster.left_out
    assert (out.session.due, set(out.days.values())) == (
        False,
        {"free, but dearer than leaving it out", "free, and not due"},
    )


def test_obstacles_are_counted_by_day():
    clinic = world(patients=[WEEKEND], absences=(absence("mai", 5), absence("mai", 6)))
    assert (
        reason(clinic, 7) == "7 days in reach: patient's times 5 (the patient cannot come), absence 2 (Mai is absent)"
    )


def test_a_session_behind_a_contraindication_names_its_event():
    clinic = world([service(acts=("skin:face",))], events=(event("fever", 0),))
    assert reason(clinic) == "fever on Mon 1 Jun 2026 (while it lasts) closes from Mon 1 Jun 2026 on"


def test_a_gap_names_the_session_it_is_too_near():
    """A booked session keeps its days, though the one before it was put too near; without one it would lapse."""
    course = protocol("course", phase(gap=(4, 4, 5), sessions=2))
    clinic = world(protocols=[course], plans=[a_plan(protocol="course")], book=[fixed("a1", 0), entry("a2", 1)])
    assert reason(clinic, 3, ("a", 2)) == "3 days in reach: gap 3 (too near session 1 on Mon 1 Jun 2026)"

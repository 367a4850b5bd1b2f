"""The goals: what the smallest roster pays to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from planner.clinic import Prices, Problem
from planner.rules import GOALS, Answer, violations
from tests.rules.breaches import Placed, place
from tests.rules.two_way import TwoWay
from tests.worlds import asked, entry, fixed, patient, phase, plan, practitioner, protocol, room, service, world

OURS = [practitioner("mai", "9:00-20:00"), practitioner("tom", "9:00-20:00")]
ROOMS = [room("one"), room("two")]
COURSE = protocol("course", phase(gap=(1, 1, 2), sessions=3), start_within=1)
XY = [service("x"), service("y")]
VISIT = protocol("visit", phase("x", "y", gap=None, sessions=1))
LIKES = [patient(preferred_practitioners=("tom",), prefers=("morning", "evening"))]


def clinic(days: int = 20, **more: Any) -> Problem:
    return asked(world(**{"practitioners": OURS, "rooms": ROOMS, **more}), days)


def course(**more: Any) -> Problem:
    return clinic(protocols=[COURSE], plans=[plan("a", "course", **more.pop("plan", {}))], **more)


def visit(**more: Any) -> Problem:
    return clinic(services=XY, protocols=[VISIT], plans=[plan("a", "visit")], **more)


@dataclass(frozen=True)
class Pays:
    """What a roster (beside the fixed rows) pays, by goal; nothing to the goals not named."""

    problem: Problem
    placed: list[Placed]
    prices: dict[str, float]


ON_TIME = [place("a1", 0), place("a2", 1), place("a3", 2)]
PAYS = {
    "a roster as it should be": Pays(course(), ON_TIME, {}),
    "one left out": Pays(course(), ON_TIME[:2], {"place": 2000}),
    "all left out, priority 3": Pays(course(plan={"priority": 3}), [], {"place": 12000}),
    "one left out, priority 1": Pays(course(plan={"priority": 1}), ON_TIME[:2], {"place": 1000}),
    "one not due left out": Pays(asked(world(plans=[plan(start=2)]), 2, look_ahead=5), [], {}),
    "two days early and late": Pays(
        clinic(protocols=[protocol("p", phase(gap=(1, 3, 5), sessions=2), start_within=2)], plans=[plan("a", "p")]),
        [place("a1", 2), place("a2", 5)],
        {"timely": 2 * 2 + 2 * 2},
    ),
    "three days after the window": Pays(
        course(), [place("a1", 4), place("a2", 5), place("a3", 6)], {"timely": 2 * 12 + 10 * (3 + 3 + 3)}
    ),
    "stretched by a day": Pays(
        course(), [place("a1", 0), place("a2", 1), place("a3", 4)], {"timely": 2 * 2 + 10, "stretch": 30}
    ),
    "no neighbours, no stretch": Pays(course(), [place("a1", 0), place("a3", 2)], {"place": 2000}),
    "not the preferred one": Pays(course(patients=LIKES), ON_TIME, {"preferred": 24}),
    "one beside the preferred one": Pays(
        course(patients=LIKES),
        [place("a1", 0, practitioner="tom"), place("a2", 1), place("a3", 2, practitioner="tom")],
        {"preferred": 8, "continuity": 12},
    ),
    "a second practitioner": Pays(
        course(), [place("a1", 0), place("a2", 1, practitioner="tom"), place("a3", 2)], {"continuity": 12}
    ),
    "a second practitioner beside a fixed row": Pays(
        course(book=(fixed("a1", 0),)),
        [place("a2", 1, practitioner="tom"), place("a3", 2, practitioner="tom")],
        {"continuity": 12},
    ),
    "from twelve it is the afternoon": Pays(
        clinic(patients=[patient(prefers=("morning",))], days=21), [place("a1", 0, "12:00")], {"time_of_day": 3}
    ),
    "until twelve it is the morning": Pays(
        clinic(patients=[patient(prefers=("morning",))], days=21), [place("a1", 0, "11:30")], {}
    ),
    "from five it is the evening": Pays(
        clinic(patients=[patient(prefers=("afternoon", "morning"))], days=21),
        [place("a1", 0, "17:00")],
        {"time_of_day": 3},
    ),
    "a visit's time of day counts once, by its first start": Pays(
        visit(patients=[patient(prefers=("morning",))]),
        [place("a1", 0, "12:30", service="x"), place("a1", 0, "13:00", service="y")],
        {"time_of_day": 3},
    ),
    "a visit that starts in time": Pays(
        visit(patients=[patient(prefers=("morning",))]),
        [place("a1", 0, "12:30", service="x"), place("a1", 0, "11:30", service="y")],
        {},
    ),
    "a visit's rows each prefer, its days count once": Pays(
        visit(patients=[patient(preferred_practitioners=("tom",))]),
        [place("a1", 2, service="x"), place("a1", 2, "10:00", service="y")],
        {"preferred": 16, "timely": 4},
    ),
    "a visit left out": Pays(visit(), [], {"place": 2000}),
    "moved by an hour": Pays(clinic(book=(entry("a1", 10),)), [place("a1", 10, "10:00")], {"moved": 25}),
    "moved to another": Pays(clinic(book=(entry("a1", 10),)), [place("a1", 10, practitioner="tom")], {"moved": 25}),
    "moved by two days": Pays(clinic(book=(entry("a1", 10),)), [place("a1", 12)], {"moved": 25, "timely": 4}),
    "moved to another room": Pays(clinic(book=(entry("a1", 10),)), [place("a1", 10, room="two")], {}),
    "booked, left out": Pays(clinic(book=(entry("a1", 10),)), [], {"place": 2000}),
    "the clinic's own prices": Pays(
        course(prices=Prices(place={3: 9, 2: 7, 1: 5}, day=1, late=2, stretch=4)),
        [place("a1", 0), place("a2", 3)],
        {"place": 7, "timely": 2 + 2, "stretch": 4},
    ),
}


@pytest.mark.parametrize("name", PAYS)
def test_what_a_roster_pays(name: str) -> None:
    case = PAYS[name]
    rows = (*case.problem.fixed, *(make(case.problem) for make in case.placed))
    answer = Answer(case.problem, rows)
    paid = {goal.name: goal.measure(answer) for goal in GOALS}
    assert {goal: price for goal, price in paid.items() if price} == case.prices
    assert violations(case.problem, rows) == []


@pytest.mark.parametrize("name", PAYS)
def test_the_model_pays_the_same(name: str) -> None:
    case = PAYS[name]
    sides, rows = TwoWay(case.problem), (*case.problem.fixed, *(make(case.problem) for make in case.placed))
    assert list(sides.differences([rows])) == []

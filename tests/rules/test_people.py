"""Rules of people."""

from __future__ import annotations

from typing import Any

import pytest

from planner.clinic import Problem
from planner.rules import violations
from tests.rules.breaches import Breach, place
from tests.rules.two_way import TwoWay, universe
from tests.worlds import (
    asked,
    attended,
    fixed,
    minutes,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    room,
    row,
    service,
    world,
)

FACIAL = frozenset({"facial", "laser"})
RESTING = service("needling", 30, -30, 30)
OURS = [practitioner("mai"), practitioner("tom")]
ROOMS = [room("one"), room("two")]
ANN_AND_BEN = [plan("a"), plan("b", patient="ben")]
SCAN = service("scan", shareable=True)
SCANS = [plan("a", "scan"), plan("b", "scan")]


def busy(*services: Any, plans: Any = ANN_AND_BEN, **more: Any) -> Problem:
    """Two practitioners and two rooms."""
    return asked(world(services or None, plans=plans, practitioners=OURS, rooms=ROOMS, **more))


VISIT = busy(
    service("x"),
    service("y", 60),
    protocols=[protocol("visit", phase("x", "y", gap=None, sessions=1))],
    plans=[plan("a", "visit")],
)

BREACHES = {
    "one whom the patient is not to be with": Breach(
        busy(patients=[patient(not_with=("mai",))]),
        [place("a1", 0)],
        "qualified: a, session 1 (needling) on 2026-06-01: the patient is not to be with Mai",
        [place("a1", 0, practitioner="tom"), place("b1", 0, room="two")],
    ),
    "not qualified": Breach(
        asked(
            world(
                [service(needs=FACIAL)],
                practitioners=[practitioner(), practitioner("tom", qualifications=FACIAL)],
            )
        ),
        [place("a1", 0)],
        "qualified: a, session 1 (needling) on 2026-06-01: Mai lacks facial, laser",
        [place("a1", 0, practitioner="tom")],
    ),
    "not the plan's practitioner": Breach(
        busy(plans=[plan("a", practitioner="tom")]),
        [place("a1", 0)],
        "qualified: a, session 1 (needling) on 2026-06-01: Mai in place of Tom, whom the plan names",
        [place("a1", 0, practitioner="tom")],
    ),
    "nobody": Breach(
        busy(),
        [place("a1", 0, practitioner=None)],
        "qualified: a, session 1 (needling) on 2026-06-01: no practitioner None",
        [place("a1", 0)],
    ),
    "two at once": Breach(
        busy(service()),
        [place("a1", 0), place("b1", 0, room="two")],
        "practitioner: b, session 1 (needling) on 2026-06-01: Mai attends a, session 1 (needling) too for 30 minutes",
        [place("a1", 0), place("b1", 0, room="two", practitioner="tom")],
    ),
    "two at once, beside a rest": Breach(
        busy(RESTING),
        [place("a1", 0), place("b1", 0, "10:00", room="two")],
        "practitioner: b, session 1 (needling) on 2026-06-01: Mai attends a, session 1 (needling) too for 30 minutes",
        [place("a1", 0), place("b1", 0, "9:30", room="two")],
    ),
    "two of one patient": Breach(
        busy(service("needling", 60), plans=[plan("a"), plan("b")]),
        [place("a1", 0), place("b1", 0, "9:30", practitioner="tom", room="two")],
        "patient: b, session 1 (needling) on 2026-06-01: the patient is at a, session 1 (needling) too for 30 minutes",
        [place("a1", 0), place("b1", 0, "10:00", practitioner="tom", room="two")],
    ),
    "two of one visit": Breach(
        VISIT,
        [place("a1", 0, service="x"), place("a1", 0, practitioner="tom", room="two", service="y")],
        "patient: a, session 1 (y) on 2026-06-01: the patient is at a, session 1 (x) too for 30 minutes",
        [place("a1", 0, "11:00", service="x"), place("a1", 0, practitioner="tom", room="two", service="y")],
    ),
    "shared by halves": Breach(
        busy(SCAN, plans=SCANS),
        [place("a1", 0), place("b1", 0, "10:00")],
        "shared: b, session 1 (scan) on 2026-06-01: "
        "not alike in practitioner, room and start with a, session 1 (scan), which it should share",
        [place("a1", 0), place("b1", 0)],
    ),
    "shared in two rooms": Breach(
        busy(SCAN, plans=SCANS),
        [place("a1", 0), place("b1", 0, room="two")],
        "shared: b, session 1 (scan) on 2026-06-01: "
        "not alike in practitioner, room and start with a, session 1 (scan), which it should share\n"
        "practitioner: b, session 1 (scan) on 2026-06-01: Mai attends a, session 1 (scan) too for 30 minutes\n"
        "patient: b, session 1 (scan) on 2026-06-01: the patient is at a, session 1 (scan) too for 30 minutes",
        [place("a1", 0), place("b1", 1, room="two")],
    ),
    "shared with one that stands": Breach(
        busy(SCAN, plans=SCANS, book=(fixed("a1", 0),)),
        [place("b1", 0, "9:30")],
        "shared: b, session 1 (scan) on 2026-06-01: "
        "not alike in practitioner, room and start with a, session 1 (scan), which it should share",
        [place("b1", 0)],
    ),
    "others make way for a fixed one": Breach(
        busy(RESTING, book=(fixed("a1", 0),)),
        [place("b1", 0, "10:00", room="two")],
        "practitioner: b, session 1 (needling) on 2026-06-01: Mai attends a, session 1 (needling) too for 30 minutes",
        [place("b1", 0, "9:30", room="two")],
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_smallest_breach(name: str) -> None:
    BREACHES[name].check()


WARNINGS = {
    "two at once": Breach(
        busy(service(), book=(fixed("a1", 0), fixed("b1", 0, "9:00", room="two"))),
        [],
        "practitioner: b, session 1 (needling) on 2026-06-01: Mai attends a, session 1 (needling) too for 30 minutes",
    ),
    "not qualified": Breach(
        asked(world([service(needs=FACIAL)], book=(fixed("a1", 0),))),
        [],
        "qualified: a, session 1 (needling) on 2026-06-01: Mai lacks facial, laser",
    ),
    "not shared": Breach(
        busy(SCAN, plans=SCANS, book=(fixed("a1", 0), fixed("b1", 0, "10:00"))),
        [],
        "shared: b, session 1 (scan) on 2026-06-01: "
        "not alike in practitioner, room and start with a, session 1 (scan), which it should share",
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_what_fixed_rows_break_is_a_warning(name: str) -> None:
    WARNINGS[name].check_warning()


def test_a_third_plan_shares_with_none_of_two_that_are_not_alike() -> None:
    problem = busy(
        SCAN, plans=[*SCANS, plan("c", "scan")], book=(fixed("a1", 0), fixed("b1", 0, "10:00", practitioner="tom"))
    )
    for clock, who in (("9:00", "mai"), ("10:00", "tom")):
        third = row(problem, "c1", 0, clock, who)
        assert [found.rule for found in violations(problem, [third, *problem.fixed])] == ["shared"]
        assert [found.rule for found in violations(problem, [*problem.fixed, third])] == ["shared"]


def test_a_shared_session_counts_once_a_day() -> None:
    problem = asked(world([SCAN], practitioners=[practitioner(max_sessions_per_day=1)], plans=SCANS))
    assert violations(problem, [row(problem, "a1", 0), row(problem, "b1", 0)]) == []


def test_one_shared_with_an_attended_session_takes_nothing_more() -> None:
    clinic = world(
        [SCAN],
        practitioners=[practitioner(max_sessions_per_day=1)],
        plans=[*SCANS, plan("c", "scan", patient="ben")],
        book=(attended("a1", 0), fixed("c1", 0, "10:00")),
    )
    problem = asked(clinic)
    shared = row(problem, "b1", 0)
    assert violations(problem, [shared, *problem.fixed]) == violations(problem, [*problem.fixed, shared]) == []


def test_a_fixed_session_past_midnight_keeps_its_patient_from_the_next_day() -> None:
    nights = [practitioner(name, "22:00-24:00", "0:00-2:00") for name in ("mai", "tom")]
    clinic = world(
        [service("needling", 60)],
        practitioners=nights,
        rooms=ROOMS,
        plans=[plan("a"), plan("b", start=1)],
        book=(fixed("a1", 0, "23:30"),),
        start_every=minutes(30),
    )
    sides = TwoWay(asked(clinic, 2))
    assert list(sides.differences(universe(sides, ["0:00", "0:30"], [1]))) == []

"""The two-way test can fail: a fault planted in any one reading of any rule, or price of any goal, is seen.

A rule's reading is shown another clinic than the one asked about, in which the rule asks a notch less or a notch more;
the other readings see the true one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest

from planner.clinic import Days, Equipment, FollowUp, Policy, Prices, Problem, Service, Session, Wait
from planner.clinic.appointments import CANCELLED
from planner.model import Model
from planner.model.placements import Part
from planner.rules import GOALS, RULES, Answer, Closed, Goal, Rule, Violation
from planner.rules.course import Asked, Declined, FinishBy, Fixed, Gap, Window
from planner.rules.health import Eligible, FollowUps, OwnWaits
from planner.rules.hours import ClinicOpen, Licensed, OnGrid, OnShift, PatientPresent, PatientTimes, Present
from planner.rules.limits import Breaks, DailyLimit, WeeklyLimit
from planner.rules.people import OneAtATime, PatientFree, Qualified, Shared
from planner.rules.places import EquipmentFree, RoomFits, RoomFree, RoomOnSite, RoomOpen
from tests.rules.two_way import Difference, TwoWay, universe
from tests.worlds import (
    PEEL,
    absence,
    asked,
    day,
    entry,
    event,
    fixed,
    hours,
    minutes,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    rest,
    room,
    service,
    usual,
    world,
)

READINGS = ("closed", "room_closed", "room_closed_to", "rows", "violations")
Change = Callable[[Problem], Problem]


def clinic(**changes: Any) -> Change:
    """The same sessions in a clinic changed so; things of it as a list."""
    named = {
        name: {thing.id: thing for thing in value} if isinstance(value, list) else value
        for name, value in changes.items()
    }
    return lambda problem: replace(
        problem,
        clinic=replace(
            problem.clinic,
            **{
                name: {**getattr(problem.clinic, name), **value} if isinstance(value, dict) else value
                for name, value in named.items()
            },
        ),
    )


def unrolled(**changes: Any) -> Change:
    """As `clinic`, its plans unrolled again."""
    return lambda problem: Problem.of(clinic(**changes)(problem).clinic, problem.horizon)


def least(days: int) -> Change:
    return lambda problem: replace(
        problem,
        sessions=tuple(replace(session, least=days) for session in problem.sessions),
        leasts=dict.fromkeys(problem.leasts, days),
    )


def reach(first: int) -> Change:
    return lambda problem: replace(
        problem, sessions=tuple(replace(s, reach=Days(day(first), day(9))) for s in problem.sessions)
    )


def silent(problem: Problem) -> Problem:
    """No other clinic, only the name of the loosest fault: the reading says nothing."""
    raise NotImplementedError


@dataclass(frozen=True)
class Case:
    """A rule, a clinic in which it matters, and two in which it asks a notch less and a notch more."""

    rule: Rule
    problem: Problem
    looser: Change
    stricter: Change
    clocks: Sequence[str] = ("9:00",)
    not_in: Sequence[str] = ()
    """Readings that this change leaves as they are."""

    @property
    def readings(self) -> list[str]:
        kind = type(self.rule)
        return [name for name in READINGS if getattr(kind, name) is not getattr(Rule, name)]


ANN_AND_BEN = [plan("a"), plan("b", patient="ben")]
TWO_PEOPLE = [practitioner("mai"), practitioner("tom")]
TWO_ROOMS = [room("one"), room("two")]
NORTH, SOUTH = hours("9:00-10:30", site="north"), hours("10:00-12:00", site="south")
RESTING = service("needling", 20, -20, 20)
BOTH = protocol("both", phase("x", "y", sessions=1))
COURSE = protocol("course", phase(gap=(2, 2, 9), sessions=3))

CASES = [
    Case(
        Asked(),
        asked(world([service("x"), service("y")], [BOTH], plans=[plan("a", "both")]), 2),
        silent,
        clinic(services=[service("x", 40)]),
        ("9:00", "9:30"),
        not_in=("rows",),
    ),
    Case(
        Fixed(),
        asked(world(book=(fixed("a1", 0),)), 2),
        unrolled(book=(entry("a1", 0),)),
        unrolled(book=(fixed("a1", 0, "9:30"),)),
    ),
    Case(Window(), asked(world(plans=[plan(start=1)]), 3), reach(0), reach(2)),
    Case(
        FinishBy(),
        asked(world(plans=[plan(finish_by=day(1))]), 3),
        clinic(plans=[plan(finish_by=day(2))]),
        clinic(plans=[plan(finish_by=day(0))]),
    ),
    Case(
        Gap(),
        asked(world(protocols=[COURSE], plans=[plan("a", "course")], book=(fixed("a3", 5),)), 6),
        least(1),
        least(3),
    ),
    Case(
        Declined(),
        asked(world([service("needling", 60)], book=(entry("a1", 0, "10:00", CANCELLED),)), 1),
        unrolled(book=(entry("a1", 0, "10:30", CANCELLED),)),
        unrolled(book=(entry("a1", 0, "10:00", CANCELLED), entry("a1", 0, "11:00", CANCELLED))),
        ("9:00", "9:30", "10:00", "10:30", "11:00"),
    ),
    Case(
        Eligible(),
        asked(world([service("needling", acts=("skin:face",))], events=(event("peel", 0),)), 5),
        clinic(policy=Policy({"peel": replace(PEEL, days=2)})),
        clinic(policy=Policy({"peel": replace(PEEL, days=4)})),
    ),
    Case(
        OwnWaits(),
        asked(
            world(
                [service("peel"), service("talk")],
                plans=[plan("a", "peel"), plan("b", "talk"), plan("c", "peel")],
                book=(fixed("a1", 0),),
                waits=(Wait("peel", 2, "talk"),),
            ),
            4,
        ),
        clinic(waits=(Wait("peel", 1, "talk"),)),
        clinic(waits=(Wait("peel", 3, "talk"),)),
        ("9:30",),
    ),
    Case(
        FollowUps(),
        asked(
            world(
                [service("peel"), service("check")],
                plans=[plan("a", "peel"), plan("b", "check"), plan("c", "peel")],
                book=(fixed("a1", 0),),
                follow_ups=(FollowUp("peel", "check", 1, 2),),
            ),
            5,
        ),
        clinic(follow_ups=(FollowUp("peel", "check", 0, 3),)),
        clinic(follow_ups=(FollowUp("peel", "check", 2, 2),)),
        ("9:30", "10:00"),
    ),
    Case(
        Shared(),
        asked(world([service(shareable=True)], plans=[plan("a"), plan("b"), plan("c", patient="ben")]), 2),
        unrolled(plans=[plan("b", patient="ben")]),
        unrolled(plans=[plan("c", patient="ann")]),
        ("9:00", "9:30"),
    ),
    Case(
        ClinicOpen(),
        asked(world(closed=frozenset({day(1)})), 3),
        clinic(closed=frozenset()),
        clinic(closed=frozenset({day(1), day(2)})),
    ),
    Case(
        OnGrid(),
        asked(world(), 1),
        clinic(start_every=minutes(15)),
        clinic(start_every=minutes(60)),
        ("9:00", "9:15", "9:30"),
    ),
    Case(
        OnShift(),
        asked(world(), 1),
        clinic(practitioners=[practitioner("mai", "9:00-12:30")]),
        clinic(practitioners=[practitioner("mai", "9:00-11:30")]),
        ("8:30", "9:00", "11:00", "11:30", "12:00"),
    ),
    Case(
        Present(),
        asked(world(absences=(absence("mai", 0, "9:30-10:15"),)), 1),
        clinic(absences=(absence("mai", 0, "9:30-10:00"),)),
        clinic(absences=(absence("mai", 0, "9:15-10:15"),)),
        ("9:00", "9:30", "10:00"),
    ),
    Case(
        Licensed(),
        asked(world(practitioners=[practitioner(licensed_until=day(1))]), 3),
        clinic(practitioners=[practitioner(licensed_until=day(2))]),
        clinic(practitioners=[practitioner(licensed_until=day(0))]),
    ),
    Case(
        PatientTimes(),
        asked(world([service("needling", 60)], patients=[patient(times=hours("9:00-10:00", "10:30-11:30"))]), 1),
        clinic(patients=[patient(times=hours("9:00-10:30", "10:30-11:30"))]),
        clinic(patients=[patient(times=hours("9:00-10:00", "10:30-11:15"))]),
        ("8:30", "9:00", "9:30", "10:00", "10:30"),
    ),
    Case(
        PatientPresent(),
        asked(world(away=(absence("ann", 0, "9:30-10:15"),)), 1),
        clinic(away=(absence("ann", 0, "9:30-10:00"),)),
        clinic(away=(absence("ann", 0, "9:15-10:15"),)),
        ("9:00", "9:30", "10:00"),
    ),
    Case(
        Qualified(),
        asked(
            world(
                [service(needs=frozenset({"facial"}))],
                practitioners=[practitioner(qualifications=frozenset({"facial"})), practitioner("tom")],
            ),
            1,
        ),
        clinic(practitioners=[practitioner("tom", qualifications=frozenset({"facial"}))]),
        clinic(practitioners=[practitioner("mai")]),
    ),
    Case(
        OneAtATime(),
        asked(world([RESTING], plans=ANN_AND_BEN, rooms=TWO_ROOMS, start_every=minutes(20)), 1),
        clinic(services=[service("needling", 20, -20, -20)]),
        clinic(services=[service("needling", 20, 20, 20)]),
        ("9:00", "9:20", "9:40", "10:00"),
    ),
    Case(
        DailyLimit(),
        asked(world(practitioners=[practitioner(max_sessions_per_day=1)], plans=ANN_AND_BEN), 1),
        clinic(practitioners=[practitioner(max_sessions_per_day=2)]),
        clinic(practitioners=[practitioner(max_sessions_per_day=0)]),
        ("9:00", "9:30"),
    ),
    Case(
        WeeklyLimit(),
        asked(
            world(
                practitioners=[practitioner(max_sessions_per_week=2)],
                plans=[*ANN_AND_BEN, plan("c", patient="cleo")],
                book=(entry("c1", 3),),
            ),
            2,
        ),
        clinic(practitioners=[practitioner(max_sessions_per_week=3)]),
        clinic(practitioners=[practitioner(max_sessions_per_week=1)]),
        ("9:00", "9:30"),
    ),
    Case(
        Breaks(),
        asked(
            world(
                [service("needling", 60)],
                practitioners=[practitioner(breaks=rest("10:00-11:30", 45))],
                plans=ANN_AND_BEN,
                rooms=TWO_ROOMS,
            ),
            1,
        ),
        clinic(practitioners=[practitioner(breaks=rest("10:00-11:30", 30))]),
        clinic(practitioners=[practitioner(breaks=rest("10:00-11:30", 75))]),
        ("9:00", "9:30", "10:00", "10:30", "11:00"),
    ),
    Case(
        PatientFree(),
        asked(
            world(
                plans=[plan("a"), plan("b"), *(plan(id, patient="ben") for id in "cd")],
                practitioners=[practitioner("mai"), practitioner("tom")],
                rooms=[room("one"), room("two")],
            ),
            1,
        ),
        unrolled(plans=[plan("b", patient="ben")]),
        unrolled(plans=[plan("c", patient="ann")]),
        ("9:00", "9:30"),
    ),
    Case(
        RoomFits(),
        asked(world([service(room=frozenset({"table"}))], rooms=[room("one", "table"), room("two")]), 1),
        clinic(rooms=[room("two", "table")]),
        clinic(rooms=[room("one")]),
    ),
    Case(
        RoomOpen(),
        asked(world([service(reset=30)], rooms=[room(hours=hours("9:00-10:30", "10:45-12:00"))]), 1),
        clinic(rooms=[room(hours=hours("9:00-12:00"))]),
        clinic(rooms=[room(hours=hours("9:00-10:15", "10:45-12:00"))]),
        ("9:00", "9:30", "10:00", "10:30", "11:00"),
    ),
    Case(
        RoomOnSite(),
        asked(
            world(
                practitioners=[practitioner(shifts=NORTH + SOUTH)],
                rooms=[room("one", site="north"), room("two", site="south"), room("three")],
            ),
            1,
        ),
        clinic(rooms=[room("one")]),
        clinic(rooms=[room("three", site="north")]),
        ("9:00", "9:30", "10:00", "10:30"),
    ),
    Case(
        RoomFree(),
        asked(
            world(
                [service(reset=30)],
                practitioners=TWO_PEOPLE,
                plans=ANN_AND_BEN,
                closures=(absence("one", 0, "11:00-11:30"),),
            ),
            1,
        ),
        clinic(services=[service(reset=0)], closures=()),
        clinic(services=[service(reset=60)], closures=(absence("one", 0, "10:45-11:30"),)),
        ("9:00", "9:30", "10:00", "10:30"),
    ),
    Case(
        EquipmentFree(),
        asked(
            world(
                [service(equipment=("laser",))],
                practitioners=TWO_PEOPLE,
                plans=ANN_AND_BEN,
                rooms=TWO_ROOMS,
                equipment=[Equipment("laser", "Laser")],
            ),
            1,
        ),
        clinic(equipment=[Equipment("laser", "Laser", 2)]),
        clinic(equipment=[Equipment("laser", "Laser", 0)]),
        ("9:00", "9:30"),
    ),
]
FAULTS = [
    pytest.param(case, reading, change, id=f"{case.rule.name}-{reading}-{name}")
    for case in CASES
    for reading in case.readings
    for name, change in (("silent", silent), ("looser", case.looser), ("stricter", case.stricter))
    if change is silent or reading not in case.not_in
]


def differences(case: Case) -> list[Difference]:
    sides = TwoWay(case.problem)
    return list(sides.differences(universe(sides, case.clocks, range(len(case.problem.horizon.days)))))


def shown(model: Model, other: Problem, read: Callable[[], None]) -> None:
    """Read the model as if it were of another problem."""
    true = model.problem, model.sessions, model.placements
    parts = tuple(Part(part.session, other.clinic.services[part.service.id]) for part in model.placements.parts)
    model.problem, model.sessions = other, other.choices
    model.placements = replace(model.placements, parts=parts, sessions=other.choices)
    read()
    model.problem, model.sessions, model.placements = true


def planted(rule: type[Rule], reading: str, other: Problem | None) -> Callable[..., Any]:
    """The rule's reading of another problem; of None it says nothing."""
    true = getattr(rule, reading)

    def closed(self: Rule, problem: Problem, session: Session, service: Service, who: str) -> Iterable[Closed]:
        return true(self, other, other.by_key[session.key], other.clinic.services[service.id], who) if other else ()

    def room_closed(self: Rule, problem: Problem, service: Service, room: str) -> Iterable[Closed]:
        return true(self, other, other.clinic.services[service.id], room) if other else ()

    def room_closed_to(self: Rule, problem: Problem, practitioner: str, room: str) -> Iterable[Closed]:
        return true(self, other, practitioner, room) if other else ()

    def rows(self: Rule, model: Model) -> None:
        if other:
            shown(model, other, lambda: true(self, model))

    def violations(self: Rule, answer: Answer) -> Iterable[Violation]:
        return true(self, Answer(other, answer.rows)) if other else ()

    readings = {"closed": closed, "room_closed": room_closed, "room_closed_to": room_closed_to}
    return {**readings, "rows": rows, "violations": violations}[reading]


def test_every_rule_has_a_case() -> None:
    assert [type(case.rule) for case in CASES] == [type(rule) for rule in RULES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule.name)
def test_without_a_fault_the_sides_agree(case: Case) -> None:
    assert differences(case) == []


@pytest.mark.parametrize(("case", "reading", "change"), FAULTS)
def test_a_fault_in_one_reading_is_seen(
    case: Case, reading: str, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type(case.rule)
    other = None if change is silent else change(case.problem)
    monkeypatch.setattr(kind, reading, planted(kind, reading, other))
    assert differences(case)


# Ann has three sessions to have, the second booked for Tuesday with Tom, whom she likes, as she does the afternoon.
PRICED = Case(
    Asked(),
    asked(
        world(
            protocols=[protocol("course", phase(gap=(1, 1, 1), sessions=3), start_within=0)],
            practitioners=TWO_PEOPLE,
            patients=[patient(preferred_practitioners=("tom",), prefers=("afternoon",))],
            plans=[plan("a", "course", usual=usual(1, "9:00"))],
            book=(entry("a2", 1, practitioner="tom"),),
        ),
        4,
    ),
    silent,
    silent,
    ("9:00", "11:00"),
)
# Two sessions that belong a week apart.
WEEKLY = Case(
    Asked(),
    asked(world(protocols=[protocol("weekly", phase(gap=(1, 7, 9), sessions=2))], plans=[plan("a", "weekly")]), 9),
    silent,
    silent,
)
DEARER = {
    "place": Prices(place={3: 4000, 2: 2001, 1: 1000}),
    "timely": Prices(day=3),
    "timely, late": Prices(late=11),
    "stretch": Prices(stretch=31),
    "preferred": Prices(preferred=9),
    "continuity": Prices(continuity=13),
    "time_of_day": Prices(time_of_day=4),
    "moved": Prices(moved=26),
    "moved, hour": Prices(moved_hour=2),
    "rhythm": Prices(rhythm=5),
    "usual": Prices(usual=4),
}


def test_every_goal_has_a_case() -> None:
    assert list(dict.fromkeys(name.split(",")[0] for name in DEARER)) == [goal.name for goal in GOALS]
    assert differences(PRICED) == differences(WEEKLY) == []


@pytest.mark.parametrize(("price", "reading"), list(product(DEARER, ("cost", "measure"))))
def test_a_wrong_price_is_seen(price: str, reading: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = next(type(goal) for goal in GOALS if goal.name == price.split(",")[0])
    other = clinic(prices=DEARER[price])(PRICED.problem)
    true = getattr(kind, reading)

    def cost(self: Goal, model: Model) -> None:
        shown(model, other, lambda: true(self, model))

    def measure(self: Goal, answer: Answer) -> float:
        return float(true(self, Answer(other, answer.rows)))

    monkeypatch.setattr(kind, reading, {"cost": cost, "measure": measure}[reading])
    assert differences(WEEKLY if price == "rhythm" else PRICED)


# Two who differ in what they are told apart by alone: ann likes the afternoon, or is booked already.
TOLD = {
    "usual": {"plans": [plan("a", usual=usual(0, "11:00")), plan("b", patient="ben")]},
    "time_of_day": {"patients": [patient(prefers=("afternoon",))]},
    "moved": {"book": (entry("a1", 0),)},
}


def test_every_goal_that_tells_patients_apart_has_a_case() -> None:
    assert sorted(TOLD) == sorted(goal.name for goal in GOALS if type(goal).tells is not Goal.tells)


@pytest.mark.parametrize("goal", TOLD)
def test_a_goal_that_tells_nothing_is_seen(goal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(Asked(), asked(world(**{"plans": ANN_AND_BEN, **TOLD[goal]}), 1), silent, silent, ("9:00", "9:30"))
    assert differences(case) == []
    kind = next(type(each) for each in GOALS if each.name == goal)
    monkeypatch.setattr(kind, "tells", Goal.tells)
    assert differences(case)

"""A roster changed in some sessions only, and the places that are open beside it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pytest

from planner.clinic import Appointment, Patient, Plan, Problem
from planner.engine.local.reoptimise import around, openings
from planner.engine.planning import build_model
from planner.model import Model
from tests.worlds import (
    asked,
    at,
    fixed,
    hours,
    minutes,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    row,
    service,
    world,
)

PLANS = (plan("a"), plan("b", patient="ben"), plan("c", patient="cleo"))


def morning(*plans: Plan, shift: str = "9:00-10:00", patients: tuple[Patient, ...] = ()) -> Problem:
    """One day on which Mai alone works, an hour unless told: two sessions."""
    people = [practitioner("mai", shift)]
    return asked(world(practitioners=people, plans=plans or PLANS[:2], patients=patients), days=1)


def starts(problem: Problem, rows: Iterable[Appointment]) -> dict[str, str]:
    return {each.plan: f"{problem.clinic.local(each.start):%H:%M}" for each in rows}


def test_only_free_sessions_are_placed() -> None:
    problem = morning(*PLANS)
    found = around(problem, [row(problem, "a1", 0, "9:00")], {("b", 1)}, seconds=2)
    assert starts(problem, found.rows) == {"a": "09:00", "b": "09:30"}


def test_what_building_takes_is_of_the_seconds_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*given: Any) -> Model:
        time.sleep(0.05)
        return build_model(*given)

    monkeypatch.setattr("planner.engine.local.reoptimise.build_model", slow)
    monkeypatch.setattr("planner.engine.search.run._run", lambda *given: pytest.fail("the time is over"))
    problem = morning(patients=(patient("ben", times=hours("9:00-9:30")),))
    found = around(problem, [row(problem, "a1", 0, "9:00")], {("a", 1), ("b", 1)}, seconds=0.02)
    assert starts(problem, found.rows) == {"a": "09:00"}


def test_the_others_come_back_as_they_were() -> None:
    problem = morning()
    standing = row(problem, "a1", 0, "9:30", id="mine")
    assert standing in around(problem, [standing], {("b", 1)}, seconds=2).rows


def test_a_free_session_makes_way() -> None:
    problem = morning(patients=(patient("ben", times=hours("9:00-9:30")),))
    rows = [row(problem, "a1", 0, "9:00")]
    assert starts(problem, around(problem, rows, {("b", 1)}, seconds=2).rows) == {"a": "09:00"}
    both = around(problem, rows, {("a", 1), ("b", 1)}, seconds=2, move=50)
    assert starts(problem, both.rows) == {"a": "09:30", "b": "09:00"}


@pytest.mark.parametrize(("move", "start"), [(2, "11:30"), (4, "12:00")])
def test_a_session_moves_when_that_gains_more_than_it_costs(move: float, start: str) -> None:
    problem = morning(PLANS[0], shift="11:30-12:30", patients=(patient("ann", prefers=("morning",)),))
    rows = [row(problem, "a1", 0, "12:00")]
    assert problem.clinic.prices.time_of_day == 3
    assert starts(problem, around(problem, rows, {("a", 1)}, seconds=2, move=move).rows) == {"a": start}


def test_nobody_placed_is_left_out_for_somebody_dearer() -> None:
    problem = morning(plan("a", priority=1), plan("b", patient="ben", priority=3), shift="9:00-9:30")
    found = around(problem, [row(problem, "a1", 0, "9:00")], {("a", 1), ("b", 1)}, seconds=2)
    assert starts(problem, found.rows) == {"a": "09:00"}
    assert "practitioner Mai" in found.why(problem.by_key["b", 1])


def test_nobody_placed_is_left_out_for_what_else_that_saves() -> None:
    """Ann is not due and days late; in her place Ben, who is due, would cost less."""
    single = protocol("single", phase(gap=None, sessions=1), start_within=0)
    mai = practitioner("mai", shifts=hours("9:00-9:30", days=[0], first=14, last=14))
    plans = [plan("a", start=10), plan("b", "single", "ben", start=14, priority=1)]
    problem = asked(world(protocols=[single], practitioners=[mai], plans=plans), days=1, look_ahead=14)
    assert (problem.by_key["a", 1].due, problem.by_key["b", 1].due) == (False, True)
    rows = [row(problem, "a1", 14)]
    assert starts(problem, around(problem, rows, {("a", 1), ("b", 1)}, seconds=2).rows) == {"a": "09:00"}


def test_a_visit_of_several_services_moves_once() -> None:
    visit = protocol("visit", phase("peel", "talk", gap=None, sessions=1))
    services = [service("peel"), service("talk", room=None)]
    ann = patient("ann", preferred_practitioners=("tom",))
    people = [practitioner("mai"), practitioner("tom")]
    problem = asked(world(services, [visit], people, [ann], [plan("a", "visit")]), days=1)
    rows = [row(problem, "a1", 0, "9:00"), row(problem, "a1", 0, "9:30", service="talk", room=None)]
    preferred = problem.clinic.prices.preferred  # a row

    def people_of(move: float) -> list[str | None]:
        return [each.practitioner for each in around(problem, rows, {("a", 1)}, seconds=2, move=move).rows]

    assert people_of(1.5 * preferred) == ["tom", "tom"]
    assert people_of(2.5 * preferred) == ["mai", "mai"]


def test_with_fewest_no_gain_outweighs_a_move() -> None:
    """Ann would save three points in the morning; when Ben can come at noon alone, who has no place, she goes."""
    plans, ann = PLANS[:2], patient("ann", prefers=("morning",))
    for ben, start in (
        (patient("ben", times=hours("11:30-12:00")), "12:00"),
        (patient("ben", times=hours("12:00-12:30")), "11:30"),
    ):
        problem = morning(*plans, shift="11:30-12:30", patients=(ann, ben))
        found = around(problem, [row(problem, "a1", 0, "12:00")], {("a", 1), ("b", 1)}, seconds=5, fewest=True)
        assert found.proved
        assert starts(problem, found.rows)["a"] == start


def test_with_fewest_a_place_outweighs_any_number_of_moves_and_a_move_any_price() -> None:
    """Cleo is left out at any price of hers, unless the two others move up by half an hour each."""
    plans = [plan("a"), plan("b", patient="ben"), plan("c", patient="cleo", priority=1)]
    cleo = patient("cleo", times=hours("10:00-10:30"))
    problem = morning(*plans, shift="9:00-10:30", patients=(cleo,))
    rows = [row(problem, "a1", 0, "9:30"), row(problem, "b1", 0, "10:00")]
    found = around(problem, rows, {("a", 1), ("b", 1), ("c", 1)}, seconds=5, fewest=True)
    assert found.proved
    assert starts(problem, found.rows) == {"a": "09:30", "b": "09:00", "c": "10:00"}


def test_every_free_place_of_a_session_is_an_opening() -> None:
    problem = morning()
    (found,) = openings(problem, [row(problem, "a1", 0, "9:00")], [("b", 1)])
    assert (found.session, found.row.start, found.row.practitioner) == (("b", 1), at(0, "9:30"), "mai")
    assert found.row.end - found.row.start == minutes(30)
    assert found.worth == problem.clinic.prices.place[2]


def test_the_rest_of_a_sessions_plan_would_make_way() -> None:
    course = protocol("course", phase(sessions=2, gap=(1, 1, 1)))
    clinic = world(protocols=[course], practitioners=[practitioner("mai", "9:00-9:30")], plans=[plan("a", "course")])
    problem = asked(clinic, days=2)
    found = openings(problem, [row(problem, "a1", 1, "9:00")], [("a", 2)])
    assert [each.row.start for each in found] == [at(1, "9:00")]


def test_what_is_fixed_makes_no_way() -> None:
    course = protocol("course", phase(sessions=2, gap=(1, 1, 1)))
    people = [practitioner("mai", "9:00-9:30")]
    clinic = world(protocols=[course], practitioners=people, plans=[plan("a", "course")], book=(fixed("a2", 2),))
    problem = asked(clinic, days=3)
    found = openings(problem, [row(problem, "a2", 2, fixed=True)], [("a", 1)])
    assert [each.row.start for each in found] == [at(0, "9:00"), at(1, "9:00")]


def test_a_visit_of_several_services_has_an_opening_for_each() -> None:
    visit = protocol("visit", phase("peel", "talk", gap=None, sessions=1))
    services = [service("peel", 30), service("talk", 60, room=None)]
    problem = asked(world(services, [visit], plans=[plan("a", "visit")]), days=1)
    found = openings(problem, [], [("a", 1)])
    assert {each.row.service for each in found} == {"peel", "talk"}
    assert {each.worth for each in found} == {problem.clinic.prices.place[2]}
    first, second = sorted(each.row.span for each in found)
    assert first.end <= second.start

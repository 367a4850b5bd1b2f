"""What a change of facts closes: each kind in the smallest clinic, and random changes against the whole check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from planner.clinic import Clearance, Clinic, Equipment, Policy, PolicyRule, Problem
from planner.clinic import clinic as clinics
from planner.clinic.subproblem import booked_of
from planner.desk.answers import ClosedAppointment
from planner.desk.desk import Desk
from planner.desk.facts import impact
from planner.desk.facts.impact import closed_by
from planner.rules import RULES, Answer, Rule, Violation
from tests.desk.worlds import FAR
from tests.rules.random_worlds import Draw
from tests.worlds import (
    FEVER,
    PEEL,
    absence,
    asked,
    attended,
    day,
    entry,
    event,
    fixed,
    hours,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    room,
    service,
    world,
)

FACE = service(acts=("skin:face",))
SOURCED = replace(PEEL, source="the maker's leaflet")


def clinic(**more: Any) -> Clinic:
    """Ann on Monday and Ben on Tuesday, both at nine with Mai in room one."""
    given = {"plans": [plan("a"), plan("b", patient="ben")], "book": (entry("a1", 0), entry("b1", 1))}
    return world([FACE], policy=Policy({"peel": SOURCED, "fever": FEVER}), **{**given, **more})


def closed(before: Clinic, today: int = 0, **change: Any) -> list[ClosedAppointment]:
    return closed_by(before, replace(before, **change), day(today))


def told(found: list[ClosedAppointment]) -> list[tuple[str, str]]:
    return [(each.row.plan, each.rule) for each in found]


def test_a_health_event_closes_its_days_and_names_the_policys_source() -> None:
    (found,) = closed(clinic(), events=(event("peel", -1),))
    assert str(found) == (
        "a, session 1 (needling) on 2026-06-01: "
        "peel on Sun 31 May 2026 (3 days) closes Sun 31 May 2026 to Tue 2 Jun 2026"
        " [the maker's leaflet]"
    )
    assert (found.patient, found.day, found.rule, found.beside) == ("ann", day(0), "eligible", ())


def test_what_was_closed_before_is_not_named_again() -> None:
    before = clinic(events=(event("fever", -1),))
    assert closed(before, events=(*before.events, event("peel", -1))) == []


def test_a_clearance_withdrawn() -> None:
    before = clinic(events=(event("peel", -1),), clearances=(Clearance("ann", "peel", "Dr Ng", day(-1)),))
    assert told(closed(before, clearances=())) == [("a", "eligible")]


def test_the_past_is_past() -> None:
    assert told(closed(clinic(), today=1, events=(event("peel", -1), event("peel", -1, "ben")))) == [("b", "eligible")]
    attended_today = clinic(book=(attended("a1", 0),))
    assert closed(attended_today, events=(event("peel", -1),)) == []


def test_a_fixed_appointment_is_named_too() -> None:
    assert told(closed(clinic(book=(fixed("a1", 0),)), events=(event("peel", 0),))) == [("a", "eligible")]


def test_an_absence_closes_what_it_meets() -> None:
    assert told(closed(clinic(), absences=(absence("mai", 1, "9:15-9:20"),))) == [("b", "absence")]
    assert closed(clinic(), absences=(absence("mai", 1, "9:30-24:00"),)) == []


def test_a_room_out_of_order_until_its_reset_is_over() -> None:
    before = clinic(rooms=[room(), room("two")])
    assert told(closed(before, closures=(absence("one", 0),))) == [("a", "room")]
    assert closed(before, closures=(absence("two", 0),)) == []
    slow = world([replace(FACE, reset=FACE.length)], book=(entry("a1", 0),))
    assert told(closed(slow, closures=(absence("one", 0, "9:45-10:00"),))) == [("a", "room")]


def test_of_two_that_use_what_is_one_unit_too_few_one_is_named_beside_the_other() -> None:
    lit = service(equipment=("lamp",))
    before = world(
        [lit],
        practitioners=[practitioner(), practitioner("tom")],
        plans=[plan("a"), plan("b", patient="ben")],
        rooms=[room(), room("two")],
        equipment=[Equipment("lamp", "Lamp", 2)],
        book=(entry("a1", 0), entry("b1", 0, practitioner="tom", room="two")),
    )
    (found,) = closed(before, closures=(absence("lamp", 0),))
    assert {found.row.plan, *(row.plan for row in found.beside)} == {"a", "b"}
    assert found.reason == "2 units of Lamp in use where there is 1"
    assert len(closed(before, equipment={"lamp": Equipment("lamp", "Lamp", 1)})) == 1


def test_shifts_licences_and_limits() -> None:
    mai = practitioner()
    for changed, rule in (
        (replace(mai, shifts=hours("10:00-12:00")), "shift"),
        (replace(mai, licensed_until=day(0)), "licensed"),
        (replace(mai, max_sessions_per_day=0), "daily limit"),
    ):
        assert ("b", rule) in told(closed(clinic(), practitioners={"mai": changed}))


def test_a_patients_times_and_a_plans_practitioner() -> None:
    ann = patient(times=hours("10:00-11:00"))
    assert told(closed(clinic(), patients={"ann": ann, "ben": patient("ben")})) == [("a", "patient's times")]
    before = clinic(practitioners=[practitioner(), practitioner("tom")])
    assert told(closed(before, plans={**before.plans, "b": plan("b", patient="ben", practitioner="tom")})) == [
        ("b", "qualified")
    ]


def test_a_day_on_which_the_clinic_closes() -> None:
    assert told(closed(clinic(), closed=frozenset({day(1)}))) == [("b", "clinic closed")]
    canada_day = clinic(book=(entry("a1", 30),))
    assert told(closed(canada_day, holidays="CA")) == [("a", "clinic closed")]


def test_a_policy_change() -> None:
    before = clinic(events=(event("peel", -5),))
    longer = Policy({"peel": replace(SOURCED, days=6), "fever": FEVER})
    (found,) = closed(before, policy=longer)
    assert (found.row.plan, found.source) == ("a", "the maker's leaflet")


def test_a_policy_change_between_a_patients_own_sessions() -> None:
    """Ann's peel counts as one for her needling the day after, once the policy says so."""
    peel = service("peel", counts_as="peel")
    new = PolicyRule("peel", "The skin heals.", ("skin:*",), days=3, source="the maker's leaflet")
    before = world([FACE, peel], plans=[plan("a", "peel"), plan("b")], policy=Policy({}))
    before = replace(before, book=(entry("a1", 0), entry("b1", 1)))
    (found,) = closed(before, policy=Policy({"peel": new}))
    assert (found.row.plan, found.rule, found.source) == ("b", "wait", "the maker's leaflet")
    assert [row.plan for row in found.beside] == ["a"]


def test_a_service_that_takes_longer_may_concern_anybody() -> None:
    before = clinic(book=(entry("a1", 0), entry("b1", 0, "9:30")))
    longer = replace(FACE, steps=service(FACE.id, 45).steps)
    assert told(closed(before, services={FACE.id: longer})) == [("b", "practitioner"), ("b", "room")]


def test_a_fact_of_a_new_patient_concerns_nobody_else() -> None:
    before = clinic()
    new = {**before.patients, "zoe": patient("zoe")}
    assert closed(before, patients=new, plans={**before.plans, "z": plan("z", patient="zoe")}) == []


def test_a_plan_given_to_a_patient_whose_event_closes_it() -> None:
    before = clinic(events=(event("peel", 0),))
    plans = {**before.plans, "b": plan("b")}
    assert told(closed(before, plans=plans)) == [("b", "eligible")]


def test_what_is_grouped_by_owner_is_grouped_for_those_touched_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clinic has thousands of patients, and each change of a fact makes a clinic whose groups nobody has made yet."""
    owners, grouped = set[str](), clinics._grouped

    def watched(pairs: Iterable[tuple[str, object]]) -> object:
        made = grouped(pairs)
        owners.update(made)
        return made

    monkeypatch.setattr(clinics, "_grouped", watched)
    assert told(closed(clinic(), events=(event("peel", -1),))) == [("a", "eligible")]
    assert owners <= {"ann", "a"}  # neither Ben nor his plan


def test_of_a_visit_over_several_days_all_is_looked_at_where_an_absence_meets_one() -> None:
    both = protocol("both", phase("peel", "needling", sessions=1))
    book = (entry("a1", 0, service="peel"), entry("a1", 5, service="needling"))
    before = world([FACE, service("peel")], [both], plans=[plan("a", "both")], book=book)
    (found,) = closed(before, absences=(absence("mai", 5),))
    assert (found.row.service, found.rule) == ("needling", "absence")


def test_only_the_days_of_an_absence_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A course has months of sessions, of which an absence meets one or two."""
    rows = list[str]()
    monkeypatch.setattr(impact, "booked_of", lambda problem: rows.extend(r.id for r in booked_of(problem)) or ())
    course = protocol("course", phase(sessions=4))
    book = tuple(entry(f"a{n}", 7 * n) for n in (1, 2, 3, 4))
    before = world([FACE], [course], plans=[plan("a", "course")], book=book)
    closed(before, absences=(absence("mai", 14),))
    assert rows == ["a2--14"]
    closed(before, absences=(absence("mai", 14),), events=(event("peel", 0),))
    assert rows[1:] == [line.id for line in book]


def test_of_the_state_before_only_the_rules_are_read_that_are_broken_now(monkeypatch: pytest.MonkeyPatch) -> None:
    class Read(Rule):
        def __init__(self, rule: Rule) -> None:
            self.rule = rule

        @property
        def name(self) -> str:  # type: ignore[override]
            return self.rule.name

        def violations(self, answer: Answer) -> Iterable[Violation]:
            read.append(self.rule.name)
            return self.rule.violations(answer)

    read = list[str]()
    monkeypatch.setattr(impact, "RULES", tuple(map(Read, RULES)))
    assert told(closed(clinic(), absences=(absence("mai", 1),))) == [("b", "absence")]
    assert read == [*(rule.name for rule in RULES), "absence"]


def test_a_visit_that_the_course_no_longer_reaches_stands() -> None:
    course = protocol("course", phase(sessions=3, gap=(1, 2, 3)))
    before = world([FACE], [course], plans=[plan("a", "course")], book=(entry("a3", 4),))
    assert closed(before, plans={"a": plan("a", "course", sessions=2)}) == []


@pytest.mark.parametrize("seed", range(120))
def test_random_clinics_against_the_whole_check(seed: int) -> None:
    """A draw's events, clearances, absences and closures come as a change: what is closed, the check says too."""
    draw = Draw(seed)
    after = draw.clinic()
    before = replace(after, events=(), absences=(), closures=(), clearances=(), closed=frozenset())
    horizon = asked(after, 30).horizon

    def broken(state: Clinic) -> set[object]:
        problem = Problem.of(state, horizon)
        answer = Answer(problem, booked_of(problem))
        found = [(rule.name, v.rows) for rule in RULES for v in rule.violations(answer)]
        return {
            (name, frozenset((row.id, row.service) for row in rows))
            for name, rows in found
            if any(row.key in problem.by_key for row in rows)
        }

    expected = broken(after) - broken(before)
    found = closed_by(before, after, horizon.first)
    assert len(found) == len(expected)
    assert {each.rule for each in found} == {name for name, _ in expected}  # type: ignore[misc]


@pytest.mark.parametrize("at_the_desk", [False, True])
def test_a_policy_closes_days_after_what_took_place_already(desk: Desk, at_the_desk: bool) -> None:
    """A peeling on Monday counts as a peel, of which nothing was said before Tuesday."""
    services = [service("peeling", counts_as="peel"), FACE]
    before = world(
        services,
        policy=Policy({}, off={"peel": "unheard of"}),
        plans=[plan("a", "peeling", start=FAR), plan("c", start=FAR)],
        book=(attended("a1", -9, service="peeling"), entry("c1", FAR)),
    )
    lasting = Policy({"peel": replace(SOURCED, days=FAR + 30, override="until it has healed")})
    if at_the_desk:
        desk.load(before)
        found = list(desk.change(settings={"policy": lasting}, why="the maker says so").closed)
    else:
        found = closed(before, policy=lasting)
    assert told(found) == [("c", "wait")]

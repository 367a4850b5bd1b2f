"""A published book planned anew: what stays, what moves and for how much, and brute force on tiny clinics."""

from __future__ import annotations

from collections import Counter
from itertools import product
from random import Random
from typing import Any

import pytest

from planner.clinic import Appointment, Clinic, Prices, Problem
from planner.clinic.subproblem import booked_of
from planner.desk.repair.replan import Replanning, replan
from planner.engine import Progress
from planner.errors import Nonsense
from planner.roster.compare.moves import place
from planner.rules import measured, violations
from tests.worlds import asked, day, entry, fixed, hours, patient, phase, plan, practitioner, protocol, row, world

AFTERNOON = hours("9:00-10:00", "15:00-16:00")


def clinic(moved: float = 0.5, **more: Any) -> Clinic:
    """Ann likes afternoons and is booked at nine on three days, each a plan of its own; a move costs half a point."""
    given = {
        "practitioners": [practitioner(shifts=AFTERNOON)],
        "patients": [patient(prefers=("afternoon",))],
        "plans": [plan(id) for id in "abc"],
        "book": (entry("a1", 0), entry("b1", 1), entry("c1", 2)),
    }
    return world(**{**given, "prices": Prices(moved=moved, moved_hour=0), **more})


def replanning(given: Clinic, **more: Any) -> Replanning:
    return replan(given, day(6), more.pop("frozen_until", day(-1)), look_ahead=0, **{"effort": 5, **more})


def clocks(found: Replanning) -> list[str]:
    return [f"{found.roster.problem.clinic.local(row.start):%a %H}" for row in found.roster.placed]


def test_an_appointment_moves_only_where_it_pays() -> None:
    assert clocks(replanning(clinic(), budget_per_patient=3)) == ["Mon 15", "Tue 15", "Wed 15"]
    assert clocks(replanning(clinic(moved=3.5), budget_per_patient=3)) == ["Mon 09", "Tue 09", "Wed 09"]


@pytest.mark.parametrize("budget", [0, 1, 2])
def test_no_more_of_a_patients_appointments_move_than_the_budget_allows(budget: int) -> None:
    found = replanning(clinic(), budget_per_patient=budget)
    assert found.moved == Counter({"ann": budget} if budget else {})
    assert (found.roster.figures.status, len(found.roster.placed)) == ("optimal", 3)


def test_the_budget_is_each_patients_own() -> None:
    both = clinic(
        patients=[patient(prefers=("afternoon",)), patient("ben", prefers=("afternoon",))],
        plans=[plan("a"), plan("b"), plan("c", patient="ben")],
    )
    assert replanning(both).moved == Counter({"ann": 1, "ben": 1})


def test_frozen_days_and_fixed_appointments_stay() -> None:
    found = replanning(clinic(book=(entry("a1", 0), entry("b1", 1), fixed("c1", 2))), frozen_until=day(0))
    assert clocks(found) == ["Tue 15", "Wed 09"]
    assert [row.plan for row in found.before.placed] == ["b", "c"]


def test_nobody_booked_loses_a_place_to_somebody_dearer() -> None:
    """Mai has one hour left; Ann's plan matters less than Ben's, who has no place."""
    mai = practitioner(shifts=hours("9:00-9:30", days=[0], last=0))
    today = protocol("today", phase(gap=None, sessions=1), start_within=0)
    plans = [plan("a", "today", priority=1), plan("b", "today", "ben", priority=3)]
    found = replanning(world(protocols=[today], practitioners=[mai], plans=plans, book=(entry("a1", 0),)))
    assert [row.plan for row in found.roster.placed] == ["a"]
    assert [out.session.plan for out in found.roster.left_out] == ["b"]
    assert found.roster.figures.status == "optimal"


def test_what_has_no_place_yet_gets_one_and_the_table_says_all() -> None:
    found = replanning(clinic(book=(entry("a1", 0), entry("b1", 1))))
    table = found.differences.table
    assert sorted(zip(table["plan"], table["change"], strict=True)) in (
        [("a", "moved"), ("c", "new")],
        [("b", "moved"), ("c", "new")],
    )
    assert sorted(move.kind for move in found.moves) == ["moved", "placed"]
    assert found.before.figures.score - found.roster.figures.score == 2000 + 2.5


def test_drafts_are_what_the_search_starts_from() -> None:
    """Whoever comes first takes the only place that Ben can have; a draft of before has found one for both."""
    mai = practitioner(shifts=hours("9:00-10:00", days=[0], last=0))
    ben = patient("ben", times=hours("9:00-9:30"))
    given = world(practitioners=[mai], patients=[ben], plans=[plan("a"), plan("b", patient="ben")])
    problem = asked(given, 7)
    draft = [row(problem, "a1", 0, "9:30"), row(problem, "b1", 0)]

    def first_score(drafts: list[Appointment]) -> float:
        told: list[Progress] = []
        replanning(given, drafts=drafts, on_progress=told.append)
        return told[0].score

    assert (first_score([]), first_score(draft)) == (2000, 0)


@pytest.mark.parametrize(
    ("more", "wrong"), [({"budget_per_patient": -1}, "use 0 or more"), ({"frozen_until": day(6)}, "are frozen")]
)
def test_what_cannot_be_is_refused(more: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Nonsense, match=wrong):
        replanning(clinic(), **more)


# --- brute force ------------------------------------------------------------------------------------------------------


def least(problem: Problem, budget: int) -> float:
    """The lowest score of all rosters that place whatever is booked and move nobody more often than the budget."""
    booked = {each.plan: each for each in booked_of(problem)}
    spots = [(on, clock) for on in range(3) for clock in ("9:00", "9:30", "15:00")]
    scores = []
    for chosen in product([None, *spots], repeat=len(problem.choices)):
        rows = list(problem.fixed)
        for session, spot in zip(problem.choices, chosen, strict=True):
            if spot:
                rows.append(row(problem, f"{session.plan}1", *spot))
        moved = Counter(problem.patient_of(r) for r in rows if r.plan in booked and place(r) != place(booked[r.plan]))
        kept = {each.plan for each in rows} >= booked.keys()
        if kept and max(moved.values(), default=0) <= budget and not violations(problem, rows):
            scores.append(sum(measured(problem, rows).values()))
    return min(scores)


@pytest.mark.parametrize("seed", range(12))
def test_no_roster_within_the_budget_is_better(seed: int) -> None:
    """Three plans of two patients, some booked, one perhaps fixed, on three days of three hours."""
    rng = Random(seed)
    people = [patient(id, prefers=rng.choice([("afternoon",), ("morning",)])) for id in ("ann", "ben")]
    plans = [plan(id, patient=rng.choice(("ann", "ben")), start=rng.randint(0, 2)) for id in "abc"]
    mai = practitioner(shifts=hours("9:00-10:00", "15:00-15:30", first=0, last=2))
    spots = rng.sample([(on, clock) for on in range(3) for clock in ("9:00", "9:30", "15:00")], 3)
    lines = [
        entry(f"{each.id}1", on, clock, fixed=rng.random() < 0.2)
        for each, (on, clock) in zip(plans, spots, strict=True)
        if rng.random() < 0.7
    ]
    given = clinic(practitioners=[mai], patients=people, plans=plans, book=tuple(lines), moved=rng.choice((0.5, 2.5)))
    budget = rng.randint(0, 2)
    found = replanning(given, budget_per_patient=budget, effort=20)
    assert found.roster.figures.status == "optimal"
    assert found.roster.figures.score == least(asked(given, 7), budget)

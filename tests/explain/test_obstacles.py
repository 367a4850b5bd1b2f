"""What keeps a session out: in worlds by hand where it is known, and in random ones held against brute force."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

from planner.clinic import Clinic, Equipment, FollowUp, Problem, Wait
from planner.engine.greedy import greedy
from planner.engine.local.fix import Wish
from planner.engine.local.openings import Hindrance, Openings
from planner.engine.planning import build_model
from planner.engine.rooms import appointments
from planner.explain.obstacles import irreducible
from planner.explain.question import days_asked
from planner.rules import RuleClosures, violations
from tests.explain.brute import Brute
from tests.rules.random_worlds import Draw
from tests.worlds import (
    absence,
    asked,
    day,
    entry,
    event,
    hours,
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

CLINICS = int(os.environ.get("PLANNER_TINY_CLINICS", "20"))
A_TEST = 10
LONG = service("long", 180)
FACE = service(acts=("skin:face",))
LIT = service(equipment=("lamp",))
DAILY = protocol("daily", phase(every=1, tolerance=0, sessions=1))


def openings(problem: Problem, rows: Iterable[Any], key: tuple[str, int], wish: Wish = Wish()) -> Openings:  # noqa: B008
    session = problem.by_key[key]
    return Openings(problem, rows, session, days_asked(problem, session, wish), wish)


def kept_out(clinic: Clinic, *rows: tuple[Any, ...], days: int = 1, key: tuple[str, int] = ("a", 1)) -> set[object]:
    """The members of the set that keeps a session out: causes as `rule: why`, appointments as plan and number."""
    problem = asked(clinic, days)
    found = irreducible(openings(problem, [row(problem, *each) for each in rows], key))
    assert found is not None
    return {f"{h.rule}: {h.why}" if h.why else (h.keys or h.rule) for h in found}


def two(**more: Any) -> Clinic:
    """Ann's and Zoe's sessions, each as long as Mai's shift."""
    return world([LONG], plans=[plan("a", "long"), plan("z", "long", "zoe")], **more)


SHIFT = "shift: Mai is off shift"


@pytest.mark.parametrize(
    ("clinic", "rows", "members"),
    [
        (world(absences=(absence("mai", 0),)), [], {"absence: Mai is absent"}),
        (world(closed=frozenset({day(0)})), [], {"clinic closed: closed by the clinic"}),
        (world([service(needs=frozenset({"x"}))]), [], {"qualified: Mai lacks x"}),
        (world([service(room=frozenset({"x"}))]), [], {"room fits: One lacks x"}),
        (
            world([FACE], [DAILY], plans=[plan(protocol="daily")], events=(event("fever", -1),)),
            [],
            {"eligible: fever on Sun 31 May 2026"},
        ),
        (
            world([FACE], events=(event("fever", -1),)),
            [],
            {"window: no day of the horizon is in its reach"},
        ),
        (
            world(
                practitioners=[practitioner("mai", "9:00-10:00")], patients=[patient("ann", times=hours("10:00-12:00"))]
            ),
            [],
            {SHIFT, "patient's times: the patient cannot come"},
        ),
        (two(rooms=[room("one"), room("two")]), [("z1", 0)], {SHIFT, (("z", 1),)}),
        (
            world(practitioners=[practitioner(max_sessions_per_day=0)]),
            [],
            {"daily limit"},
        ),
        (
            world([LIT], equipment=[Equipment("lamp", "Lamp", 1)], closures=(absence("lamp", 0),)),
            [],
            {"equipment: a unit of lamp is closed"},
        ),
        (world([LIT], equipment=[Equipment("lamp", "Lamp", 0)]), [], {"equipment"}),
    ],
)  # fmt: skip
def test_the_set_is_known(clinic: Clinic, rows: list[tuple[Any, ...]], members: set[object]) -> None:
    assert kept_out(clinic, *rows) == members


def test_of_two_lamps_both_sessions_under_them_stand_in_the_way() -> None:
    lit = service("lit", 180, equipment=("lamp",))
    plans = [plan("a", "lit"), plan("y", "lit", "yan"), plan("z", "lit", "zoe")]
    people = [practitioner(id) for id in ("mai", "noa", "tom")]
    clinic = world([lit], plans=plans, practitioners=people, rooms=[room(id) for id in ("one", "two", "three")],
                   equipment=[Equipment("lamp", "Lamp", 2)])  # fmt: skip
    rows = [("y1", 0, "9:00", "mai", "one"), ("z1", 0, "9:00", "noa", "two")]
    shifts = {f"shift: {who} is off shift" for who in ("Mai", "Noa", "Tom")}
    assert kept_out(clinic, *rows) == {(("y", 1),), (("z", 1),), *shifts}


def test_a_session_in_the_way_of_nobody_is_not_named() -> None:
    plans = [plan("a", "long"), plan("z", "long", "zoe"), plan("y", patient="yan")]
    clinic = world([LONG, service()], plans=plans, practitioners=[practitioner(), practitioner("noa", "13:00-14:00")])
    assert kept_out(clinic, ("z1", 0), ("y1", 0, "13:00", "noa")) == {
        SHIFT,
        "shift: Noa is off shift",
        (("z", 1),),
    }


def test_a_gap_names_the_neighbours_of_the_plan_and_history_too() -> None:
    course = protocol("course", phase(gap=(3, 3, 4), sessions=3))
    clinic = world(
        protocols=[course], plans=[plan(protocol="course", start=-2)], book=[entry("a1", -2, status="attended")]
    )
    assert kept_out(clinic, ("a3", 3), days=5, key=("a", 2)) == {(("a", 3),)}


def test_a_wait_names_the_other_plans_session() -> None:
    peel = service("peel")
    clinic = world(
        [service(), peel], plans=[plan("a"), plan("b", "peel")], waits=(Wait("peel", 2, service="needling"),)
    )
    assert kept_out(clinic, ("b1", 0, "11:00"), days=1) == {(("b", 1),)}


def test_a_follow_up_that_is_not_in_the_roster_is_a_cause() -> None:
    clinic = world([service(), service("talk")], [DAILY], plans=[plan("a", "daily"), plan("b", "talk")],
                   follow_ups=(FollowUp("needling", "talk", 1, 1),))  # fmt: skip
    assert kept_out(clinic, days=2) == {"follow-up: no Talk after a, session 1"}
    problem = asked(clinic, 2)
    assert irreducible(openings(problem, [row(problem, "b1", 1)], ("a", 1))) is None


def test_one_session_that_serves_two_plans_is_one_obstacle() -> None:
    scan = service("scan", 180, shareable=True)
    clinic = world([scan, LONG], plans=[plan("a", "long"), plan("y", "scan", "zoe"), plan("z", "scan", "zoe")])
    assert kept_out(clinic, ("y1", 0), ("z1", 0)) == {SHIFT, (("y", 1), ("z", 1))}


def test_a_visit_whose_services_find_no_place_together_is_kept_out() -> None:
    """Two services of 90 minutes fill Mai's morning; half an hour taken leaves room for either, not for both."""
    visit = protocol("visit", phase("long", "other", gap=None, sessions=1))
    services = [service("long", 90), service("other", 90), service()]
    clinic = world(services, protocols=[visit], plans=[plan("a", "visit"), plan("z", "needling", "zoe")])
    assert kept_out(clinic, ("z1", 0, "9:00")) == {SHIFT, (("z", 1),)}
    problem = asked(clinic, 1)
    assert irreducible(openings(problem, [], ("a", 1))) is None


def test_an_open_place_is_no_impossibility() -> None:
    problem = asked(two(), 2)
    assert irreducible(openings(problem, [row(problem, "z1", 0)], ("a", 1))) is None


@pytest.mark.parametrize("first", range(0, CLINICS, A_TEST))
def test_brute_force_agrees(first: int) -> None:
    """With only the set no place is free; without any one member one is; and where there is no set, one is free."""
    seen = 0
    for seed in range(first, min(first + A_TEST, CLINICS)):
        draw = Draw(seed)
        problem = draw.problem()
        model = build_model(problem, RuleClosures(problem))
        rows = appointments(model, greedy(model))
        if draw.night or violations(problem, rows):
            continue
        for session in problem.choices:
            mine = openings(problem, rows, session.key)
            if len(session.services) > 1 or not session.reach:
                continue
            found, brute = irreducible(mine), Brute(mine)
            seen += 1
            if found is None:
                everything = [*mine.laws, *mine.causes, *mine.bookings]
                assert brute.open(everything), (seed, session.key)
                others = [each for each in rows if each.key != session.key]
                for place in mine.open(everything).values():
                    assert not violations(problem, (*others, *place)), (seed, session.key, place)
                continue
            laws: set[Hindrance] = set(mine.laws)
            assert mine.proved_closed(laws | set(found)), (seed, session.key)
            assert not brute.open(laws | set(found)), (seed, session.key, found)
            for each in found:
                assert brute.open((laws | set(found)) - {each}), (seed, session.key, each, found)
    assert seen

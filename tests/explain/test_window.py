"""Windows both ways: by hand, and on random clinics against the check, day by day."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.clinic import Appointment, Clearance, Clinic, Days, Entry, PolicyRule, Problem
from planner.clinic.appointments import BOOKED
from planner.engine.planning import build_model
from planner.engine.rooms import appointments
from planner.engine.start import start_from
from planner.errors import Nonsense, UnknownName
from planner.explain.baseline import Standing
from planner.explain.procedure import Procedure
from planner.explain.window import NEVER, Window, window
from planner.rules import RuleClosures, violations, warnings
from tests.rules.random_worlds import Draw
from tests.worlds import (
    POLICY,
    asked,
    attended,
    day,
    event,
    fixed,
    phase,
    plan,
    practitioner,
    protocol,
    row,
    service,
    world,
)

PEEL = service("facial", acts=("skin:face",))
"""A peel closes it for three days: its own and the two after."""
COURSE = protocol("course", phase("facial", sessions=3, gap=(3, 4, 6)))


def course(**more: Any) -> Clinic:
    given = {"plans": [plan("a", "course"), plan("b", "course", "ben")], **more}
    return world([PEEL, service("talk")], [COURSE], **given)


def asked_of(clinic: Clinic, *days: int, procedure: str = "peel", length: int = 20, **more: Any) -> Window:
    """The window of Ann, whose plan a has its sessions on these days."""
    problem = asked(clinic, length)
    rows = [row(problem, f"a{number}", on) for number, on in enumerate(days, 1)]
    return window(clinic, Standing(problem, rows).roster, "ann", procedure, **more)


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_the_last_day_before_and_the_first_after() -> None:
    found = asked_of(course(), 5)
    assert (found.last_before, found.between, found.first_after) == (day(2), (), day(6))
    assert [number for number in range(-5, 12) if not found.safe(day(number))] == [3, 4, 5]


def test_between_two_sessions_far_enough_apart() -> None:
    found = asked_of(course(), 0, 4, 10)
    assert found.between == (Days(day(1), day(1)), Days(day(5), day(7)))
    assert (found.last_before, found.first_after) == (day(-3), day(11))


def test_months_are_calendar_months() -> None:
    policy = replace(POLICY, rules={"lift": PolicyRule("lift", "The face was operated on.", ("skin:*",), months=1)})
    found = asked_of(course(policy=policy), 0, procedure="lift")
    assert (found.last_before, found.first_after) == (date(2026, 5, 1), day(1))


def test_a_lasting_one_wants_its_end() -> None:
    with pytest.raises(Nonsense, match="say until when"):
        asked_of(course(), 5, procedure="fever")
    found = asked_of(course(), 2, 6, procedure="fever", until=day(5))
    assert (found.last_before, found.first_after, [r.number for r in found.rows]) == (None, day(3), [1])
    with pytest.raises(Nonsense, match="after its end"):
        asked_of(course(), 2, procedure="fever", until=day(5), on=day(6))


def test_a_cleared_day_is_not_closed() -> None:
    clearance = Clearance("ann", "peel", "Dr Ng", day(5), day(5))
    found = asked_of(course(clearances=(clearance,)), 5, 9)
    assert [each.number for each in found.rows] == [2]
    assert found.last_before == day(6)


def test_what_it_does_not_close_does_not_count() -> None:
    clinic = course(plans=[plan("a", "talk")])
    found = asked_of(clinic, 5)
    assert (found.rows, found.last_before, found.first_after, found.safe(day(5))) == ((), None, None, True)


def test_a_rule_that_is_off_closes_nothing() -> None:
    off = POLICY.overridden({"peel": {"off": True, "reason": "ours is mild"}})
    found = asked_of(course(policy=off), 5)
    assert (found.rule, found.off, found.safe(day(5))) == (None, "ours is mild", True)


def test_bookings_outside_the_days_count_and_what_was_attended_does_not() -> None:
    clinic = course(book=(attended("a1", -4), fixed("a2", 0), fixed("a3", 30)))
    problem = asked(clinic)
    found = window(clinic, Standing(problem, [row(problem, "a2", 0, fixed=True, id="a2--0")]).roster, "ann", "peel")
    assert [problem.day(each) for each in found.rows] == [day(0), day(30)]


def test_the_clinics_own_services_are_named() -> None:
    clinic = course()
    own = replace(clinic, services=dict(clinic.services) | {"scrub": service("scrub", counts_as="peel")})
    assert asked_of(own, 5).services == ("scrub",)


def test_what_the_plan_goes_on_to_ask_for_after_the_roster_is_not_called_safe() -> None:
    """The roster ends on day 1; the second session is wanted from day 3 on."""
    found = asked_of(course(), 0, length=2)
    assert [(each.session.number, each.day) for each in found.wanted] == [(2, day(3))]
    assert (found.first_after, found.last_safe, found.ends) == (day(1), day(0), day(1))
    assert [number for number in range(-5, 40) if found.safe(day(number))] == [-5, -4, -3]


def test_a_roster_in_which_the_patient_has_nothing_says_no_more_than_it_knows() -> None:
    late = course(plans=[plan("a", "course", start=10)])
    found = asked_of(late, length=2)
    assert (found.rows, found.last_safe, found.safe(day(7)), found.safe(day(8))) == ((), day(7), True, False)


def test_one_left_out_is_wanted_still() -> None:
    found = asked_of(course(plans=[plan("a", "course")]), 0, 4)
    assert [(each.session.number, each.day) for each in found.wanted] == [(3, day(20))]
    assert (found.safe(day(17)), found.safe(day(18))) == (True, False)


def test_once_a_course_is_over_every_day_after_it_is_safe() -> None:
    found = asked_of(course(), 0, 4, 8)
    assert (found.wanted, found.last_safe, found.safe(day(300))) == ((), None, True)


def test_a_lasting_one_that_closes_what_is_wanted_next_is_safe_on_no_day() -> None:
    found = asked_of(course(), 0, length=2, procedure="fever", until=day(9))
    assert (found.last_safe, found.safe(day(2))) == (NEVER, False)


@pytest.mark.parametrize(
    ("patient", "procedure", "said"), [("an", "peel", "no patient 'an'; did you mean 'ann'"), ("ann", "pel", "'peel'")]
)
def test_unknown_names_are_refused(patient: str, procedure: str, said: str) -> None:
    clinic = course()
    with pytest.raises(UnknownName, match=said):
        window(clinic, Standing(asked(clinic), []).roster, patient, procedure)


# --- what it displaces ------------------------------------------------------------------------------------------------


def test_a_displaced_session_goes_to_the_next_place() -> None:
    found = asked_of(course(), 0, 4, 8, on=day(4))
    assert found.booking is not None
    (each,) = found.booking.displaced
    assert (each.row.number, str(each.by)) == (
        2,
        "peel on Fri 5 Jun 2026 (3 days) closes Fri 5 Jun 2026 to Sun 7 Jun 2026",
    )
    assert each.after is not None
    assert each.after.start.date() == day(7)
    assert [
        (moved.row.number, moved.by, moved.after and moved.after.start.date()) for moved in found.booking.along
    ] == [(3, None, day(11))]


def test_a_booked_one_is_taken_out_of_the_book_and_placed_again() -> None:
    clinic = course(plans=[plan("a", "course")], book=(fixed("a1", 0),))
    problem = asked(clinic, 20)
    roster = Standing(problem, [row(problem, "a1", 0, fixed=True, id="a1--0")]).roster
    booking = window(clinic, roster, "ann", "peel", on=day(0)).booking
    assert booking is not None
    assert [each.after and each.after.start.date() for each in booking.displaced] == [day(3)]


def test_others_stay_where_they_are() -> None:
    """Mai has one place a day, and Ben has that of the first day that is open again."""
    clinic = course(practitioners=[practitioner("mai", "9:00-9:30")])
    problem = asked(clinic, 20)
    rows = [row(problem, "a1", 0), row(problem, "b1", 3)]
    booking = window(clinic, Standing(problem, rows).roster, "ann", "peel", on=day(0)).booking
    assert booking is not None
    assert [each.after and each.after.start.date() for each in booking.displaced] == [day(4)]


def test_what_is_not_closed_of_a_visit_moves_along() -> None:
    visit = protocol("visit", phase("facial", "talk", gap=None, sessions=1))
    problem = asked(world([PEEL, service("talk")], [visit], plans=[plan("a", "visit")]))
    rows = [row(problem, "a1", 0), row(problem, "a1", 0, "9:30", service="talk")]
    booking = window(problem.clinic, Standing(problem, rows).roster, "ann", "peel", on=day(0)).booking
    assert booking is not None
    assert [each.row.service for each in booking.displaced] == ["facial"]
    assert [(each.row.service, each.by, each.after and problem.day(each.after)) for each in booking.along] == [
        ("talk", None, day(3))
    ]


def test_a_session_that_has_no_place_says_why() -> None:
    found = asked_of(course(), 0, 4, length=6, on=day(4))
    assert found.booking is not None
    (each,) = found.booking.displaced
    assert each.after is None
    assert each.reason == (
        "its ideal day is now after 2026-06-06: peel on Fri 5 Jun 2026 (3 days) closes Fri 5 Jun 2026 to Sun 7 Jun 2026"
    )


def test_a_safe_day_displaces_nothing() -> None:
    found = asked_of(course(), 0, 4, 8, on=day(9))
    assert found.booking is not None
    assert (found.booking.displaced, found.booking.along) == ((), ())


ALONE = """
import sys
sys.modules["ortools"] = None
import planner
from tests.roster.worlds import at, clinic, problem, roster
found = planner.window(clinic(), roster(problem(), at("a1", "2026-12-01 09:00")), "ann", "botox")
print(found.last_before)
"""


def test_a_window_alone_loads_no_solver() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "2026-11-03"), done.stderr


# --- random clinics ---------------------------------------------------------------------------------------------------


def published(problem: Problem, rows: Iterable[Appointment]) -> Clinic:
    """The clinic once a roster is published, so that its rows stand; without health events."""
    clinic, rows = problem.clinic, list(rows)
    placed = {row.key for row in rows}
    kept = [entry for entry in clinic.book if (entry.plan, entry.number) not in placed]
    new = [Entry(r.id, r.plan, r.number, BOOKED, r.start, r.practitioner, r.room, service=r.service) for r in rows]
    return replace(clinic, book=(*kept, *new), events=())


def closed_by_the_check(clinic: Clinic, problem: Problem, rows: Iterable[Appointment]) -> set[object]:
    again, rows = Problem.of(clinic, problem.horizon), list(rows)
    found = [*violations(again, rows), *warnings(again, rows)]
    return {(row.key, row.service) for each in found if each.rule == "eligible" for row in each.rows}


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("procedure", "until"), [("peel", None), ("fever", 4)])
def test_the_check_agrees_day_by_day(procedure: str, until: int | None, seed: int) -> None:
    problem = Draw(seed).problem()
    model = build_model(problem, RuleClosures(problem))
    rows = appointments(model, start_from(model))
    clinic = published(problem, rows)
    problem, end = Problem.of(clinic, problem.horizon), None if until is None else day(until)
    found = window(clinic, Standing(problem, rows).roster, "ann", procedure, until=end)
    beyond = {(row.key, row.service) for row in found.rows if problem.day(row) not in problem.horizon}
    asks = Procedure.of(clinic, "ann", procedure, end)
    for number in range(-6, 12 if until is None else until + 1):
        struck = replace(clinic, events=(event(procedure, number, "ann", until),))
        closed = closed_by_the_check(struck, problem, rows)
        said = {(each.row.key, each.row.service) for each in asks.closings(found.rows, day(number))}
        assert said - beyond == closed
        known = found.last_safe is None or day(number) <= found.last_safe
        assert found.safe(day(number)) == (known and said == set())


@pytest.mark.parametrize("seed", range(30))
def test_what_is_displaced_goes_where_every_rule_is_kept(seed: int) -> None:
    """The new roster is checked before it is shown, so what is looked at here is that it never fails to be one."""
    problem = Draw(seed).problem()
    model = build_model(problem, RuleClosures(problem))
    roster = Standing(problem, appointments(model, start_from(model))).roster
    for on in range(-2, 4):
        found = window(problem.clinic, roster, "ann", "peel", on=day(on))
        assert found.booking is not None
        asks = Procedure.of(problem.clinic, "ann", "peel", None)
        known = found.last_safe is None or day(on) <= found.last_safe
        assert found.safe(day(on)) == (known and found.booking.displaced == ())
        placed = [each.after for each in (*found.booking.displaced, *found.booking.along) if each.after]
        assert asks.closings(placed, day(on)) == []
        assert all(each.after or each.reason for each in found.booking.displaced)

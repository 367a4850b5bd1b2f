"""What is counted: visits alike on every page, and those without a place alike in the headline and in the list."""

from __future__ import annotations

from dataclasses import replace

from planner.clinic import Appointment, Clinic, Horizon, Problem
from planner.http.page.proposals import Calls
from planner.http.page.result import Result
from planner.http.page.visits import visits_of
from planner.roster.roster import FEASIBLE, Quality, Roster, Unplaced
from tests.desk.worlds import COURSE
from tests.worlds import at, day, patient, phase, plan, protocol, service, world


def row(clinic: Clinic, plan: str, number: int, service: str, clock: str, status: str = "booked") -> Appointment:
    start = at(0, clock)
    end = start + clinic.services[service].length
    return Appointment(f"{plan}{number}", plan, number, service, "mai", "one", start, end, status)


def test_services_of_one_coming_are_one_visit_and_what_is_held_is_none() -> None:
    both = protocol("both", phase("needling", "talk", sessions=2))
    plans = [plan("a", "both"), plan("b", "both")]
    clinic = world([service(shareable=True), service("talk")], [both], plans=plans)
    first = [row(clinic, "a", 1, "needling", "9:00"), row(clinic, "a", 1, "talk", "9:30")]
    assert [each.plan for each in visits_of(clinic, first)] == ["a"]
    shared = replace(first[0], id="b1", plan="b")
    assert [each.plan for each in visits_of(clinic, [*first, shared])] == ["a"]
    held = row(clinic, "a", 2, "needling", "11:00", "held")
    assert len(visits_of(clinic, [*first, held])) == 1


def test_whom_to_phone_is_counted_in_patients_and_visits() -> None:
    """Two courses are one patient's; services of one coming are told in one call."""
    plans = [plan("a", "course"), plan("b", "course"), plan("c", "course", "ben")]
    clinic = world([service()], [COURSE], patients=[patient("ann"), patient("ben")], plans=plans)
    said = Calls.about(clinic, moved=[("a", 1), ("a", 1), ("b", 2)], new=[("c", 1)])
    assert said == Calls(patients=2, visits=3, moved=2)


def test_the_list_of_who_is_left_out_has_those_whom_the_headline_counts() -> None:
    clinic = world([service()], [COURSE], plans=[plan("a", "course")])
    problem = Problem.of(clinic, Horizon.between(day(0), day(3), 1))
    out = tuple(Unplaced(session, "nobody has time") for session in problem.sessions)
    due = sum(each.session.due for each in out)
    assert 0 < due < len(out)
    days = {"first": problem.horizon.first, "last": problem.horizon.last, "end": problem.horizon.end}
    figures = Quality(1.0, 0.0, FEASIBLE, (0, 0, due), {}, 0, due, **days, seconds=1.0, seed=0)
    result = Result.of(clinic, Roster(problem, (), out, figures))
    assert f"{due} are left out" in result.headline or f"{due} is left out" in result.headline
    assert (len(result.left_out), len(result.not_due)) == (due, len(out) - due)

"""The check of a few new rows: it finds what the check of the whole roster finds, looking at little."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.clinic import Appointment, Clinic, Entry, FollowUp, Problem, Session, Wait
from planner.clinic.appointments import BOOKED
from planner.desk import broken
from planner.desk.check import beside, breaks
from planner.errors import Nonsense, UnknownName
from planner.model import enumerate_placements
from planner.rules import RuleClosures, Violation, violations
from tests.rules.random_worlds import Draw
from tests.worlds import (
    at,
    attended,
    day,
    entry,
    event,
    fixed,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    room,
    service,
    world,
)

COURSE = protocol("course", phase("needling", gap=(2, 3, 4), sessions=4))
TWO = [plan("a", "course"), plan("b", "course", "ben")]


def clinic(*, plans: Any = TWO, **more: Any) -> Clinic:
    """Courses of four sessions, two to four days apart."""
    return world(more.pop("services", None), [COURSE], plans=plans, **more)


def new(given: Clinic, key: str, number: int, clock: str = "9:00", **more: Any) -> Appointment:
    """A row of any plan and number, asked for or not."""
    where = {"id": f"new-{key}-{number}", "practitioner": "mai", "room": "one", "service": "needling"} | more
    start = at(number, clock)
    end = start + given.services[where["service"]].length
    return Appointment(plan=key[:-1], number=int(key[-1]), start=start, end=end, **where)


def rules(given: Clinic, rows: list[Appointment], book: Any = (), others: Any = (), **more: Any) -> list[str]:
    return [each.rule for each in broken(given, book, others, rows, **more)]


def test_a_free_place_breaks_nothing() -> None:
    given = clinic()
    assert rules(given, [new(given, "a1", 0)]) == []
    assert rules(given, [new(given, "a1", 0), new(given, "a2", 3), new(given, "a3", 6)]) == []
    assert rules(given, []) == []


def test_others_take_practitioner_and_room() -> None:
    given = clinic(practitioners=[practitioner("mai"), practitioner("tom")], rooms=[room("one"), room("two")])
    theirs = new(given, "b1", 0, "9:00", status="held")
    assert rules(given, [new(given, "a1", 0)], others=[theirs]) == ["practitioner", "room"]
    assert rules(given, [new(given, "a1", 0, practitioner="tom")], others=[theirs]) == ["room"]
    assert rules(given, [new(given, "a1", 0, practitioner="tom", room="two")], others=[theirs]) == []


def test_held_rows_count_towards_the_daily_limit() -> None:
    given = clinic(practitioners=[practitioner(max_sessions_per_day=1)])
    theirs = new(given, "b1", 0, "11:00", status="held")
    assert rules(given, [new(given, "a1", 0)], others=[theirs]) == ["daily limit"]


def test_what_lasts_past_midnight_is_in_the_way() -> None:
    night = [practitioner("mai", "0:00-2:00", "22:00-24:00")]
    given = clinic(practitioners=night, rooms=[room("one")], services=[service("needling", reset=60)])
    theirs = new(given, "b1", 0, "23:30")
    assert rules(given, [new(given, "a1", 1, "0:30")], others=[theirs]) == ["room"]
    assert rules(given, [new(given, "a1", 0, "23:30")], others=[new(given, "b1", 1, "0:30")]) == ["room"]


@pytest.mark.parametrize(("number", "found"), [(2, []), (5, []), (6, ["gap"]), (1, ["gap"]), (8, ["gap"])])
def test_gaps_to_earlier_and_later_sessions_show(number: int, found: list[str]) -> None:
    given = clinic()
    book = [entry("a1", 0), entry("a3", 7)]
    assert [rule for rule in rules(given, [new(given, "a2", number)], book) if rule == "gap"] == found


def test_a_moved_appointment_frees_its_old_place() -> None:
    given = clinic()
    book = [entry("a1", 0, "9:00"), entry("a2", 3, "9:00"), entry("a3", 6)]
    assert rules(given, [new(given, "a2", 3, "9:30")], book) == []
    assert rules(given, [new(given, "a2", 5)], book) == ["gap"]
    assert rules(given, [new(given, "a2", 4)], [entry("a1", 0), entry("a2", 11)]) == []
    assert rules(given, [new(given, "a2", 3)], [entry("a1", 0), entry("a2", 11)]) == ["window"]


def test_a_fixed_appointment_may_not_be_moved() -> None:
    given = clinic()
    assert rules(given, [new(given, "a1", 0, "10:00")], [fixed("a1", 0)]) == ["fixed"]


def test_an_attended_or_unknown_number_is_not_asked_for() -> None:
    given = clinic()
    assert "asked" in rules(given, [new(given, "a1", 2)], [attended("a1", 0)])
    assert "asked" in rules(given, [new(given, "a7", 2)])


def test_windows_begin_today() -> None:
    given = clinic()
    early, late = new(given, "a2", 1), new(given, "a2", 30)
    assert rules(given, [early], [attended("a1", 0)], today=day(0)) == ["window", "gap"]
    assert rules(given, [late], [attended("a1", 0)], today=day(0)) == ["window"]
    assert rules(given, [late], [attended("a1", 0)], today=day(20)) == []
    assert rules(given, [late], [attended("a1", 0)]) == []
    assert rules(given, [late], [entry("a1", 0)]) == ["window"]


def test_a_day_that_an_event_closes() -> None:
    given = clinic(services=[service("needling", acts=("skin:x",))], events=(event("peel", 0),))
    assert rules(given, [new(given, "a1", 2)]) == ["eligible"]
    assert rules(given, [new(given, "a1", 3)]) == []


def test_a_wait_that_the_new_row_sets_for_a_session_booked_already() -> None:
    services = [service("needling"), service("peel")]
    given = clinic(plans=[*TWO, plan("p", "peel")], services=services, waits=(Wait("peel", 4, "needling"),))
    peel = new(given, "p1", 0, service="peel")
    assert rules(given, [peel], [entry("a1", 3)]) == ["wait"]
    assert rules(given, [peel], [entry("a1", 4)]) == []
    assert rules(given, [new(given, "a1", 3)], [entry("p1", 0)]) == ["wait"]


def test_a_follow_up() -> None:
    services = [service("needling"), service("peel"), service("look")]
    plans = [plan("p", "peel"), plan("q", "look")]
    given = clinic(plans=plans, services=services, follow_ups=(FollowUp("peel", "look", 2, 3),))
    peel, look = (lambda on: new(given, "p1", on, service="peel")), (lambda on: new(given, "q1", on, service="look"))
    assert rules(given, [peel(0)]) == []  # it may still be booked
    assert rules(given, [peel(0), look(2)]) == []
    assert rules(given, [peel(0), look(1)]) == ["follow-up"]
    assert rules(given, [peel(0), look(4)]) == ["follow-up"]
    assert rules(given, [look(6)], [entry("p1", 0), entry("q1", 2)]) == ["follow-up"]  # moved away from its session


def test_a_shared_session_is_alike_in_both_plans() -> None:
    given = clinic(services=[service("needling", shareable=True)], plans=[plan("a", "course"), plan("c", "course")])
    assert rules(given, [new(given, "c1", 0, "9:00")], [entry("a1", 0)]) == []
    assert rules(given, [new(given, "c1", 0, "10:00")], [entry("a1", 0)]) == ["shared"]


def test_a_visit_is_booked_whole() -> None:
    visit = protocol("visit", phase("x", "y", gap=None, sessions=1))
    given = world([service("x"), service("y")], [visit], plans=[plan("v", "visit")])
    x, y = new(given, "v1", 0, service="x"), new(given, "v1", 0, "9:30", service="y")
    assert rules(given, [x]) == ["asked"]
    assert rules(given, [x, y]) == []
    assert rules(given, [replace(y, start=at(0, "9:00"), end=at(0, "9:30")), x]) == ["practitioner", "patient", "room"]
    book = [entry("v1", 0, service="x"), entry("v1", 0, "9:30", service="y")]
    assert rules(given, [new(given, "v1", 0, "11:00", service="y")], book) == []


def test_what_was_broken_before_is_not_named_again() -> None:
    given = clinic(practitioners=[practitioner("mai", "9:00-10:00")])
    assert rules(given, [new(given, "a2", 3)], [entry("a1", 0, "15:00")]) == []


def test_names_nobody_knows_are_refused_in_words() -> None:
    given = clinic(patients=[patient("ben")])
    with pytest.raises(UnknownName, match="no plan 'x'"):
        broken(given, [], [], [new(given, "x1", 0)])
    with pytest.raises(UnknownName, match="no service 'lunch'"):
        broken(given, [], [], [replace(new(given, "a1", 0), service="lunch")])
    with pytest.raises(Nonsense, match="ann, ben"):
        broken(given, [], [], [new(given, "a1", 0), new(given, "b1", 0)])


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2000), st.randoms(use_true_random=False))
@example(898, Random(1))  # a day for one session has three, and then two: less broken, not newly broken
@example(851, Random(0))  # the same with all of them of one patient
def test_it_finds_what_the_check_of_the_whole_roster_finds(seed: int, rng: Random) -> None:
    """A roster of random rows, and one patient's sessions added: new violations in the small are new in the whole."""
    problem = Draw(seed).problem()
    booked = [each for session in problem.sessions for each in session.booked]
    free = [session for session in problem.choices if rng.random() < 0.5]
    placed = [_somewhere(problem, rng, session) for session in free]
    whose = rng.choice([session.patient for session in free]) if free else "ann"
    rows = [row for visit in placed for row in visit if problem.patient_of(row) == whose]
    others = [row for visit in placed for row in visit if problem.patient_of(row) != whose]
    moved = {(row.key, row.service) for row in (*rows, *others)}
    stays = [row for row in booked if (row.key, row.service) not in moved or problem.patient_of(row) == whose]
    before, after = [*stays, *others], [row for row in stays if (row.key, row.service) not in moved]
    whole = _new(violations(problem, [*after, *others, *rows]), violations(problem, before), rows)

    theirs = [row for row in (*stays, *others, *problem.history) if problem.patient_of(row) != whose]
    book: list[Entry] = [line for line in problem.clinic.book if problem.clinic.plans[line.plan].patient == whose]
    small = breaks(beside(problem.clinic, whose, book, theirs, problem.horizon), rows)
    assert bool(small) == bool(whole), f"clinic {seed}: small {small}, whole {whole}"


def _new(found: list[Violation], before: list[Violation], placed: list[Appointment]) -> list[Violation]:
    """Violations that were not there before, whatever the ids: a session booked anew at its place breaks nothing new.

    Nor does one that leaves a day too full: what is left there is broken less.
    """
    there, new = [(_about(each), each.how, _places(each.rows)) for each in before], _places(placed)

    def known(each: Violation) -> bool:
        rows = _places(each.rows)
        about = [(how, others) for what, how, others in there if what == _about(each)]
        return (each.how, rows) in about or (not rows & new and any(others > rows for _, others in about))

    return [each for each in found if not known(each)]


def _about(found: Violation) -> object:
    return found.rule, found.who, found.when


def _places(rows: Iterable[Appointment]) -> set[object]:
    return {(row.key, row.service, row.start, row.practitioner, row.room) for row in rows}


def _somewhere(problem: Problem, rng: Random, session: Session) -> list[Appointment]:
    """A session at one of the places that no rule closes, if it has any, on one day; now and then anywhere at all."""
    placements = enumerate_placements(problem, RuleClosures(problem))
    p, number = placements, problem.choices.index(session)
    day = rng.choice(sorted(set(p.assignments.day[p.session == number].tolist())) or [0])
    rows = []
    for part in map(problem.clinic.service, session.services):
        mine = np.flatnonzero((p.session == number) & (p.assignments.day == day))
        theirs = [each for each in mine if p.parts[p.assignments.part[each]].service == part]
        starts = p.starts_of(np.array(theirs, dtype=np.int64))
        choices = [(p.practitioners[p.practitioner[at]], p.clock.moments[p.starts.slot[at]]) for at in starts[1]]
        if not choices or rng.random() < 0.1:
            choices = [(who, m) for who in p.practitioners for m in p.clock.moments[:30]]
        who, start = rng.choice(choices)
        room = None if part.room is None else rng.choice(list(problem.clinic.rooms))
        id = f"{session.plan}-{session.number}-{part.id}"
        end = start + part.length
        rows.append(Appointment(id, session.plan, session.number, part.id, who, room, start, end, BOOKED))
    return rows

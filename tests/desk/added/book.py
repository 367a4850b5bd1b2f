"""Run by test_added.py, as offers.py: the book checked, booked, repaired, refilled, explained, held to every place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

import pytest

from planner.clinic import LOOK_AHEAD, Appointment, Clinic, Horizon, Problem
from planner.desk import Desk
from planner.desk.answers import ClosedAppointment
from planner.desk.repair.disruption import Disruption
from planner.desk.repair.repair import repair
from planner.desk.repair.waitlist import refill
from planner.engine.local.fix import Wish
from planner.engine.local.openings import Openings
from planner.errors import Conflict, Forbidden
from planner.explain.obstacles import irreducible
from planner.explain.question import days_asked
from planner.rules import measured, violations
from tests.desk.added.worlds import NOW, RULE, books, clinic, every_place
from tests.explain.brute import Brute
from tests.worlds import asked, at, day, entry, plan

CLOCKS = ("8:30", "9:00", "9:30", "10:00", "10:30")


def booked(problem: Problem) -> list[Appointment]:
    return [row for session in problem.sessions for row in session.booked]


def newly_broken(problem: Problem, row: Appointment) -> set[str]:
    """The rules that the whole book breaks with a row more, and does not without it."""
    before = set(violations(problem, booked(problem)))
    return {each.rule for each in violations(problem, [*booked(problem), row]) if each not in before}


def price(problem: Problem, *rows: Appointment) -> float:
    return sum(measured(problem, [*booked(problem), *rows]).values())


# --- check and book ---------------------------------------------------------------------------------------------------


def anywhere(problem: Problem, plan: str, number: int) -> Iterator[Appointment]:
    """A session in the first two weeks with whoever is there or not, on closed days too."""
    session, service = problem.by_key[plan, number], problem.clinic.services["needling"]
    for on, clock, who in product(range(14), CLOCKS, problem.clinic.practitioners):
        yield problem.appointment(session, service, who, "one", at(on, clock))


@pytest.mark.parametrize("number", range(3))
def test_the_desk_refuses_what_the_whole_book_forbids_and_nothing_else(tmp_path: Path, number: int) -> None:
    given = list(books())[number]
    problem = asked(given, 21)
    told: set[str] = set()
    with Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}", clock=lambda: NOW) as desk:
        desk.load(given)
        for each in anywhere(problem, "a", 1):
            wrong = newly_broken(problem, each)
            assert {broken.rule for broken in desk.check([each])} == wrong, each
            told |= wrong
            if wrong:
                with pytest.raises((Forbidden, Conflict)):
                    desk.hold([each])
            else:
                desk.drop(desk.hold([each]))
                last = each
        [row] = desk.book([last]).rows
        assert (row.start, row.practitioner) == (last.start, last.practitioner)
        assert violations(asked(desk.clinic(), 21), booked(asked(desk.clinic(), 21))) == []
    assert (RULE.name in told) == (len(given.book) == 2)


# --- repair -----------------------------------------------------------------------------------------------------------


def test_a_repair_keeps_both() -> None:
    """Ann's closed appointment could be on any day: the first week is full, and the second begins with a Monday."""
    given = clinic(entry("b1", 2), entry("c1", 3), entry("d1", 5), plans=[plan("b"), plan("c"), plan("d")])
    given = replace(given, closed=frozenset(map(day, (*range(4, 7), *range(9, 60)))))
    [shut] = [each for each in asked(given).sessions if each.plan == "d"]
    closed = ClosedAppointment(shut.booked[0], "ann", day(5), "clinic closed", "closed")
    found = repair(given, [closed], day(0))
    assert [given.day(each.start) for each in found.after] == [day(8)]


def disrupted() -> Iterator[Clinic]:
    """Ann has three appointments; the clinic is closed on the last one's day, `d`, and on some others."""
    for seed in range(8):
        rng = Random(seed)
        on = rng.sample(range(1, 12), 3)
        open_ = {*on[:2], *rng.sample(range(1, 14), 2 * (seed % 3))} - {on[2]}
        book = [entry(f"{id}1", n) for id, n in zip("bcd", on, strict=True)]
        shut = frozenset(day(n) for n in range(60) if n not in open_)
        yield clinic(*book, plans=[plan("b"), plan("c"), plan("d")], closed=shut)


def test_a_repair_is_the_cheapest_of_every_place() -> None:
    kinds = set()
    for given in disrupted():
        [row] = (each for each in booked(asked(given, 14)) if each.plan == "d")
        closed_row = ClosedAppointment(row, "ann", given.day(row.start), "clinic closed", "")
        found = repair(given, [closed_row], day(0))
        problem = Disruption.of(given, [closed_row], day(1)).problem(())
        places = every_place(problem, problem.by_key["d", 1])
        good = [each for each in places if not newly_broken(problem, each)]
        kinds.add(bool(good))
        if good:
            [after] = found.after
            assert not newly_broken(problem, after)
            assert price(problem, after) == pytest.approx(min(price(problem, each) for each in good))
        else:  # nobody else can make room in weeks that are full
            assert (found.after, [each.row.plan for each in found.left]) == ((), ["d"])
    assert kinds == {True, False}


# --- refill -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(7))
def test_a_freed_place_is_offered_to_all_whom_it_gains_something(number: int) -> None:
    """At nine on each day of the first week, Xen's it was."""
    for given in books():
        plans = [*given.plans.values(), plan("d", patient="dan", start=3), plan("x", patient="xen")]
        given = replace(clinic(*given.book, plans=plans), closed=given.closed)
        freed = Appointment("gone", "x", 1, "needling", "mai", "one", at(number, "9:00"), at(number, "9:30"))
        problem = Problem.of(given, Horizon.between(day(0), day(number), LOOK_AHEAD))
        if any(row.start == freed.start for row in booked(problem)):
            continue
        expected = {}
        for session in problem.sessions:
            if session.patient == "xen" or session.booked or not session.due or not session.reach:
                continue
            row = problem.appointment(session, given.services["needling"], "mai", "one", freed.start)
            gain = price(problem) - price(problem, row)
            if day(number) in session.reach and gain > 0 and not newly_broken(problem, row):
                expected[session.key] = gain
        found = {each.places[0].key: each.gain for each in refill(given, freed, day(0), k=99)}
        assert found == pytest.approx(expected)


def test_a_freed_place_goes_to_whom_the_rule_allows_it() -> None:
    given = clinic(
        entry("b1", 0, "9:00"),
        entry("c1", 1, "9:00"),
        plans=[plan("a"), plan("b"), plan("c"), plan("d", patient="dan"), plan("x", patient="xen")],
    )
    freed = Appointment("gone", "x", 1, "needling", "mai", "one", at(2, "9:00"), at(2, "9:30"))
    assert [each.places[0].plan for each in refill(given, freed, day(0))] == ["d"]


def test_a_freed_place_on_a_monday_gains_less() -> None:
    given = clinic(plans=[plan("d", patient="dan", start=7), plan("x", patient="xen")])

    def gain(number: int) -> float:
        freed = Appointment("gone", "x", 1, "needling", "mai", "one", at(number, "9:00"), at(number, "9:30"))
        return refill(given, freed, day(0))[0].gain

    assert gain(8) - gain(7) == 5 - 2  # a day off its ideal day, and not a Monday


# --- why --------------------------------------------------------------------------------------------------------------


def test_what_keeps_a_session_out_is_just_what_every_place_meets() -> None:
    """With the set no place is free, and without any one of it one is."""
    full = 0
    for given in books():
        problem = asked(given, 5)
        rows = booked(problem)
        session = problem.by_key["a", 1]
        openings = Openings(problem, rows, session, days_asked(problem, session, Wish()), Wish())
        found, brute = irreducible(openings), Brute(openings)
        if found is None:
            assert brute.open([*openings.laws, *openings.causes, *openings.bookings])
            continue
        laws = set(openings.laws)
        assert not brute.open(laws | set(found))
        assert all(brute.open((laws | set(found)) - {each}) for each in found)
        full += {("b", 1), ("c", 1)} <= {key for each in found for key in each.keys}
    assert full

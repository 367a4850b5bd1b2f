"""A session placed by force: the best of a tiny clinic is known, and what is proved never lies above it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import pytest

from planner.clinic import Appointment, FollowUp, Key, Problem
from planner.engine import plan
from planner.engine.greedy import greedy
from planner.engine.limits import Limits, silent
from planner.engine.local import insert
from planner.engine.local.fix import Wish
from planner.engine.local.insert import Rows, force, measure
from planner.engine.local.openings import Openings
from planner.engine.planning import build_model
from planner.engine.rooms import appointments
from planner.engine.search.incumbent import Incumbent
from planner.model import Model
from planner.model.clock import Ints
from planner.rules import RuleClosures, violations
from tests.rules.random_worlds import Draw
from tests.worlds import asked, day, row, service, world
from tests.worlds import plan as a_plan


def test_others_make_way_where_that_costs_less_than_dropping_them() -> None:
    """Ann's session takes all of the first morning, which Zoe and Yan have; a day later costs each of them 2."""
    plans = [a_plan("a", "long"), a_plan("y", "talk", "yan"), a_plan("z", "talk", "zoe")]
    clinic = world([service("long", 180), service("talk", 90)], plans=plans)
    problem = asked(clinic, 2)
    rows = (row(problem, "y1", 0), row(problem, "z1", 0, "10:30"))
    found = force(problem, rows, problem.by_key["a", 1], [day(0)], Wish(), 1, effort=5)
    assert found
    assert measure(problem, found.rows) == found.score == 4
    assert {each.plan: problem.day(each) for each in found.rows} == {"a": day(0), "y": day(1), "z": day(1)}
    assert found.proofs[-1].least == 4


def test_who_need_not_move_stays() -> None:
    """Four alike, in no order that the model could tell apart: the fifth comes in, and the four are where they were."""
    ids = "abcd"
    clinic = world(plans=[a_plan(id, patient=f"p{id}") for id in (*ids, "e")])
    problem = asked(clinic, 1)
    clocks = dict(zip("dbca", ("9:00", "9:30", "10:00", "10:30"), strict=True))
    rows = tuple(row(problem, f"{id}1", 0, clock) for id, clock in clocks.items())
    found = force(problem, rows, problem.by_key["e", 1], [day(0)], Wish(), 1, effort=5)
    assert found
    assert {(each.plan, each.start) for each in found.rows if each.plan != "e"} == {(r.plan, r.start) for r in rows}


def test_who_needs_a_follow_up_is_free_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann's session takes the morning of the talk that Zoe's needs on that day: with one only free to move both go."""
    monkeypatch.setattr(insert, "SIZES", (1, 300))
    plans = [a_plan("a", "long", start=3, priority=3), a_plan("y", patient="zoe"), a_plan("z", "talk", "zoe", start=3)]
    follow_ups = (FollowUp("needling", "talk", 3, 3),)
    clinic = world([service("long", 180), service(), service("talk", 180)], plans=plans, follow_ups=follow_ups)
    problem = asked(clinic, 4)
    rows = (row(problem, "y1", 0), row(problem, "z1", 3))
    assert not violations(problem, rows)
    found = force(problem, rows, problem.by_key["a", 1], [day(3)], Wish(), 1, effort=5)
    assert found
    assert found.proofs[0].free == 2
    assert not violations(problem, found.rows)


def many(count: int) -> tuple[Problem, Rows]:
    """Half an hour each, one after the other from Monday on, and one more that finds a place behind them."""
    clinic = world(plans=[a_plan(f"{n:02}", patient=f"p{n}") for n in range(count + 1)])
    problem = asked(clinic, 14)
    clocks = ("9:00", "9:30", "10:00", "10:30", "11:00", "11:30")
    return problem, tuple(row(problem, f"{n:02}1", n // 6, clocks[n % 6]) for n in range(count))


@pytest.mark.parametrize(("effort", "begun"), [(1e-9, 1), (1000.0, 4)])
def test_building_counts_and_none_is_built_that_the_effort_does_not_hold(
    effort: float, begun: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insert, "SIZES", (1, 2, 3))
    monkeypatch.setattr(insert, "SEARCHED", 0.0)
    problem, rows = many(6)
    built = list[Problem]()
    monkeypatch.setattr(
        insert, "build_model", lambda problem, closures: built.append(problem) or build_model(problem, closures)
    )
    first, second = (force(problem, rows, problem.by_key["06", 1], [day(0)], Wish(), 1, effort) for _ in range(2))
    assert len(built) == 2 * begun
    assert first == second


@pytest.mark.parametrize(("effort", "searched"), [(5.0, 0), (100.0, 1)])
def test_the_whole_clinic_is_searched_only_where_the_effort_is_worth_it_and_by_what_is_left(
    effort: float, searched: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insert, "SIZES", (0,))
    limits = list[Limits]()

    def search(model: Model, start: Ints, given: Limits, *more: object) -> Incumbent:
        limits.append(given)
        return Incumbent(model, start, -math.inf, 1, given, 0.0, silent)

    monkeypatch.setattr("planner.engine.search.run.search", search)
    problem, rows = many(5)
    assert force(problem, rows, problem.by_key["05", 1], [day(0)], Wish(), 1, effort)
    assert len(limits) == searched
    assert all(each.effort and each.effort < effort for each in limits)


def test_places_are_given_back_by_looking_each_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many appointments are twice as many looks at whose they are, not four times."""
    true, looks = Appointment.key.fget, list[int]()  # type: ignore[attr-defined]

    def key(self: Appointment) -> Key:
        looks[-1] += 1
        return true(self)

    monkeypatch.setattr(Appointment, "key", property(key))
    for count in (12, 24):
        problem, rows = many(count)
        own = problem.by_key[f"{count:02}", 1]
        forcing = insert._Forcing(problem, rows, own, [day(0)], Wish(), 1)
        looks.append(0)
        forcing._settled(rows, frozenset(problem.by_key))
    assert 0 < looks[1] < 3 * looks[0]


def _rosters(first: int, last: int) -> list[tuple[int, Problem, tuple[object, ...]]]:
    found = []
    for seed in range(first, last):
        problem = Draw(seed).problem()
        model = build_model(problem, RuleClosures(problem))
        rows = appointments(model, greedy(model))
        if not violations(problem, rows):
            found.append((seed, problem, rows))
    return found


@pytest.mark.parametrize("sizes", [(1,), insert.SIZES], ids=["small first", "all at once"])
def test_the_forced_best_lies_between_the_best_and_every_proof(sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch):
    """Whatever is forced scores no less than the best of all; forcing what the best has finds the best."""
    monkeypatch.setattr(insert, "SIZES", (*sizes, 300))
    placed = 0
    for seed, problem, rows in _rosters(0, 14):
        horizon = problem.horizon
        look_ahead = (horizon.end - horizon.last).days
        best = plan(problem.clinic, first=horizon.first, last=horizon.last, look_ahead=look_ahead, effort=3)
        there = {each.key for each in best.placed}
        for session in problem.choices:
            days = [each for each in horizon.days if session.reach and each in session.reach]
            found = force(problem, rows, session, days, Wish(), 1, effort=3)
            if found is None:
                assert session.key not in there, (seed, session.key)
                continue
            placed += 1
            assert session.key in {each.key for each in found.rows}
            assert violations(problem, found.rows) == []
            assert found.score >= best.figures.bound - 1e-6
            assert all(proof.least <= found.score + 1e-6 for proof in found.proofs if proof.everything)
            if session.key in there and best.figures.status == "optimal":
                assert found.score == pytest.approx(best.figures.score), (seed, session.key)
                assert found.proofs[-1].least == pytest.approx(found.score), (seed, session.key)
    assert placed > 5


def _others_kept(openings: Openings, rows: Rows, loose: Iterable[Key]) -> Iterator[Rows]:
    """Rosters that have the session at its cheapest place, everybody kept or one of these dropped and placed again."""
    problem, session = openings.problem, openings.session
    others = tuple(row for row in rows if row.key != session.key)
    if place := openings.cheapest():
        yield (*others, *place)
    for key in loose:
        fewer = tuple(row for row in others if row.key != key)
        dropped = problem.by_key[key]
        mine = Openings(problem, fewer, session, openings.days, Wish()).cheapest()
        days = [day for day in problem.horizon.days if dropped.reach and day in dropped.reach]
        again = Openings(problem, (*fewer, *mine), dropped, days, Wish()).cheapest()
        if mine:
            yield (*fewer, *mine)
            yield (*fewer, *mine, *again)


def test_what_is_proved_of_a_neighbourhood_holds_for_rosters_that_keep_the_others(monkeypatch: pytest.MonkeyPatch):
    """With none or one free to move: what is proved is held against rosters in which these alone have other places."""
    monkeypatch.setattr(insert, "SIZES", (0, 1))
    reached = 0
    for seed, problem, rows in _rosters(0, 40):
        for session in problem.choices:
            days = [each for each in problem.horizon.days if session.reach and each in session.reach]
            openings = Openings(problem, rows, session, days, Wish())
            for free in insert._Forcing(problem, rows, session, days, Wish(), 1)._neighbourhoods():
                forcing = insert._Forcing(problem, rows, session, days, Wish(), 1)
                if forcing._all(free):
                    continue
                forcing._solve(free, math.inf, 3)
                scores = [
                    measure(problem, roster)
                    for roster in _others_kept(openings, rows, free - {session.key})
                    if not violations(problem, roster)
                ]
                for proof in forcing.proofs if scores else ():
                    reached += min(scores) == pytest.approx(proof.least)
                    assert min(scores) >= proof.least - 1e-6, (seed, session.key, proof)
    assert reached > 10, "few proofs are reached, so this shows little"

"""The main path on tiny clinics: against brute force, the same again, never worse, and survived when a solver errs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from planner.clinic import Horizon, Prices
from planner.engine import front_desk, plan
from planner.engine.greedy import greedy
from planner.engine.limits import Limits, Progress, silent
from planner.engine.planning import finish
from planner.engine.search import cpsat
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.relaxation import Relaxation
from planner.engine.search.run import easy_bound, search
from planner.errors import BrokenRoster, Nonsense
from planner.model.clock import Ints
from planner.roster.roster import OPTIMAL
from planner.rules import RuleClosures
from tests.engine.brute import best_by_hand, seats, small
from tests.engine.worlds import crowded, model_of
from tests.rules.random_worlds import Draw
from tests.worlds import absence, day, hours, minutes, patient, phase, protocol, service, world
from tests.worlds import plan as a_plan

EFFORT = Limits(None, 5.0, 1, 1, 0.0)


def test_the_bound_lies_under_the_best_of_all_rosters_and_the_roster_found_is_one_of_them():
    tried = 0
    for seed in range(60):
        problem = Draw(seed).problem()
        model = model_of(problem)
        best = best_by_hand(model)
        if best is None:
            continue
        tried += 1
        found = search(model, greedy(model), EFFORT, 0.0, silent)
        assert found.bound <= best + 1e-6 <= found.score + 2e-6, seed
        assert easy_bound(model) <= best + 1e-6, seed
        if found.score - found.bound < 1e-6:
            assert found.score == pytest.approx(best), seed
        else:
            raise AssertionError(f"seed {seed}: a world this small must be proved")
    assert tried >= 20


def test_the_relaxation_alone_bounds_the_best_of_all_rosters():
    bounds = []
    for seed, model, best in small(range(40), least=20):
        prices, _ = Relaxation(model, cpsat.whole_factor(model.price)).improve(300, float("inf"))
        assert prices.bound <= best + 1e-6, seed
        bounds.append(prices.bound > easy_bound(model) - 1e-6)
    assert sum(bounds) > len(bounds) / 2


def test_a_practitioner_works_elsewhere_while_a_patient_rests():
    model = model_of(crowded())
    found = search(model, greedy(model), EFFORT, 0.0, silent)
    roster = finish(model, RuleClosures(model.problem), found.vector, found.bound, 0.0, 1)
    starts = sorted(row.start for row in roster.placed)
    assert roster.figures.status == OPTIMAL
    assert [later - earlier for earlier, later in pairwise(starts)] == [minutes(30)]


def test_the_same_effort_and_seed_give_the_same_roster():
    clinic = crowded().clinic
    first, second = (plan(clinic, first=day(0), last=day(0), look_ahead=0, effort=2, seed=4) for _ in range(2))
    assert first.placed == second.placed
    assert first.figures.score == second.figures.score


def test_a_gap_that_is_reached_ends_the_search(monkeypatch: pytest.MonkeyPatch):
    def searched(*team: object) -> None:
        raise AssertionError("there was nothing to search for")

    monkeypatch.setattr("planner.engine.search.run._run", searched)
    roster = plan(crowded().clinic, first=day(0), last=day(0), look_ahead=0, gap=1.0)
    assert 0 < roster.figures.gap <= 1


def test_the_result_is_never_worse_than_the_start():
    model = model_of(crowded())
    start = greedy(model)
    found = search(model, start, Limits(None, 1e-9, 1, 1, 0.0), 0.0, silent)
    assert found.score <= model.score(start)


def test_a_solver_that_denies_a_roster_in_hand_is_not_believed(monkeypatch: pytest.MonkeyPatch):
    solved = cpsat.Solved(None, float("-inf"), False, 0.5)
    for solver in ("cpsat", "linear"):
        monkeypatch.setattr(f"planner.engine.search.{solver}.solve", lambda *args, **more: solved)
    model = model_of(crowded())
    start = greedy(model)
    found = search(model, start, EFFORT, 0.0, silent)
    assert found.score <= model.score(start)
    assert found.bound <= found.score


def test_a_bound_above_the_score_in_hand_is_not_believed():
    model = model_of(crowded())
    start = greedy(model)
    best = Incumbent(model, start, easy_bound(model), 1, EFFORT, 0.0, silent)
    best.prove(best.score + 1)
    assert best.bound == easy_bound(model)


def test_a_bound_is_rounded_up_by_whole_prices_from_the_constant_on():
    model = model_of(crowded())
    model.constant += 0.5
    best = Incumbent(model, greedy(model), easy_bound(model), 1, EFFORT, 0.0, silent)
    best.prove(best.score - 3.2)
    assert best.bound == best.score - 3


def test_a_bound_that_a_better_roster_refutes_is_dropped():
    model = model_of(crowded())
    nothing = model.complete(np.zeros(0, dtype=np.int64))
    best = Incumbent(model, nothing, easy_bound(model), 1, EFFORT, 0.0, silent)
    best.prove(best.score)
    assert best.offer(greedy(model))
    assert best.bound == easy_bound(model)


def test_prices_with_decimals_are_counted_exactly():
    """Two patients, each a day off at 0.1; a third, who can never come, puts a fraction into the constant."""
    never = patient("zoe", times=hours("6:00-7:00"))
    plans = [a_plan(), a_plan("b", patient="bea"), a_plan("z", patient="zoe", priority=1)]
    prices = Prices(day=0.1, place={1: 7.5, 2: 1000.5, 3: 9})
    clinic = world(plans=plans, patients=[never], prices=prices, absences=(absence("mai", 0),))
    roster = plan(clinic, first=day(0), last=day(6), look_ahead=0, effort=3)
    assert roster.figures.status == OPTIMAL
    assert roster.figures.score == pytest.approx(7.7)


def test_a_vector_that_breaks_a_row_is_not_taken():
    model = model_of(crowded())
    best = Incumbent(model, greedy(model), easy_bound(model), 1, EFFORT, 0.0, silent)
    everything: Ints = np.ones(len(model), dtype=np.int64)
    assert not best.offer(everything)
    assert not len(model.matrix.broken(best.vector))


def test_a_roster_that_breaks_a_rule_is_never_returned():
    problem = crowded()
    model, closures = model_of(problem), RuleClosures(problem)
    clash = [seats(model, part)[0] for part in (0, 1)]
    with pytest.raises(BrokenRoster, match="practitioner"):
        finish(model, closures, model.complete(np.array(clash)), 0.0, 0.0, 1)


def test_a_model_that_misprices_is_never_believed():
    model = model_of(crowded())
    model.constant += 1
    with pytest.raises(BrokenRoster, match="the goals measure"):
        finish(model, RuleClosures(model.problem), greedy(model), 0.0, 0.0, 1)


def test_progress_tells_of_falling_scores_and_rising_bounds():
    seen: list[Progress] = []
    plan(crowded().clinic, first=day(0), last=day(0), look_ahead=0, effort=5, on_progress=seen.append)
    assert [p.score for p in seen] == sorted((p.score for p in seen), reverse=True)
    assert [p.bound for p in seen] == sorted(p.bound for p in seen)
    assert seen[-1].gap == 0.0


@pytest.mark.parametrize(
    ("asked_for", "sentence"),
    [
        ({"seconds": 0}, "seconds is 0; use more than 0"),
        ({"effort": -1}, "effort is -1; use more than 0"),
        ({"workers": 0}, "workers is 0; use more than 0"),
        ({"gap": -0.1}, "gap is -0.1; use 0 or more"),
        ({"seconds": float("nan")}, "seconds is nan; use more than 0"),
    ],
)
def test_limits_that_cannot_be_are_refused(asked_for: dict[str, float], sentence: str):
    with pytest.raises(Nonsense, match=sentence):
        plan(world(), "2026-06", **asked_for)


def test_a_clinic_without_plans_gets_an_empty_roster():
    roster = plan(world(plans=[]), "2026-06", seconds=5)
    assert roster.figures.status == OPTIMAL
    assert roster.placed == ()
    assert len(roster.appointments) == 0
    assert len(roster.unplaced) == 0


def test_the_front_desk_serves_high_priority_first_and_takes_the_cheapest_place():
    one = service("one", 180)
    plans = [a_plan("low", "one", "l", priority=1, finish_by=day(0)), a_plan("high", "one", "h", priority=3)]
    roster = front_desk(world([one], plans=plans), "2026-06")
    placed = {row.plan: row.start for row in roster.placed}
    assert list(placed) == ["high"]
    assert roster.problem.day(roster.placed[0]) == day(0)


def test_a_horizon_of_a_month_plans_drafts_in_the_look_ahead():
    course = protocol("course", phase(gap=(6, 7, 8), sessions=8))
    roster = plan(world(protocols=[course], plans=[a_plan(protocol="course")]), "2026-06", effort=3)
    assert roster.problem.horizon == Horizon.month("2026-06")
    assert roster.appointments["draft"].tolist() == [False] * 5 + [True] * 2

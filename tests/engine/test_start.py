"""A search that is given a roster to start from never ends with a worse one, and takes of it what still fits."""

from __future__ import annotations

from dataclasses import replace

from planner.clinic import Problem
from planner.engine import plan
from planner.engine.greedy import greedy
from planner.engine.start import adopted, start_from
from tests.engine.worlds import crowded, model_of
from tests.rules.random_worlds import Draw
from tests.worlds import asked, day, phase, practitioner, protocol, row, service, world
from tests.worlds import plan as a_plan

ALMOST_NONE = 1e-9
ONE_DAY = {"first": day(0), "last": day(0), "look_ahead": 0}


def test_nothing_but_a_given_roster_is_as_good_as_it():
    """Of tiny clinics with everything in them: the best roster, given to a search that has no time, is its result."""
    better = 0
    for seed in range(40):
        problem = Draw(seed).problem()
        horizon = problem.horizon
        days = {"first": horizon.first, "last": horizon.last, "look_ahead": (horizon.end - horizon.last).days}
        best = plan(problem.clinic, **days, effort=2)
        again = plan(problem.clinic, **days, effort=ALMOST_NONE, start=best)
        assert again.figures.score <= best.figures.score + 1e-9, seed
        better += best.figures.score < front_desk_score(problem) - 1e-9
    assert better, "the front desk found the best everywhere, so this shows nothing"


def front_desk_score(problem: Problem) -> float:
    model = model_of(problem)
    return model.score(greedy(model))


def test_rows_that_no_longer_fit_are_left_out():
    problem = crowded()
    best = plan(problem.clinic, **ONE_DAY, effort=5)
    length = best.placed[0].end - best.placed[0].start
    off_shift = [replace(row, start=row.start + 24 * length, end=row.end + 24 * length) for row in best.placed]
    on_top = [replace(best.placed[0], plan=row.plan, number=row.number) for row in best.placed]
    model = model_of(problem)
    taken = [len(adopted(model, rows).chosen) for rows in (best.placed, off_shift, on_top)]
    assert taken == [len(best.placed), 0, 1]
    assert len(best.placed) > 1


def test_a_visit_whose_services_now_overlap_is_left_out():
    """Each service is free where it was, but the talk has grown into the peel's half hour."""
    visit = protocol("visit", phase("peel", "talk", gap=None, sessions=1))
    people = [practitioner(), practitioner("noa")]
    clinic = world([service("peel"), service("talk", 60, room=None)], [visit], people, plans=[a_plan(protocol="visit")])
    problem = asked(clinic, 1)
    rows = [
        row(problem, "a1", 0, "9:00", "noa", room=None, service="talk"),
        row(problem, "a1", 0, "9:30", service="peel"),
    ]
    model = model_of(problem)
    assert adopted(model, rows).chosen == {}
    assert len(model.matrix.broken(start_from(model, rows))) == 0


def test_without_a_start_the_front_desk_begins():
    model = model_of(crowded())
    assert model.score(start_from(model)) == model.score(greedy(model))

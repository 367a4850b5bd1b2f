"""The first roster: whose plans are whose, an even share of the rooms, and a roster whatever the clinic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planner.engine.greedy import greedy
from planner.engine.limits import Limits, silent
from planner.engine.search import linear
from planner.engine.search.apportion import Apportion, apportioned
from planner.engine.search.apportion import _ideal as ideal
from planner.engine.search.cpsat import Solved, whole_factor
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.parts import Parts
from planner.engine.search.run import easy_bound
from planner.model import Model
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw
from tests.worlds import asked, minutes, patient, phase, plan, practitioner, protocol, room, service, world

EFFORT = Limits(None, 50.0, 1, 1, 0.0)


def visits(*starts: int, prefer: str | None = None, rooms: int = 2, steps: tuple[int, ...] = (30,)) -> Model:
    """A visit a patient, wanted on these days, with Mai or Tom; who all prefer somebody or nobody."""
    once = protocol("once", phase("needling", gap=None, sessions=1))
    people = [patient(f"p{n}", preferred_practitioners=(prefer,) if prefer else ()) for n in range(len(starts))]
    plans = [plan(f"p{n}", "once", f"p{n}", start=start) for n, start in enumerate(starts)]
    staff = [practitioner("mai"), practitioner("tom")]
    places = [room(f"room{n}") for n in range(rooms)]
    clinic = world([service("needling", *steps)], [once], staff, people, plans, places, start_every=minutes(30))
    return model_of(asked(clinic, 14))


def best_of(model: Model) -> Incumbent:
    return Incumbent(model, greedy(model), easy_bound(model), whole_factor(model.price), EFFORT, 0.0, silent)


def test_each_day_s_work_is_shared_out_evenly():
    model = visits(*[0, 0, 0, 0, 10, 10, 10, 10])
    whose = apportioned(model, ideal(model))
    assert np.bincount(whose[:4]).tolist() == [2, 2]
    assert np.bincount(whose[4:]).tolist() == [2, 2]


def test_who_prefers_a_practitioner_is_theirs_as_long_as_they_have_time():
    model = visits(0, 5, 10, prefer="tom")
    assert set(apportioned(model, ideal(model)).tolist()) == {model.placements.practitioners.index("tom")}


@pytest.mark.parametrize(("among", "most"), [(1, 2), (2, 1)])
def test_a_part_among_others_takes_its_share_of_the_rooms(among: int, most: int):
    """While one patient rests Mai could begin with the next, in the other room."""
    model = visits(0, 0, 0, 0, 0, 0, steps=(30, -60, 30))
    mai = model.placements.assignments.practitioner == model.placements.practitioners.index("mai")
    columns = np.concatenate([mai & (model.placements.assignments.day == 0), np.ones(len(model.started), dtype=bool)])
    vector = model.complete(np.zeros((0, 3), dtype=np.int64))
    part = Parts(model).cut(vector, np.arange(len(model.sessions)), columns, among)
    solved = linear.solve(part, vector[part.variables], math.inf, 1)
    assert solved.values is not None
    vector[part.variables] = solved.values
    starts = model.placements.start[vector[model.started] > 0]
    assert max((np.abs(starts - start) < 120).sum() for start in starts) == most


def test_whatever_the_clinic_it_ends_in_a_roster_as_good_as_the_front_desk_s_or_leaves_that():
    better = 0
    for seed in range(60):
        model = model_of(Draw(seed).problem())
        best = best_of(model)
        before, first = best.score, Apportion(best, Parts(model), 1)
        while not first.over:
            first.step()
        assert not len(model.matrix.broken(best.vector)), seed
        assert best.score <= before
        better += best.score < before
    assert better >= 3


def test_a_solver_that_finds_nothing_leaves_the_start(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("planner.engine.search.apportion.solve", lambda *asked: Solved(None, -math.inf, False, 0.1))
    best = best_of(visits(0, 0, 0))
    before, first = best.vector, Apportion(best, Parts(best.model), 1)
    while not first.over:
        first.step()
    assert best.vector is before

"""The model without clock times: every roster keeps its rows and pays at least its price; it knows full days."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from planner.engine.search import cpsat
from planner.engine.search.coarse import coarse
from planner.engine.search.parts import Parts
from planner.model import Model
from planner.model.clock import Ints
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw
from tests.rules.two_way import TwoWay, universe
from tests.worlds import asked, minutes, phase, plan, practitioner, protocol, service, world

A_TEST = 10


def cheapest(model: Model) -> float:
    """What the model without clock times costs at least."""
    small = coarse(model)
    whole = cpsat.whole_factor(model.price)
    nothing = small.of(model.complete(np.zeros((0, 3), dtype=np.int64)))
    solved = cpsat.solve(small.part, nothing, whole, math.inf, math.inf, 1, lambda stop: lambda: None)
    assert solved.optimal
    return model.constant + solved.bound


def rosters(seed: int) -> Iterator[tuple[Model, Ints]]:
    """Rosters of a random clinic, as vectors of its model."""
    draw = Draw(seed)
    sides = TwoWay(draw.problem())
    for rows in universe(sides, draw.clocks, range(draw.days + draw.look_ahead), rng=draw.rng, most=200):
        chosen = sides.chosen(rows)
        vector = sides.model.complete(np.array(chosen or (), dtype=np.int64).reshape(-1, 3))
        if chosen is not None and not len(sides.model.matrix.broken(vector)):
            yield sides.model, vector


@pytest.mark.parametrize("first", range(0, 60, A_TEST))
def test_every_roster_keeps_its_rows_and_pays_its_price(first: int) -> None:
    for seed in range(first, first + A_TEST):
        small = None
        for model, vector in rosters(seed):
            small = small or coarse(model)
            sums = small.of(vector)
            assert not len(small.part.rows.broken(sums)), f"clinic {seed}"
            assert small.part.price @ sums <= model.price @ vector + 1e-9, f"clinic {seed}"


@pytest.mark.parametrize("first", range(0, 60, A_TEST))
def test_sessions_of_a_day_keep_their_rows_alone_whatever_else_is_there(first: int) -> None:
    for seed in range(first, first + A_TEST):
        parts = None
        for model, vector in rosters(seed):
            parts, p = parts or Parts(model), model.placements
            chosen = np.flatnonzero(vector[model.assigned])
            for day in np.unique(p.assignments.day[chosen]):
                there = np.unique(p.session[chosen[p.assignments.day[chosen] == day]])
                for some in (there, there[:1]):
                    part = parts.alone(some, np.concatenate([p.assignments.day == day, p.day == day]))
                    assert not len(part.rows.broken(vector[part.variables])), f"clinic {seed}, day {day}"


@pytest.mark.parametrize(("length", "out"), [(60, 0), (90, 1)])
def test_it_knows_how_much_a_day_holds(length: int, out: int) -> None:
    """Mai works three hours: room for three hours of care, one after another, not for four and a half."""
    plans = [plan(f"p{n}", "care", f"p{n}") for n in range(3)]
    once = protocol("care", phase("care", gap=None, sessions=1), start_within=0)
    clinic = world([service("care", length)], [once], [practitioner()], (), plans, start_every=minutes(30))
    assert cheapest(model_of(asked(clinic, 1))) == out * clinic.prices.place[2]

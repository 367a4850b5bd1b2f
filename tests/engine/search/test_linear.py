"""Whole-number parts solved by SCIP: as good as CP-SAT's answer, never a bound, and a failure is survived."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planner.engine.greedy import greedy
from planner.engine.search import cpsat, linear
from planner.engine.search.parts import Part, Parts
from planner.model.clock import Ints
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw


def whole(seed: int) -> tuple[Part, Ints]:
    """A tiny clinic's model as one part, and the front desk's roster in it."""
    model = model_of(Draw(seed).problem())
    vector = greedy(model)
    part = Parts(model).cut(vector, np.arange(len(model.sessions)))
    return part, vector[part.variables]


def test_a_part_is_solved_as_well_as_by_cpsat():
    for seed in range(30):
        part, hint = whole(seed)
        if not len(part.variables):
            continue
        ours = linear.solve(part, hint, math.inf, 1)
        theirs = cpsat.solve(part, hint, cpsat.whole_factor(part.price), 5.0, math.inf, 1, lambda stop: lambda: None)
        assert ours.values is not None
        assert theirs.values is not None
        assert part.price @ ours.values == pytest.approx(part.price @ theirs.values), seed
        assert not len(part.rows.broken(ours.values))
        assert ours.bound == -math.inf


def test_a_failure_is_reported_and_leaves_the_part_as_it_was(monkeypatch: pytest.MonkeyPatch):
    def fails(*args: object, **more: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr("planner.engine.search.linear.mathopt.solve", fails)
    part, hint = whole(1)
    with pytest.warns(UserWarning, match="SCIP gave up on a part of the roster.*out of memory"):
        solved = linear.solve(part, hint, math.inf, 1)
    assert solved.values is None
    assert solved.bound == -math.inf

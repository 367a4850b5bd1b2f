"""Rounding cuts: what they are on small examples, and that no roster of a random clinic breaks one."""

from __future__ import annotations

import numpy as np
import pytest

from planner.engine.hull.cells import hull
from planner.engine.hull.cuts import cuts, rounded
from planner.engine.hull.flows import Flows, Rows
from planner.model.rows import FREE
from tests.engine.hull.rosters import embedded, rosters

A_TEST = 10


def triangle() -> Rows:
    """Of three, no two together."""
    entries = np.array([[0, 0], [0, 1], [1, 1], [1, 2], [2, 0], [2, 2]]).T
    return Rows.of(entries[0], entries[1], 1, np.full(3, -FREE), np.ones(3, dtype=np.int64))


def test_half_of_each_of_three_rows_is_that_one_of_three_at_most() -> None:
    solution, ones = np.full(3, 0.5), np.ones(3, dtype=np.int64)
    columns, values, high = rounded(triangle(), ones, solution, np.arange(3), ones, 2)
    assert (columns.tolist(), values.tolist(), high) == ([0, 1, 2], [1, 1, 1], 1)
    found = cuts(triangle(), ones, solution, [(np.arange(3), np.full(3, 0.5 + 1e-10))], 9)
    assert (found.columns.tolist(), found.values.tolist(), found.high.tolist()) == ([0, 1, 2], [1, 1, 1], [1])


def test_multipliers_that_cut_nothing_off_give_no_cut() -> None:
    whole = np.array([1.0, 0.0, 0.0])
    assert not len(cuts(triangle(), np.ones(3, dtype=np.int64), whole, [(np.arange(3), np.full(3, 0.5))], 9))


@pytest.mark.parametrize("first", range(0, 60, A_TEST))
def test_no_roster_breaks_a_cut_whatever_its_multipliers(first: int) -> None:
    rng = np.random.default_rng(first)
    for seed in range(first, first + A_TEST):
        found = [(flows, embedded(flows, chosen, vector)) for flows, chosen, vector in _flows(seed)]
        if not found:
            continue
        flows = found[0][0]
        rows, vectors = flows.rows, np.array([vector for _, vector in found])
        for _ in range(30):
            mine = np.unique(rng.integers(len(rows), size=rng.integers(1, 8)))
            whole = int(rng.integers(2, 9))
            solution = rng.random(len(flows)) * flows.upper
            parts = rng.integers(-20, 20, size=len(mine))
            columns, values, high = rounded(rows, flows.upper, solution, mine, parts, whole)
            assert (vectors[:, columns] @ values <= high).all(), f"clinic {seed}"


def _flows(seed: int):  # type: ignore[no-untyped-def]
    flows = None
    for model, chosen, vector in rosters(seed):
        flows = flows or Flows(model, hull(model))
        yield flows, chosen, vector

"""Rows told by their differences: the same program in fewer entries, and prices of one are prices of the other."""

from __future__ import annotations

import numpy as np
import pytest

from planner.engine.hull.differences import Differences
from planner.engine.hull.flows import Rows
from planner.model.rows import FREE

SIZE = 9
SEEDS = range(40)


def alike(rng: np.random.Generator) -> Rows:
    """Rows of all kinds of limits, most of them nearly the one before."""
    dense = np.zeros((int(rng.integers(1, 12)), SIZE), dtype=np.int64)
    for number in range(len(dense)):
        if number and rng.random() < 0.8:
            dense[number] = dense[number - 1]
            dense[number, rng.integers(SIZE)] = rng.integers(-2, 3)
        else:
            dense[number] = rng.integers(-2, 3, SIZE)
    row, columns = dense.nonzero()
    kind, limit = rng.integers(4, size=len(dense)), rng.integers(-3, 6, len(dense))
    low = np.where(kind == 0, -FREE, limit)
    high = np.where(kind == 1, FREE, np.where(kind == 2, limit, limit + 2))
    return Rows.of(row, columns, dense[row, columns], low, high)


def dense(rows: Rows, size: int) -> np.ndarray:
    found = np.zeros((len(rows), size), dtype=np.int64)
    found[np.repeat(np.arange(len(rows)), np.diff(rows.first)), rows.columns] = rows.values
    return found


def left_over(told: Differences, matrix: np.ndarray, x: np.ndarray) -> np.ndarray:
    """What the rows leave over, each where it first occurs, in their order."""
    left = np.zeros(len(told.upper), dtype=np.int64)
    for column in range(len(left)):
        row = int(matrix[:, SIZE + column].nonzero()[0][0])
        left[column] = (told.rows.high[row] - matrix[row] @ np.concatenate([x, left])) * matrix[row, SIZE + column]
    return left


def told_of(rows: Rows) -> tuple[Differences, np.ndarray]:
    told = Differences(rows, SIZE)
    return told, dense(told.rows, SIZE + len(told.upper))


def test_what_keeps_the_rows_keeps_them_as_told_and_nothing_else_does() -> None:
    kept = shorter = 0
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        rows = alike(rng)
        told, matrix = told_of(rows)
        shorter += bool(told.told.any())
        for _ in range(200):
            x = rng.integers(0, 2, SIZE)
            used = dense(rows, SIZE) @ x
            keeps = bool(((rows.low <= used) & (used <= rows.high)).all())
            both = np.concatenate([x, left_over(told, matrix, x)])
            also = bool(((told.rows.low <= matrix @ both) & (matrix @ both <= told.rows.high)).all())
            left = both[SIZE:]
            assert keeps == (also and bool(((left >= 0) & (left <= told.upper)).all())), seed
            kept += keeps
    assert kept > 100
    assert shorter > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_prices_and_multipliers_of_rows_as_told_are_read_for_the_rows_given(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = alike(rng)
    told, matrix = told_of(rows)
    price = rng.normal(size=len(rows))
    assert told.prices(price) @ dense(rows, SIZE) == pytest.approx(price @ matrix[:, :SIZE])
    mine = np.flatnonzero(rng.random(len(rows)) < 0.5)
    theirs, weights = told.multipliers(mine, price[mine])
    assert weights @ dense(rows, SIZE)[theirs] == pytest.approx(price[mine] @ matrix[mine, :SIZE])


def test_rows_added_later_keep_their_prices_and_multipliers() -> None:
    told, _ = told_of(Rows.of(np.repeat([0, 1], 8), np.tile(np.arange(8), 2), 1, np.full(2, -FREE), np.full(2, 3)))
    assert told.told.tolist() == [False, True]
    assert told.prices(np.array([5.0, 2.0, 7.0])).tolist() == [3.0, 2.0, 7.0]
    rows, weights = told.multipliers(np.array([1, 2]), np.array([2.0, 7.0]))
    assert dict(zip(rows.tolist(), weights.tolist(), strict=True)) == {0: -2.0, 1: 2.0, 2: 7.0}


def test_moments_of_a_long_visit_take_little_more_than_what_begins_and_ends() -> None:
    """Fifty moments with forty who are there for thirty of them."""
    moment, who = np.nonzero(np.abs(np.arange(50)[:, None] - np.arange(40)[None, :] - 5) < 15)
    rows = Rows.of(moment, who, 1, np.full(50, -FREE), np.ones(50, dtype=np.int64))
    assert len(Differences(rows, 40).rows.columns) < len(rows.columns) / 4


def test_rows_unlike_each_other_stay_as_they_are() -> None:
    rows = Rows.of(np.arange(5), np.arange(5), 1, np.full(5, -FREE), np.ones(5, dtype=np.int64))
    told = Differences(rows, 5)
    assert not told.told.any()
    assert not len(told.upper)
    assert (told.rows.columns == rows.columns).all()

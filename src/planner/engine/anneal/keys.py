"""Packing rows as keys: variables that enter the same rows share one, and keys that never go together clash.

A row that holds no two of its keys at once says that they clash pairwise, however many rows say so; a row that holds
several keeps count of what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.engine.anneal.clashes import Int32, clashes
from planner.engine.look import Look, unhurried
from planner.model.clock import Ints, Mask
from planner.model.rows import FREE, Matrix

MOST = 4000
"""A row with more keys than this is counted: its pairs would fill the memory."""


@dataclass(frozen=True)
class Keys:
    """Key 0 is that of variables in no row. `x_first[k] : x_first[k + 1]` are key k's, or row k's, entries of array x.

    `clash` has the keys that a key shuts, `row` and `row_size` the counted rows it is in and how much it takes of each,
    `member` and `member_size` the same by row, `largest` the most that a member takes. `blocked` and `slack` are how
    things stand with nothing taken.
    """

    of: Ints
    count: int
    clash_first: Ints
    clash: Int32
    row_first: Ints
    row: Ints
    row_size: Ints
    member_first: Ints
    member: Ints
    member_size: Ints
    largest: Ints
    blocked: Ints
    slack: Ints


def keys_of(
    pairs: Callable[..., int], matrix: Matrix, apart: Mask, taken: Ints, size: int, look: Look = unhurried
) -> Keys:
    """The keys of the variables that placements take, by all packing rows but those set `apart`."""
    packing = packing_rows(matrix) & ~apart
    is_taken = np.zeros(size, dtype=bool)
    is_taken[taken] = True
    look()
    mine = packing[matrix.row_of] & is_taken[matrix.columns] & (matrix.coefficients > 0)
    row, column, amount = matrix.row_of[mine], matrix.columns[mine], matrix.coefficients[mine]
    look()
    of, example = _alike(row, column, amount, size, look)
    number = np.full(size, -1, dtype=np.int64)
    number[example[1:]] = np.arange(1, len(example))
    mine = number[column] >= 0
    row, key, amount = row[mine], number[column[mine]], amount[mine]
    never = amount > matrix.upper[row]
    blocked = np.bincount(key[never], minlength=len(example))
    row, key, amount = row[~never], key[~never], amount[~never]
    look()
    members = np.bincount(row, minlength=len(matrix.upper))
    least = np.full(len(matrix.upper), FREE)
    np.minimum.at(least, row, amount)
    pairwise = ((2 * least > matrix.upper) & (members <= MOST))[row]
    clash_first, clash = clashes(pairs, row[pairwise], key[pairwise], len(example), look)
    look()
    row, key, amount = row[~pairwise], key[~pairwise], amount[~pairwise]
    rows, row = np.unique(row, return_inverse=True)
    largest = np.zeros(len(rows), dtype=np.int64)
    np.maximum.at(largest, row, amount)
    by_key, by_row = np.argsort(key, kind="stable"), np.argsort(row, kind="stable")
    look()
    return Keys(
        of=of,
        count=len(example),
        clash_first=clash_first,
        clash=clash,
        row_first=np.searchsorted(key[by_key], np.arange(len(example) + 1)),
        row=row[by_key],
        row_size=amount[by_key],
        member_first=np.searchsorted(row[by_row], np.arange(len(rows) + 1)),
        member=key[by_row],
        member_size=amount[by_row],
        largest=largest,
        blocked=blocked,
        slack=matrix.upper[rows],
    )


def packing_rows(matrix: Matrix) -> Mask:
    """Rows without a negative coefficient that only an upper bound holds."""
    packing = (matrix.lower <= -FREE) & (matrix.upper < FREE)
    packing[matrix.row_of[matrix.coefficients < 0]] = False
    return packing


def _alike(row: Ints, column: Ints, amount: Ints, size: int, look: Look) -> tuple[Ints, Ints]:
    """The key of each variable, and a variable of each key: those alike have the same sum of their rows' marks."""
    marks = np.random.default_rng(1).integers(1, 1 << 62, len(row) and int(row.max()) + 1, dtype=np.uint64)
    order = np.argsort(column, kind="stable")
    look()
    totals = np.concatenate([np.zeros(1, np.uint64), np.cumsum(marks[row[order]] * amount[order].astype(np.uint64))])
    look()
    first = np.searchsorted(column[order], np.arange(size + 1))
    sums = np.concatenate([np.zeros(1, np.uint64), totals[first[1:]] - totals[first[:-1]]])
    _, example, of = np.unique(sums, return_index=True, return_inverse=True)
    order = np.argsort(example)  # as the variables stand, so that keys of one day lie together in memory
    number = np.empty_like(order)
    number[order] = np.arange(len(order))
    return number[of[1:]], example[order] - 1

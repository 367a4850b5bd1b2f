"""Linear rows over a model's variables, kept as flat arrays in blocks: one block a family of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.model.clock import Ints

FREE = np.iinfo(np.int64).max // 4
"""A bound that binds nothing."""


@dataclass(frozen=True)
class Block:
    """Rows lower ≤ Σ coefficient · variable ≤ upper of one rule. `row` counts from 0 within the block.

    `subject` names what a row is about (a practitioner, a room …) for whoever explains it. Where rows are moments of a
    resource, `resource` has its number and `minutes` how long the row stands: until the next, or until nothing goes on.
    """

    rule: str
    row: Ints
    column: Ints
    coefficient: Ints
    lower: Ints
    upper: Ints
    subject: Callable[[int], str] = lambda row: ""
    resource: Ints | None = None
    minutes: Ints | None = None
    follows: bool = False

    def __len__(self) -> int:
        return len(self.upper)


@dataclass(frozen=True)
class Matrix:
    """All rows together over `size` columns, in compressed form: row r has columns[first[r]:first[r + 1]]."""

    size: int
    first: Ints
    columns: Ints
    coefficients: Ints
    lower: Ints
    upper: Ints
    block: Ints

    @cached_property
    def row_of(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.upper)), np.diff(self.first))

    @cached_property
    def by_column(self) -> tuple[Ints, Ints]:
        """The entries by column: their order, and where in it each column's begin."""
        order = np.argsort(self.columns, kind="stable")
        return order, np.searchsorted(self.columns[order], np.arange(self.size + 1))

    @cached_property
    def packing(self) -> tuple[Ints, Ints]:
        """The packing rows that each column is in, which have no lower bound and no negative coefficient: the rows,
        column by column, and where each column's begin."""
        packing = self.lower <= -FREE
        packing[self.row_of[self.coefficients < 0]] = False
        order, first = self.by_column
        rows = self.row_of[order]
        kept = packing[rows]
        return rows[kept], np.concatenate([[0], np.cumsum(kept)])[first]

    def values(self, vector: NDArray[np.int64]) -> Ints:
        """What each row comes to for a vector of variables, of which few are not 0."""
        order, first = self.by_column
        _, at = spread(first, np.flatnonzero(vector))
        entries, sums = order[at], np.zeros(len(self.upper), dtype=np.int64)
        np.add.at(sums, self.row_of[entries], self.coefficients[entries] * vector[self.columns[entries]])
        return sums

    def broken(self, vector: NDArray[np.int64], rows: Ints | None = None) -> Ints:
        """The rows a vector breaks, of all or of some."""
        if rows is None:
            values = self.values(vector)
            return np.flatnonzero((values < self.lower) | (values > self.upper))
        row, at = spread(self.first, rows)
        values = np.bincount(row, self.coefficients[at] * vector[self.columns[at]], minlength=len(rows))
        return np.asarray(rows[(values < self.lower[rows]) | (values > self.upper[rows])])


def spread(first: Ints, things: Ints) -> tuple[Ints, Ints]:
    """All entries of some things, of which thing t has first[t]..first[t + 1]: which of the things, and the entry."""
    counts = first[things + 1] - first[things]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(np.arange(len(things)), counts), np.repeat(first[things], counts) + within


def stack(blocks: Sequence[Block], size: int) -> Matrix:
    """The blocks one below the other, over so many columns."""
    offsets = np.concatenate([[0], np.cumsum([len(block) for block in blocks])]).astype(np.int64)
    row = _join([block.row + offset for block, offset in zip(blocks, offsets, strict=False)])
    order = np.argsort(row, kind="stable")
    return Matrix(
        size,
        first=np.searchsorted(row[order], np.arange(offsets[-1] + 1)),
        columns=_join([block.column for block in blocks])[order],
        coefficients=_join([block.coefficient for block in blocks])[order],
        lower=_join([block.lower for block in blocks]),
        upper=_join([block.upper for block in blocks]),
        block=np.repeat(np.arange(len(blocks)), np.diff(offsets)),
    )


def shared(blocks: Sequence[Block], matrix: Matrix) -> list[Block]:
    """The blocks that a matrix was stacked from, as views of its entries, which they need not hold themselves."""
    found, first = [], 0
    for block in blocks:
        rows = matrix.first[first : first + len(block) + 1]
        row, at = np.repeat(np.arange(len(block)), np.diff(rows)), slice(rows[0], rows[-1])
        found.append(replace(block, row=row, column=matrix.columns[at], coefficient=matrix.coefficients[at]))
        first += len(block)
    return found


def _join(arrays: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


@dataclass(frozen=True)
class Uses:
    """Stretches of time in which variables, or standing appointments (column −1), take a unit of a resource."""

    resource: Ints
    column: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int, int]]) -> Uses:
        """From rows of (resource, column, start, end)."""
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        return cls(table[:, 0], table[:, 1], table[:, 2], table[:, 3])

    def __add__(self, other: Uses) -> Uses:
        mine, theirs = (
            (self.resource, self.column, self.start, self.end),
            (
                other.resource,
                other.column,
                other.start,
                other.end,
            ),
        )
        return Uses(*(np.concatenate(pair) for pair in zip(mine, theirs, strict=True)))

    def once(self, beyond: int) -> Uses:
        """Each use once, however often it was named; only columns from `beyond` on can be named by more than one."""
        again = self.column >= beyond
        table = np.stack([self.resource, self.column, self.start, self.end], axis=1)
        table = np.concatenate([table[~again], np.unique(table[again], axis=0)])
        return Uses(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def capacity_rows(rule: str, uses: Uses, capacity: Ints, names: Sequence[str], wanted: Ints | None = None) -> Block:
    """Never more than `capacity[resource]` at a time. `wanted` is what each column could come to, 1 unless told.

    Stretches that overlap pairwise share a moment, and that is the start of one of them; so one row for each distinct
    start says all there is to say. What stands already is taken from the row's bound; a standing use beyond capacity
    leaves 0.
    """
    if not len(uses.resource):
        return Block(rule, *(np.zeros(0, np.int64) for _ in range(5)))  # type: ignore[arg-type]
    span = int(max(uses.end.max(), 0) - min(uses.start.min(), 0)) + 1
    low = min(int(uses.start.min()), 0)
    start, end = uses.resource * span + uses.start - low, uses.resource * span + uses.end - low
    moments = np.unique(start)
    first, last = np.searchsorted(moments, start), np.searchsorted(moments, end)
    counts = last - first
    use = np.repeat(np.arange(len(start)), counts)
    row = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    standing = uses.column[use] < 0
    of_moment = moments // span
    upper = np.maximum(capacity[of_moment] - np.bincount(row[standing], minlength=len(moments)), 0)
    row, column = row[~standing], uses.column[use[~standing]]
    most = np.ones(len(column)) if wanted is None else wanted[column]
    binding = np.bincount(row, most, len(moments)) > upper
    number = np.cumsum(binding) - 1
    keep = binding[row]
    subjects = of_moment[binding]
    until = moments.copy()
    np.maximum.at(until, row, end[use[~standing]])
    minutes = np.minimum(np.append(moments[1:], FREE), until) - moments
    return Block(
        rule,
        number[row[keep]],
        column[keep],
        np.ones(int(keep.sum()), dtype=np.int64),
        np.full(int(binding.sum()), -FREE),
        upper[binding],
        lambda at: names[int(subjects[at])],
        subjects,
        minutes[binding],
    )

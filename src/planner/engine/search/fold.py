"""The relaxation folded along its symmetry: practitioners whose day is alike are one.

Where practitioners work the same hours and may do the same, a linear relaxation has an optimum in which they share
everything evenly (its optima are convex and symmetric), so one of them stands for all, however many they are. See
Grohe, Kersting, Mladenov, Selman, "Dimension Reduction via Colour Refinement" (ESA 2014). Here only the search for good
row prices is folded; the bound is read from the unfolded model, so a fold may be coarser than symmetry.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.engine.look import Look, unhurried
from planner.engine.search.linear import unbounded
from planner.model import Model
from planner.model.clock import Ints
from planner.model.model import Floats
from planner.model.rows import spread

Marks = NDArray[np.uint64]
PIECE = 200_000
"""Entries of the matrix from one look at the stop to the next."""
ROUNDS = 4
"""Rounds of refinement; what follows from placements settles in two or three."""


@dataclass(frozen=True)
class Folded:
    """A linear program with one column for each class of columns, and one row for each class of rows."""

    column: Ints
    """The class of each of the model's variables."""
    row: Ints
    """The class of each of the model's rows."""
    price: Floats
    upper: Floats
    lower_rows: Floats
    upper_rows: Floats
    entry_row: Ints
    entry_column: Ints
    entry: Floats

    def share(self, primal: Floats) -> Floats:
        """A solution for the model's variables from one for the classes: every variable has an equal part."""
        return np.asarray((primal / np.bincount(self.column, minlength=len(primal)))[self.column])

    def unfold(self, dual: Floats) -> Floats:
        """Prices of the model's rows from those of the classes: every row of a class pays its part."""
        return np.asarray((dual / np.bincount(self.row, minlength=len(dual)))[self.row])


def plain(model: Model) -> Folded:
    """The model's relaxation as it is: every column and row a class of its own."""
    matrix = model.matrix
    low, high = unbounded(matrix.lower, matrix.upper)
    return Folded(
        column=np.arange(len(model)),
        row=np.arange(len(matrix.upper)),
        price=model.price,
        upper=model.upper.astype(float),
        lower_rows=low,
        upper_rows=high,
        entry_row=matrix.row_of,
        entry_column=matrix.columns,
        entry=matrix.coefficients.astype(float),
    )


def folded(model: Model, look: Look = unhurried) -> Folded:
    """The model's relaxation, its columns summed over each class; a class costs what its cheapest column does."""
    matrix = model.matrix
    row_of = matrix.row_of
    column, row = _classes(model, look)
    look()
    size, rows = np.bincount(column), int(row.max(initial=-1)) + 1
    price = np.full(len(size), np.inf)
    np.minimum.at(price, column, model.price)
    example = np.zeros(rows, dtype=np.int64)
    example[row] = np.arange(len(row))
    pieces, sums_of = list[Ints](), list[Floats]()
    for some in np.array_split(np.arange(rows), 1 + len(row_of) // PIECE):
        look()
        mine, entries = spread(matrix.first, example[some])
        cells, at = np.unique(some[mine] * len(size) + column[matrix.columns[entries]], return_inverse=True)
        pieces.append(cells)
        sums_of.append(np.bincount(at, matrix.coefficients[entries]).astype(float))
    look()
    cells, sums = np.concatenate(pieces), np.concatenate(sums_of)
    entry_column = cells % len(size)
    low, high = unbounded(matrix.lower[example], matrix.upper[example])
    return Folded(
        column=column,
        row=row,
        price=price,
        upper=np.bincount(column, model.upper).astype(float),
        lower_rows=low,
        upper_rows=high,
        entry_row=cells // len(size),
        entry_column=entry_column,
        entry=sums / size[entry_column],
    )


def _classes(model: Model, look: Look) -> tuple[Ints, Ints]:
    """The class of each column and row: placements by what their practitioner's day looks like, the rest by rows."""
    matrix, row_of, size = model.matrix, model.matrix.row_of, len(model)
    known = _alike(model, look)
    by_price = np.unique(model.price + 1e7 * model.upper, return_inverse=True)[1]
    look()
    fixed = np.zeros(size, dtype=bool)
    fixed[: model.plain] = True
    fixed[model.rooms.begin : model.rooms.begin + len(model.rooms.pools)] = True
    column = np.where(fixed, known, int(known.max(initial=0)) + 1 + by_price)
    shape = np.unique(np.stack([matrix.block, matrix.lower, matrix.upper], axis=1), axis=0, return_inverse=True)[1]
    row = shape.reshape(-1).astype(np.int64)
    for _ in range(ROUNDS):
        before = int(row.max(initial=0))
        look()
        sums = _sums(row_of, matrix.coefficients, _marks(column, 1)[matrix.columns], len(row))
        row = np.unique(sums + _marks(shape.reshape(-1), 2), return_inverse=True)[1]
        look()
        sums = _sums(matrix.columns, matrix.coefficients, _marks(row, 3)[row_of], size)
        look()
        refined = np.unique(sums + _marks(by_price, 4), return_inverse=True)[1]
        column = np.where(fixed, known, int(known.max(initial=0)) + 1 + refined)
        if int(row.max(initial=0)) == before:
            break
    return np.unique(column, return_inverse=True)[1], row


def _alike(model: Model, look: Look) -> Ints:
    """Classes of assignments and starts, those of practitioners who on that day are open to the same parts alike;
    every other variable is alone."""
    p, a = model.placements, model.placements.assignments
    days = model.day.shape[1]
    of_group = _sums(p.starts.group, np.ones(len(p.starts), np.int64), _marks(p.starts.slot, 5), len(p.example))
    of_day = _sums(
        a.practitioner * days + a.day,
        np.ones(len(a), np.int64),
        _marks(a.part, 6) * of_group[a.group],
        len(p.practitioners) * days,
    )
    look()
    mark = of_day[a.practitioner * days + a.day]
    first = a.part[p.example]
    of_start = _marks(first[p.starts.group], 7) * mark[p.example][p.starts.group] + _marks(p.starts.slot, 8)
    one = _marks(np.arange(len(model)), 9)
    one[model.assigned] = _marks(a.part * days + a.day, 10) + mark
    one[model.started] = of_start
    look()
    return np.unique(one, return_inverse=True)[1]


def _marks(values: Ints, salt: int) -> Marks:
    """A mark of 64 bits for each number, the same for equal ones (Steele, Lea, Flood: SplitMix64, OOPSLA 2014)."""
    x = (values.astype(np.uint64) + np.uint64(salt << 48)) * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)))


def _sums(of: Ints, coefficients: Ints, marks: Marks, count: int) -> Marks:
    """Marks times coefficients summed for each of `count` things, whatever their order."""
    found = np.zeros(count, dtype=np.uint64)
    np.add.at(found, of, coefficients.astype(np.uint64) * marks)
    return found

"""The model without clock times: every variable but those of starts and what they take, every row summed over a day.

Rows that are moments of one resource on one day are added up, each as often as it has minutes, and the starts of one
assignment's group count together, each as much as the one that counts least: what is attended on a day fits into the
day. Every roster keeps such sums, so a bound of this model is one of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.engine.look import Look, unhurried
from planner.engine.search.parts import Part
from planner.model import Model
from planner.model.clock import Ints
from planner.model.rows import FREE, Matrix


@dataclass(frozen=True)
class Coarse:
    """A variable for each class of the model's variables, which comes to their sum; `column` gives each one's class."""

    column: Ints
    part: Part

    def of(self, vector: Ints) -> Ints:
        """The sums of a roster."""
        return np.bincount(self.column, vector, len(self.part.price)).astype(np.int64)

    def with_rows(self, rows: list[tuple[Ints, int]]) -> Part:
        """The model with more rows: of some of the whole model's variables, each a class alone, at most so many."""
        old = self.part.rows
        sizes = [len(columns) for columns, _ in rows]
        more = Matrix(
            old.size,
            first=np.concatenate([old.first, old.first[-1] + np.cumsum(sizes, dtype=np.int64)]),
            columns=np.concatenate([old.columns, *(self.column[columns] for columns, _ in rows)]),
            coefficients=np.concatenate([old.coefficients, np.ones(sum(sizes), dtype=np.int64)]),
            lower=np.concatenate([old.lower, np.full(len(rows), -FREE)]),
            upper=np.concatenate([old.upper, np.array([most for _, most in rows], dtype=np.int64)]),
            block=np.concatenate([old.block, np.full(len(rows), -1)]),
        )
        return Part(self.part.variables, self.part.price, self.part.upper, more)


def coarse(model: Model, look: Look = unhurried) -> Coarse:
    """The model summed; a class costs what its cheapest variable does."""
    matrix = model.matrix
    column = _columns(model)
    look()
    row, weight = _rows(model, column, look)
    look()
    size, rows = np.bincount(column), int(row.max(initial=-1)) + 1
    # of each sum of rows: what each variable counts, then the least and the most that those of a class do
    cells, at = np.unique(row[matrix.row_of] * len(model) + matrix.columns, return_inverse=True)
    look()
    counts = np.bincount(at, matrix.coefficients * weight[matrix.row_of]).astype(np.int64)
    look()
    classes, at = np.unique(cells // len(model) * len(size) + column[cells % len(model)], return_inverse=True)
    look()
    absent = np.where(np.bincount(at) < size[classes % len(size)], 0, FREE)
    least, most = absent.copy(), -absent
    np.minimum.at(least, at, counts)
    np.maximum.at(most, at, counts)
    upper = _sums(row, matrix.upper, weight, rows, FREE)
    lower = _sums(row, matrix.lower, weight, rows, -FREE)
    look()
    price = np.full(len(size), np.inf)
    np.minimum.at(price, column, model.price)
    below = (upper < FREE)[classes // len(size)] & (least != 0)
    above = (lower > -FREE)[classes // len(size)] & (most != 0)
    row_of = np.concatenate([classes[below] // len(size), rows + classes[above] // len(size)])
    look()
    used, row_of = np.unique(row_of, return_inverse=True)
    look()
    summed = Matrix(
        len(size),
        first=np.searchsorted(row_of, np.arange(len(used) + 1)),
        columns=np.concatenate([classes[below], classes[above]]) % len(size),
        coefficients=np.concatenate([least[below], most[above]]),
        lower=np.concatenate([np.full(rows, -FREE), lower])[used],
        upper=np.concatenate([upper, np.full(rows, FREE)])[used],
        block=np.zeros(len(used), dtype=np.int64),
    )
    uppers = np.bincount(column, model.upper).astype(np.int64)
    return Coarse(column, Part(np.arange(len(size)), price, uppers, summed))


def _columns(model: Model) -> Ints:
    """The class of each variable: starts by their group, shared sessions by patient, service, practitioner and day."""
    p = model.placements
    column = np.arange(len(model))
    column[model.started] = len(model) + p.starts.group
    shared = np.flatnonzero(model.taker >= model.choices)
    known: dict[tuple[str, str], int] = {}
    whose = p.of_start(lambda part: known.setdefault((p.sessions[part.session].patient, part.service.id), len(known)))
    place = (whose[shared].astype(np.int64) * len(p.practitioners) + p.practitioner[shared]) * model.day.shape[1]
    column[model.taker[shared]] = len(model) + len(p.example) + place + p.day[shared]
    return np.unique(column, return_inverse=True)[1]


def _rows(model: Model, column: Ints, look: Look) -> tuple[Ints, Ints]:
    """The class of each row, a resource's moments of a day or rows over the same classes, and how often it is added."""
    p, matrix, days = model.placements, model.matrix, model.day.shape[1]
    day = np.full(len(model), days)
    day[model.started] = p.day
    taken = model.taker >= 0
    day[model.taker[taken]] = p.day[taken]
    day_of_row = np.full(len(matrix.upper), days)
    np.minimum.at(day_of_row, matrix.row_of, day[matrix.columns])
    look()
    none = np.full(len(matrix.upper), -1)
    resource, weight = none.copy(), np.ones(len(matrix.upper), dtype=np.int64)
    first = np.searchsorted(matrix.block, np.arange(len(model.blocks)))
    for begin, block in zip(first.tolist(), model.blocks, strict=True):
        if block.resource is not None and block.minutes is not None:
            resource[begin : begin + len(block)], weight[begin : begin + len(block)] = block.resource, block.minutes
    moments = resource >= 0
    shape = np.stack(
        [np.where(moments, resource * (days + 1) + day_of_row, _alike(matrix, column, look)), moments], axis=1
    )
    look()
    shape = np.concatenate([shape, matrix.block[:, None]], axis=1)
    return np.unique(shape, axis=0, return_inverse=True)[1].reshape(-1), weight


def _alike(matrix: Matrix, column: Ints, look: Look) -> Ints:
    """A mark of each row that is the same where rows add up the same classes."""
    generator = np.random.default_rng(0)
    marks = generator.integers(1 << 40, size=(2, int(column.max(initial=0)) + 1))
    sign = (matrix.coefficients > 0).astype(np.int64)
    cells = np.unique(np.stack([matrix.row_of, column[matrix.columns], sign], axis=1), axis=0)
    look()
    mark = np.zeros(len(matrix.upper), dtype=np.int64)
    np.add.at(mark, cells[:, 0], marks[cells[:, 2], cells[:, 1]])
    return mark


def _sums(row: Ints, limit: Ints, weight: Ints, rows: int, free: int) -> Ints:
    """The limits of rows added up; without one where any row has none."""
    open_ = np.abs(limit) >= FREE
    total = np.bincount(row, np.where(open_, 0, limit) * weight, rows).astype(np.int64)
    return np.where(np.bincount(row, open_, rows) > 0, free, total)

"""A part of the model: some variables free, all others held at a roster's values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.model import Model
from planner.model.model import Floats
from planner.model.clock import Ints, Mask
from planner.model.rows import FREE, Matrix


@dataclass(frozen=True)
class Part:
    """Rows over the free variables alone, numbered from 0; `variables` gives their numbers in the model."""

    variables: Ints
    price: Floats
    upper: Ints
    rows: Matrix


class Parts:
    """Cuts parts out of one model; what all cuts share is worked out once."""

    def __init__(self, model: Model) -> None:
        self.model, self.matrix = model, model.matrix
        matrix, size = self.matrix, len(model)
        self.price, self.upper = model.price, model.upper
        self.row_of = np.repeat(np.arange(len(matrix.upper)), np.diff(matrix.first))
        order = np.argsort(matrix.columns, kind="stable")
        self.by_column = order
        self.column_first = np.searchsorted(matrix.columns[order], np.arange(size + 1))
        self.plain = model.choices + int((model.day >= 0).sum())
        """Variables from here on follow from placements: rooms, shared sessions and what goals add."""
        pools = model.placements.pools
        self.room_day = np.array([pools[pool].day for pool in model.rooms.pools], dtype=np.int64)

    def cut(self, vector: Ints, sessions: Ints, columns: Mask | None = None) -> Part:
        """The part in which these sessions are free around `vector`, with the rooms and clock times of their days.

        `columns` says which assignments and starts may be used beside those in use, if not all.
        """
        model, matrix = self.model, self.matrix
        p = model.placements
        wanted = np.zeros(len(p.sessions), dtype=bool)
        wanted[sessions] = True
        offered = np.ones(model.choices, dtype=bool) if columns is None else columns | (vector[: model.choices] > 0)
        free = np.zeros(len(model), dtype=bool)
        free[model.assigned] = wanted[p.session] & offered[model.assigned]
        touched = np.zeros(len(p.example), dtype=bool)
        touched[p.assignments.group[free[model.assigned]]] = True
        free[model.started] = touched[p.starts.group] & offered[model.started]
        days = model.day[sessions]
        free[days[days >= 0]] = True
        free[self.plain :] = self._touched(np.flatnonzero(free))
        today = np.zeros(model.day.shape[1], dtype=bool)
        today[p.day[free[model.started]]] = True
        free[model.rooms.begin + np.flatnonzero(today[self.room_day])] = True
        held = np.where(free, 0, vector)
        rest = matrix.upper - matrix.values(held)
        # a placement that a full packing row shuts out is no choice here
        mine = np.flatnonzero(free[: model.choices] & (vector[: model.choices] == 0))
        at = self._entries(mine)
        shut = matrix.columns[at][(matrix.coefficients[at] > rest[self.row_of[at]]) & self._packing[self.row_of[at]]]
        free[shut] = False
        variables = np.flatnonzero(free)
        entries = np.sort(self._entries(variables))
        rows, row = np.unique(self.row_of[entries], return_inverse=True)
        number = np.cumsum(free) - 1
        low = matrix.lower[rows] - (matrix.upper[rows] - rest[rows])
        columns_ = number[matrix.columns[entries]]
        small = Matrix(
            first=np.searchsorted(row, np.arange(len(rows) + 1)),
            columns=columns_,
            coefficients=matrix.coefficients[entries],
            lower=np.where(matrix.lower[rows] <= -FREE, matrix.lower[rows], low),
            upper=rest[rows],
            block=matrix.block[rows],
        )
        return Part(variables, self.price[variables], self.upper[variables], small)

    @cached_property
    def _packing(self) -> Mask:
        """Rows without a negative coefficient."""
        packing = np.ones(len(self.matrix.upper), dtype=bool)
        packing[self.row_of[self.matrix.coefficients < 0]] = False
        return packing

    def _entries(self, variables: Ints) -> Ints:
        """Where in the matrix these variables stand."""
        counts = self.column_first[variables + 1] - self.column_first[variables]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.asarray(self.by_column[np.repeat(self.column_first[variables], counts) + within])

    def _touched(self, variables: Ints) -> Mask:
        """Which following variables share a row with these, or with one that does."""
        touched = np.zeros(len(self.model), dtype=bool)
        while len(variables):
            rows = np.unique(self.row_of[self._entries(variables)])
            rows = rows[self._following_rows[rows]]
            counts = self.matrix.first[rows + 1] - self.matrix.first[rows]
            within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
            reached = np.unique(self.matrix.columns[np.repeat(self.matrix.first[rows], counts) + within])
            variables = reached[(reached >= self.plain) & ~touched[reached]]
            touched[variables] = True
        return touched[self.plain :]

    @cached_property
    def _following_rows(self) -> Mask:
        """Rows that tie a following variable to what it follows from."""
        tied = np.zeros(len(self.matrix.upper), dtype=bool)
        tied[self.row_of[(self.matrix.columns >= self.plain) & (self.matrix.coefficients < 0)]] = True
        return tied

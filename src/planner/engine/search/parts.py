"""A part of the model: some variables free, all others held at a roster's values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.engine.look import Look, unhurried
from planner.model import Model
from planner.model.clock import Ints, Mask
from planner.model.model import Floats
from planner.model.rows import FREE, Matrix, spread


@dataclass(frozen=True)
class Part:
    """Rows over the free variables alone, numbered from 0; `variables` gives their numbers in the model."""

    variables: Ints
    price: Floats
    upper: Ints
    rows: Matrix


class Parts:
    """Cuts parts out of one model; what all cuts share is worked out once."""

    def __init__(self, model: Model, look: Look = unhurried) -> None:
        self.model, self.matrix, self.look = model, model.matrix, look
        matrix = self.matrix
        self.price, self.upper = model.price, model.upper
        self.row_of = matrix.row_of
        self.by_column, self.column_first = matrix.by_column
        pools = model.placements.pools
        self.room_day = np.array([pools[pool].day for pool in model.rooms.pools], dtype=np.int64)

    def cut(self, vector: Ints, sessions: Ints, columns: Mask | None = None, among: int = 1) -> Part:
        """The part in which these sessions are free around `vector`, with the rooms and clock times of their days.

        `columns` says which assignments and starts may be used beside those in use, if not all. What is left of rooms
        and equipment is shared out `among` so many parts, of which this is one.
        """
        matrix = self.matrix
        offered = None if columns is None else columns | (vector[: self.model.choices] > 0)
        free = self._free(sessions, offered)
        held = np.where(free, 0, vector)
        self.look()
        rows = np.unique(self.row_of[self._entries(np.flatnonzero(free))])
        self.look()
        row, at = spread(matrix.first, rows)
        column, coefficient = matrix.columns[at], matrix.coefficients[at]
        used = np.bincount(row, coefficient * held[column], minlength=len(rows)).astype(np.int64)
        low = np.where(matrix.lower[rows] <= -FREE, -FREE, matrix.lower[rows] - used)
        high = np.where(matrix.upper[rows] >= FREE, FREE, matrix.upper[rows] - used)
        high = np.where(self._packing[rows] & (high > 1) & (high < FREE), -(-high // among), high)
        self.look()
        # a placement that a full packing row shuts out is no choice here
        may = free[column] & (column < self.model.choices) & (vector[column] == 0)
        free[column[may & self._packing[rows][row] & (coefficient > high[row])]] = False
        mine = free[column]
        return self._part(free, matrix.block[rows], low, high, row[mine], column[mine], coefficient[mine])

    def alone(self, sessions: Ints, columns: Mask) -> Part:
        """These sessions by themselves, on assignments and starts in `columns`: whatever roster they are in, they keep
        these rows. A row that something else could help to keep is none."""
        matrix, free = self.matrix, self._free(sessions, columns)
        rows = np.unique(self.row_of[self._entries(np.flatnonzero(free))])
        row, at = spread(matrix.first, rows)
        column, coefficient = matrix.columns[at], matrix.coefficients[at]
        mine = free[column]
        lowered = np.bincount(row, ~mine & (coefficient < 0), len(rows)) > 0
        raised = np.bincount(row, ~mine & (coefficient > 0), len(rows)) > 0
        high = np.where(lowered, FREE, matrix.upper[rows])
        low = np.where(raised, -FREE, matrix.lower[rows])
        return self._part(free, matrix.block[rows], low, high, row[mine], column[mine], coefficient[mine])

    def _free(self, sessions: Ints, offered: Mask | None) -> Mask:
        """The variables of these sessions, of assignments and starts only those offered, and all that follows."""
        model, p = self.model, self.model.placements
        wanted = np.zeros(len(p.sessions), dtype=bool)
        wanted[sessions] = True
        free = np.zeros(len(model), dtype=bool)
        free[model.assigned] = wanted[p.session]
        if offered is not None:
            free[model.assigned] &= offered[model.assigned]
        touched = np.zeros(len(p.example), dtype=bool)
        touched[p.assignments.group[free[model.assigned]]] = True
        free[model.started] = touched[p.starts.group]
        if offered is not None:
            free[model.started] &= offered[model.started]
        days = model.day[sessions]
        free[days[days >= 0]] = True
        free[self.model.plain :] = self._touched(np.flatnonzero(free))
        today = np.zeros(model.day.shape[1], dtype=bool)
        today[p.day[free[model.started]]] = True
        free[model.rooms.begin + np.flatnonzero(today[self.room_day])] = True
        return free

    def _part(self, free: Mask, block: Ints, low: Ints, high: Ints, row: Ints, column: Ints, coefficient: Ints) -> Part:
        """Rows over free variables, numbered anew, less those that these variables cannot break."""
        most = np.bincount(row, np.maximum(coefficient, 0) * self.upper[column], minlength=len(high))
        least = np.bincount(row, np.minimum(coefficient, 0) * self.upper[column], minlength=len(high))
        binds = (most > high) | (least < low)
        mine, number = binds[row], np.cumsum(binds) - 1
        row, variables = number[row[mine]], np.flatnonzero(free)
        small = Matrix(
            len(variables),
            first=np.searchsorted(row, np.arange(int(binds.sum()) + 1)),
            columns=(np.cumsum(free) - 1)[column[mine]],
            coefficients=coefficient[mine],
            lower=low[binds],
            upper=high[binds],
            block=block[binds],
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
        return np.asarray(self.by_column[spread(self.column_first, variables)[1]])

    def _touched(self, variables: Ints) -> Mask:
        """Which following variables share a row with these, or with one that does."""
        touched = np.zeros(len(self.model), dtype=bool)
        while len(variables):
            rows = np.unique(self.row_of[self._entries(variables)])
            rows = rows[self._following_rows[rows]]
            reached = np.unique(self.matrix.columns[spread(self.matrix.first, rows)[1]])
            variables = reached[(reached >= self.model.plain) & ~touched[reached]]
            touched[variables] = True
        return touched[self.model.plain :]

    @cached_property
    def _following_rows(self) -> Mask:
        """Rows that tie a following variable to what it follows from."""
        tied = np.zeros(len(self.matrix.upper), dtype=bool)
        tied[self.row_of[(self.matrix.columns >= self.model.plain) & (self.matrix.coefficients < 0)]] = True
        return tied

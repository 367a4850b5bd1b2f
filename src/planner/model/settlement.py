"""Floors settled: all of a model, or again those alone that a change bears on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from planner.model.auxiliaries import Floor, at_once
from planner.model.clock import Ints
from planner.model.rows import spread


class Settlement:
    """All floors of a model, each settled after those that it leans on."""

    def __init__(self, floors: Sequence[Floor], size: int) -> None:
        self.count, self.floors = len(floors), at_once(floors, size)

    @cached_property
    def _turns(self) -> list[_Turn]:
        return [_Turn(floor) for floor in self.floors]

    def settle(self, vector: Ints) -> None:
        """Raise all variables, which are 0, to what the others ask."""
        for floor in self.floors:
            floor.settle(vector)

    def settle_above(self, changed: Ints, vector: Ints) -> tuple[Ints, Ints]:
        """Settle again what these variables bear on; returns which variables these are, and what they were."""
        raised = np.setdiff1d(self._above(changed), changed)
        before, vector[raised] = vector[raised], 0
        for turn in self._turns:
            turn.settle(raised, vector)
        return raised, before

    def _above(self, changed: Ints) -> Ints:
        """The variables that some bear on, through others too; all where a floor leans on a later one."""
        if self._tangled:
            return np.unique(np.concatenate([floor.variables for floor in self.floors]))
        for turn in self._turns:
            changed = np.union1d(changed, turn.above(changed))
        return changed

    @cached_property
    def _tangled(self) -> bool:
        """Whether some floor leans on one that is settled with it or later."""
        later: Ints = np.zeros(0, dtype=np.int64)
        for floor in reversed(self.floors):
            later = np.union1d(later, floor.variables)
            if np.isin(floor.column, later).any():
                return True
        return False


class _Turn:
    """Some floors' entries by column and by row, and their rows by variable."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.by_column, self.by_row = np.argsort(floor.column, kind="stable"), np.argsort(floor.row, kind="stable")
        self.rows = np.argsort(floor.variables, kind="stable")
        self.column, self.variable = floor.column[self.by_column], floor.variables[self.rows]
        self.first = np.searchsorted(floor.row[self.by_row], np.arange(len(floor.minus) + 1))

    def above(self, columns: Ints) -> Ints:
        """The variables that these bear on."""
        entries = self.by_column[_equal(self.column, columns)]
        return np.unique(self.floor.variables[self.floor.row[entries]])

    def settle(self, variables: Ints, vector: Ints) -> None:
        """Raise those of these variables that are its own."""
        floor, rows = self.floor, self.rows[_equal(self.variable, variables)]
        of, at = spread(self.first, rows)
        entries = self.by_row[at]
        needs = np.zeros(len(rows), dtype=np.int64)
        np.add.at(needs, of, floor.coefficient[entries] * vector[floor.column[entries]])
        np.maximum.at(vector, floor.variables[rows], needs - floor.minus[rows])


def _equal(among: Ints, wanted: Ints) -> Ints:
    """Where in a sorted array any of the wanted numbers, each told once, stand."""
    first, last = np.searchsorted(among, wanted, side="left"), np.searchsorted(among, wanted, side="right")
    counts = last - first
    return np.asarray(np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts - first, counts))

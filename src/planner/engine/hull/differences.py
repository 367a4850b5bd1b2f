"""Rows that are much alike, each told by what it adds to the one before: the same program in fewer entries.

The moments of a resource, or the days of a gap, differ by few variables from one to the next. A row told so is an
equation with what the row leaves over as a variable of its own. The interior point method's work grows faster than its
entries do, and prices of either form are prices of the other.
"""

from __future__ import annotations

import numpy as np

from planner.engine.hull.flows import Rows
from planner.model.clock import Ints
from planner.model.model import Floats
from planner.model.rows import FREE

LEFT_OVER = 2
"""Entries that the variables of what is left over add to a row told by its difference."""


class Differences:
    """`rows` over the `size` variables given, then those of what rows leave over, whose upper bounds are `upper`."""

    def __init__(self, given: Rows, size: int) -> None:
        count, row = len(given), np.repeat(np.arange(len(given)), np.diff(given.first))
        self.told = _shorter(given, row)
        """Which rows are told by their difference."""
        involved = self.told | np.append(self.told[1:], False)
        equal, at_most = given.low == given.high, given.high < FREE
        mine = np.flatnonzero(involved & ~equal)
        left = size + np.arange(len(mine))
        sign = np.where(at_most[mine], 1, -1)
        both = (given.low[mine] > -FREE) & at_most[mine]
        self.upper = np.where(both, given.high[mine] - given.low[mine], FREE)
        row = np.concatenate([row, mine])
        columns = np.concatenate([given.columns, left])
        values = np.concatenate([given.values, sign])
        after = np.append(self.told[1:], False)[row]
        row, columns = np.concatenate([row, row[after] + 1]), np.concatenate([columns, columns[after]])
        row, columns, values = _summed(row, columns, np.concatenate([values, -values[after]]))
        limit = np.where(at_most, given.high, given.low)
        limit = limit - np.where(self.told, np.roll(limit, 1), 0)
        low, high = np.where(involved, limit, given.low), np.where(involved, limit, given.high)
        self.rows = Rows(np.searchsorted(row, np.arange(count + 1)), columns, values, low, high)

    def prices(self, of_told: Floats) -> Floats:
        """The prices of the rows given, and of rows added since, by those of the rows told."""
        found = of_told.copy()
        later = np.flatnonzero(self.told)
        found[later - 1] -= of_told[later]
        return found

    def multipliers(self, mine: Ints, weights: Floats) -> tuple[Ints, Floats]:
        """The rows given, or added since, and their multipliers, by those of some of the rows told."""
        later = np.append(self.told, np.zeros(int(mine.max(initial=0)) + 1, dtype=bool))[mine]
        rows, number = np.unique(np.concatenate([mine, mine[later] - 1]), return_inverse=True)
        summed = np.bincount(number, np.concatenate([weights, -weights[later]]), len(rows))
        return rows, np.asarray(summed, dtype=np.float64)


def _shorter(rows: Rows, row: Ints) -> np.ndarray:
    """Which rows have fewer entries as a difference from the one before."""
    order = np.lexsort((row, rows.columns))
    column, where, value = rows.columns[order], row[order], rows.values[order]
    again = (column[1:] == column[:-1]) & (where[1:] == where[:-1] + 1)
    common = np.bincount(where[1:][again], minlength=len(rows))
    gone = np.bincount(where[1:][again & (value[1:] == value[:-1])], minlength=len(rows))
    own = np.diff(rows.first)
    told = own + np.append(0, own[:-1]) - common - gone + LEFT_OVER < own
    told[:1] = False
    return np.asarray(told)


def _summed(row: Ints, columns: Ints, values: Ints) -> tuple[Ints, Ints, Ints]:
    """Entries by row and column, those of the same place added up, and none that is 0."""
    order = np.lexsort((columns, row))
    row, columns, values = row[order], columns[order], values[order]
    first = np.flatnonzero(np.append(True, (np.diff(row) != 0) | (np.diff(columns) != 0))[: len(row)])
    total = np.add.reduceat(values, first) if len(first) else values
    kept = total != 0
    return row[first][kept], columns[first][kept], total[kept]

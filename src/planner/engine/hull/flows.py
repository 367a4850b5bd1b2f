"""The relaxation with a flow through every day's diagram in place of the rows that the diagrams imply.

Beside the model's variables there is one for each arc. A unit flows through each day; as much flows on the arcs of a
kind as its variables come to, and what flows on the arcs that lodge in a room variable is no more than that.

    Σ w(out of the beginning) = 1;   Σ w(into n) = Σ w(out of n);   Σ w(arcs of a kind) = Σ variables of the kind

The bound is read from any prices of the model's rows and the cuts: each day at its cheapest path, every other variable
at its better end, in whole numbers (Geoffrion, "Lagrangean relaxation for integer programming", 1974; Neumaier and
Shcherbina, "Safe bounds in linear and mixed-integer linear programming", 2004). The flows' own prices are not needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.engine.hull.cells import NO_ROOM, Hull
from planner.engine.hull.diagrams import WAIT
from planner.engine.hull.paths import NEVER, Paths
from planner.engine.look import Look, unhurried
from planner.engine.prices import FINE, Prices
from planner.model import Model
from planner.model.clock import Ints, Mask
from planner.model.model import Floats
from planner.model.rows import FREE, spread

LARGEST = 1 << 61
"""No sum of prices may come near to what a whole number of 64 bits holds."""


@dataclass(frozen=True)
class Rows:
    """Rows low ≤ Σ value · column ≤ high in compressed form, all whole: row r has columns[first[r]:first[r + 1]]."""

    first: Ints
    columns: Ints
    values: Ints
    low: Ints
    high: Ints

    def __len__(self) -> int:
        return len(self.high)

    def __add__(self, other: Rows) -> Rows:
        return Rows(
            np.concatenate([self.first, self.first[-1] + other.first[1:]]),
            *(
                np.concatenate([getattr(self, name), getattr(other, name)])
                for name in ("columns", "values", "low", "high")
            ),
        )

    @classmethod
    def of(cls, row: Ints, columns: Ints, values: Ints | int, low: Ints, high: Ints) -> Rows:
        """From entries in any order."""
        order = np.argsort(row, kind="stable")
        values = np.broadcast_to(values, len(row))
        return cls(np.searchsorted(row[order], np.arange(len(high) + 1)), columns[order], values[order], low, high)


class Flows:
    """The relaxation's rows over the model's variables and, after them, the arcs; and the bound that prices prove."""

    def __init__(self, model: Model, hull: Hull, look: Look = unhurried) -> None:
        self.model, self.hull = model, hull
        look()
        self.paths = Paths([cell.diagram for cell in hull.cells], [cell.first for cell in hull.cells])
        look()
        self.first_arc = len(model)
        self.upper = np.concatenate([model.upper, np.ones(len(self.paths.kind), dtype=np.int64)])
        self.price = np.concatenate([model.price, np.zeros(len(self.paths.kind))])
        self.inside = np.zeros(len(model), dtype=bool)
        self.inside[hull.column] = True
        order = np.lexsort((hull.column, hull.kind))
        self.member, self.kind_first = hull.column[order], np.searchsorted(hull.kind[order], np.arange(len(hull.room)))
        look()
        self.kept, self.look = np.flatnonzero(~self._implied()), look

    def __len__(self) -> int:
        return len(self.upper)

    # --- rows -----------------------------------------------------------------------------------------------------

    @cached_property
    def kept_rows(self) -> Rows:
        """The model's rows that remain."""
        matrix = self.model.matrix
        at, entries = spread(matrix.first, self.kept)
        return Rows.of(
            at, matrix.columns[entries], matrix.coefficients[entries], matrix.lower[self.kept], matrix.upper[self.kept]
        )

    @cached_property
    def rows(self) -> Rows:
        """Those of the model's that are kept, and the flows'."""
        found = self.kept_rows
        for more in (self._through, self._linked, self._lodged):
            self.look()
            found += more()
        return found

    def _implied(self) -> Mask:
        """The model's rows that one day's diagram minds and no variable of another day enters."""
        hull, model, matrix = self.hull, self.model, self.model.matrix
        owner = np.full(len(model), -1)
        firsts = np.array([cell.first for cell in hull.cells], dtype=np.int64)
        owner[hull.column] = np.searchsorted(firsts, hull.kind, side="right") - 1
        starts = np.flatnonzero((model.rooms.count > 0) & (model.taker >= 0))
        count = model.rooms.count[starts]
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        owner = _only(
            np.repeat(model.rooms.first[starts], count) + within, np.repeat(owner[model.taker[starts]], count), owner
        )
        of_row = _only(matrix.row_of, owner[matrix.columns], np.full(len(matrix.upper), -1)).tolist()
        return np.array([of >= 0 and row in hull.cells[of].rows for row, of in enumerate(of_row)], dtype=bool)

    def _through(self) -> Rows:
        """What flows into a node flows out; out of a beginning flows one."""
        paths, arcs = self.paths, self.first_arc + np.arange(len(self.paths.kind))
        number = np.full(paths.size, -1)
        number[paths.nodes] = np.arange(len(paths.nodes))
        inner = number[paths.head] >= 0
        row = np.concatenate([number[paths.tail], number[paths.head[inner]]])
        values = np.concatenate([np.ones(len(arcs), np.int64), np.full(int(inner.sum()), -1)])
        one = np.isin(paths.nodes, paths.begins).astype(np.int64)
        return Rows.of(row, np.concatenate([arcs, arcs[inner]]), values, one, one)

    def _linked(self) -> Rows:
        """As many as flow on the arcs of a kind are its variables; kinds apart only by their rooms count together."""
        hull, started = self.hull, np.flatnonzero(self.paths.kind != WAIT)
        least = np.full(len(self.model), len(hull.room))
        np.minimum.at(least, hull.column, hull.kind)
        of_kind = least[self.member[self.kind_first]]
        columns = np.flatnonzero(self.inside)
        _, row = np.unique(np.concatenate([of_kind[self.paths.kind[started]], least[columns]]), return_inverse=True)
        values = np.concatenate([np.ones(len(started), np.int64), np.full(len(columns), -1)])
        none = np.zeros(int(row.max(initial=-1)) + 1, dtype=np.int64)
        return Rows.of(row, np.concatenate([self.first_arc + started, columns]), values, none, none)

    def _lodged(self) -> Rows:
        """No more flows on arcs that lodge in a room variable than it comes to; days without a choice may add to it."""
        room = np.append(self.hull.room, NO_ROOM)[self.paths.kind]
        lodging = np.flatnonzero(room != NO_ROOM)
        rooms, row = np.unique(room[lodging], return_inverse=True)
        values = np.concatenate([np.ones(len(lodging), np.int64), np.full(len(rooms), -1)])
        none = np.zeros(len(rooms), dtype=np.int64)
        columns = np.concatenate([self.first_arc + lodging, rooms])
        return Rows.of(np.concatenate([row, np.arange(len(rooms))]), columns, values, none - FREE, none)

    # --- the bound ------------------------------------------------------------------------------------------------

    def bound(self, dual: Floats, whole: int, solution: Floats, cuts: Rows | None = None) -> Prices:
        """What every roster costs at least by these prices of the rows and, after them, the cuts; and what choosing
        each of the model's variables adds to it at least. `whole` makes the model's prices whole numbers; `solution` is
        what the relaxation chooses at these prices."""
        model, matrix = self.model, self.model.matrix
        prices = np.zeros(len(matrix.upper))
        prices[self.kept] = dual[: len(self.kept)]
        every = Rows(matrix.first, matrix.columns, matrix.coefficients, matrix.lower, matrix.upper)
        reduced = np.zeros(len(self), dtype=np.int64)
        reduced[: self.first_arc] = np.rint(model.price * whole).astype(np.int64) * FINE
        total, largest, chosen = 0, float(np.abs(reduced) @ self.upper.astype(float)), solution[model.assigned]
        for rows, priced in [(every, prices)] + ([(cuts, dual[len(self.rows) :])] if cuts else []):
            fine = _fine(priced, whole, rows)
            at = np.where(fine > 0, rows.low, np.where(fine < 0, rows.high, 0))
            paid, row = np.zeros(len(self), dtype=np.int64), np.repeat(np.arange(len(rows)), np.diff(rows.first))
            entries = np.abs(rows.values * fine[row].astype(float))
            largest += float(np.abs(fine.astype(float)) @ np.abs(at)) + float(entries @ self.upper[rows.columns])
            if largest > LARGEST:
                return Prices(-math.inf, np.zeros(len(model)), prices, chosen)
            np.add.at(paid, rows.columns, rows.values * fine[row])
            reduced -= paid
            total += int(fine @ at)
        outside = np.flatnonzero(~self.inside)
        total += int(np.minimum(reduced[outside], 0) @ self.upper[outside])
        days, inside = self._days(reduced)
        unit, found = whole * FINE, reduced[: self.first_arc] / (whole * FINE)
        found[self.inside] = inside[self.inside] / unit
        lodged = self.hull.room[self.hull.room != NO_ROOM]
        found[lodged] = np.minimum(found[lodged], 0.0)  # the days pay for it
        return Prices(model.constant + (total + days) / unit, found, prices, chosen)

    def _days(self, reduced: Ints) -> tuple[int, Ints]:
        """What the days cost at least, and how much more when a variable is chosen, by variables' and arcs' costs."""
        hull, paths = self.hull, self.paths
        if not len(hull.room):
            return 0, np.zeros(len(self.model), dtype=np.int64)
        least = np.minimum.reduceat(reduced[self.member], self.kind_first)
        room = np.where(hull.room == NO_ROOM, 0, np.maximum(reduced[hull.room], 0))
        cost = np.append(least + room, 0)[paths.kind] + reduced[self.first_arc :]
        ahead, behind = paths.ahead(cost), paths.behind(cost)
        through = behind[paths.tail] + cost + ahead[paths.head] - ahead[paths.begins][paths.day[paths.tail]]
        more = np.full(len(hull.room) + 1, NEVER)
        np.minimum.at(more, paths.kind, through)
        found = np.full(len(self.model), NEVER)
        np.minimum.at(found, hull.column, more[hull.kind] + reduced[hull.column] - least[hull.kind])
        return int(ahead[paths.begins].sum()), found


def _fine(prices: Floats, whole: int, rows: Rows) -> Ints:
    """Prices in whole parts of a unit; of the wrong sign, or no numbers, they count as 0."""
    y = np.rint(np.where(np.isfinite(prices), prices, 0.0) * FINE) * whole
    y = np.where((rows.low <= -FREE) & (y > 0) | (rows.high >= FREE) & (y < 0), 0.0, y)
    return np.where(np.abs(y) < LARGEST, y, 0.0).astype(np.int64)


def _only(of: Ints, value: Ints, otherwise: Ints) -> Ints:
    """The value that all have that are of the same thing, −1 where they differ; `otherwise` where there are none."""
    least, most = np.full(len(otherwise), FREE), np.full(len(otherwise), -FREE)
    np.minimum.at(least, of, value)
    np.maximum.at(most, of, value)
    return np.where(least > most, otherwise, np.where(least == most, least, -1))

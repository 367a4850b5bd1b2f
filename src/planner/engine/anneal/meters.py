"""What is measured while sessions come and go: the goals' floors, and rows that a placement may help to keep.

A floor is a variable as small as its terms let it: at least 0 and at least each term, a sum less what it may be. A
signed row is the term of a floor with no variable: what is beyond it costs more than anything gains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.engine.anneal.keys import packing_rows
from planner.engine.look import Look, unhurried
from planner.model import Model
from planner.model.clock import Ints, Mask
from planner.model.model import Floats
from planner.model.rows import FREE, spread

DEAR = 1.5
"""What a broken row costs, in the dearest of all prices."""
DEEP = 8
"""Floors lean on floors less than so often."""


@dataclass(frozen=True)
class _Terms:
    """The variable that each term raises, −1 for none; what it may be; and its entries: term, variable, size."""

    raised: Ints
    minus: Ints
    term: Ints
    column: Ints
    size: Ints

    @classmethod
    def joined(cls, parts: Sequence[_Terms]) -> _Terms:
        """The terms of all parts, one after the other."""
        none, before = np.zeros(0, dtype=np.int64), np.cumsum([0, *(len(part.raised) for part in parts)])
        return cls(
            np.concatenate([none, *(part.raised for part in parts)]),
            np.concatenate([none, *(part.minus for part in parts)]),
            np.concatenate([none, *(part.term + at for part, at in zip(parts, before.tolist(), strict=False))]),
            np.concatenate([none, *(part.column for part in parts)]),
            np.concatenate([none, *(part.size for part in parts)]),
        )

    def only(self, terms: Ints) -> _Terms:
        """Some of the terms, in this order."""
        number = np.full(len(self.raised), -1, dtype=np.int64)
        number[terms] = np.arange(len(terms))
        keep = (number[self.term] >= 0) & (self.size != 0)
        entries = number[self.term[keep]], self.column[keep], self.size[keep]
        return _Terms(self.raised[terms], self.minus[terms], *entries)


@dataclass(frozen=True)
class Meters:
    """Floors with their terms, and the entries of each variable in terms.

    `apart` are the model's rows that are kept so. `value` and `level` are how terms and floors stand with nothing
    placed. One more of a `tangled` variable can change a floor that others lean on; `relief` is what one more can lower
    the cost by.
    """

    apart: Mask
    entry_first: Ints
    entry_row: Ints
    entry_size: Ints
    floor_of: Ints
    term_first: Ints
    variable: Ints
    price: Floats
    value: Ints
    level: Ints
    tangled: Mask
    relief: Floats


def meters_of(model: Model, look: Look = unhurried) -> Meters | None:
    """The meters of a model; None where floors do not lean on earlier ones alone, or ask for something of nothing."""
    apart, signed = _signed(model)
    look()
    floors = _floors(model)
    look()
    if floors is None or (floors.minus < 0).any():
        return None
    terms = _Terms.joined([floors, signed])
    counts = (terms.raised < 0) | (model.price[terms.raised] != 0) | np.isin(terms.raised, terms.column)
    name = np.where(terms.raised < 0, len(model) + np.arange(len(terms.raised)), terms.raised)
    order = np.argsort(name, kind="stable")
    terms = terms.only(order[counts[order]])
    first = np.flatnonzero(np.diff(name[order[counts[order]]], prepend=-1))
    variable = terms.raised[first]
    floor_of = np.repeat(np.arange(len(first)), np.diff(first, append=len(terms.raised)))
    look()
    by_column = np.lexsort((terms.term, terms.column))
    column, row, size = terms.column[by_column], terms.term[by_column], terms.size[by_column]
    level = np.zeros(len(first), dtype=np.int64)
    np.maximum.at(level, floor_of, -terms.minus)
    dearest = DEAR * float(np.abs(model.price).max(initial=1.0))
    price = np.where(variable < 0, dearest, model.price[variable])
    look()
    leant_on = (variable >= 0) & np.isin(variable, column)
    return Meters(
        apart=apart,
        entry_first=np.searchsorted(column, np.arange(len(model) + 1)),
        entry_row=row,
        entry_size=size,
        floor_of=floor_of,
        term_first=np.append(first, len(terms.raised)),
        variable=variable,
        price=price,
        value=-terms.minus,
        level=level,
        tangled=np.bincount(column, leant_on[floor_of[row]], len(model)) > 0,
        relief=_relief(column, floor_of[row], size, variable, price, len(model)),
    )


def _floors(model: Model) -> _Terms | None:
    """The goals' floors; None where one leans on a floor that is raised after it, or with it."""
    floors = model.raised
    raised = {int(v): number for number, floor in enumerate(floors) for v in floor.variables}
    for number, floor in enumerate(floors):
        if any(
            raised.get(int(column), -1) >= number for column in np.unique(floor.column[floor.column >= model.plain])
        ):
            return None
    return _Terms.joined([_Terms(f.variables, f.minus, f.row, f.column, f.coefficient) for f in floors])


def _signed(model: Model) -> tuple[Mask, _Terms]:
    """Rows that are neither plain packing rows nor kept whatever is chosen, and their terms.

    A row over floors' variables is one too, for no placement takes such a variable.
    """
    matrix = model.matrix
    follows = np.array([block.follows for block in model.blocks], dtype=bool)[matrix.block]
    raised = np.zeros(len(model), dtype=bool)
    for floor in model.raised:
        raised[floor.variables] = True
    apart = ~packing_rows(matrix)
    apart[matrix.row_of[raised[matrix.columns]]] = True
    rows = np.flatnonzero(apart & ~follows)
    above, below = rows[matrix.upper[rows] < FREE], rows[matrix.lower[rows] > -FREE]
    sides = []
    for side, sign, minus in ((above, 1, matrix.upper[above]), (below, -1, -matrix.lower[below])):
        term, at = spread(matrix.first, side)
        none = np.full(len(side), -1, dtype=np.int64)
        sides.append(_Terms(none, minus, term, matrix.columns[at], sign * matrix.coefficients[at]))
    return apart, _Terms.joined(sides)


def _relief(column: Ints, floor: Ints, size: Ints, variable: Ints, price: Floats, count: int) -> Floats:
    """What one more of each variable lowers the cost by at most, through all floors above it."""
    weight = np.abs(price)
    for _ in range(DEEP):
        above = np.bincount(column, np.abs(size) * weight[floor], count)
        weight = np.abs(price) + np.where(variable < 0, 0.0, above[variable])
    lowers = (size < 0) | (price[floor] < 0)
    return np.asarray(np.bincount(column[lowers], (np.abs(size) * weight[floor])[lowers], count), dtype=np.float64)

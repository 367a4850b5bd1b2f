"""Rounding cuts in whole numbers: rows added up with multipliers, and every coefficient rounded.

Gomory, "Outline of an algorithm for integer solutions to linear programs" (Bulletin of the AMS 64, 1958) and Chvátal,
"Edmonds polytopes and a hierarchy of combinatorial problems" (Discrete Mathematics 4, 1973). Where every variable is
whole, from 0 to its upper bound, and every row holds, a cut holds whatever the multipliers: floating point only
chooses them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from planner.engine.hull.flows import LARGEST, Rows
from planner.engine.look import Look, unhurried
from planner.model.clock import Ints
from planner.model.model import Floats
from planner.model.rows import FREE, spread

MOST = 720
"""The largest denominator that multipliers are read with."""
NEAR = 1e-6
"""How near multipliers come to fractions of a denominator."""
LITTLE = 1e-3
"""A cut by less than this distance is none."""
WIDEST = 2_000
"""Variables of a cut, at most."""

Cut = tuple[Ints, Ints, int]
"""Columns, coefficients and what they come to at most."""


def cuts(
    rows: Rows,
    upper: Ints,
    solution: Floats,
    multipliers: Iterable[tuple[Ints, Floats]],
    most: int,
    look: Look = unhurried,
) -> Rows:
    """The deepest cuts of a solution, at most so many, from some rows and multipliers of them."""
    found: dict[bytes, tuple[float, Cut]] = {}
    for mine, weights in multipliers:
        look()
        parts, whole = _fractions(weights)
        for sign in (1, -1) if whole > 1 else ():
            cut = rounded(rows, upper, solution, mine, sign * parts, whole)
            columns, values, high = cut
            if 0 < len(columns) <= WIDEST:
                depth = (float(values @ solution[columns]) - high) / float(np.linalg.norm(values))
                if depth > LITTLE:
                    found[columns.tobytes() + values.tobytes()] = depth, cut
    deepest = [cut for _, cut in sorted(found.values(), key=lambda each: -each[0])[:most]]
    sizes = np.array([len(columns) for columns, _, _ in deepest], dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    return Rows(
        np.append(0, np.cumsum(sizes)),
        np.concatenate([none, *(columns for columns, _, _ in deepest)]),
        np.concatenate([none, *(values for _, values, _ in deepest)]),
        np.full(len(deepest), -FREE),
        np.array([high for _, _, high in deepest], dtype=np.int64),
    )


def rounded(rows: Rows, upper: Ints, solution: Floats, mine: Ints, parts: Ints, whole: int) -> Cut:
    """The cut by multipliers parts / whole of these rows, rounded around a solution.

    Whole multiples of a row may be left out. A row at most `high` is added with the fraction above, one at least `low`
    with the fraction below. A variable at its upper bound counts by what is left to it.
    """
    equal, at_most = rows.low[mine] == rows.high[mine], rows.high[mine] < FREE
    parts = np.where(at_most | equal, parts % whole, -(-parts % whole))
    limit = np.where(at_most, rows.high[mine], rows.low[mine])
    row, at = spread(rows.first, mine)
    assert float(np.abs(rows.values[at].astype(float)) @ upper[rows.columns[at]]) * whole < LARGEST
    columns, entry = np.unique(rows.columns[at], return_inverse=True)
    total = np.zeros(len(columns), dtype=np.int64)
    np.add.at(total, entry, rows.values[at] * parts[row])
    full = 2 * solution[columns] > upper[columns]
    values = np.where(full, -(-total // whole), total // whole)
    high = (int(parts @ limit) - int(total[full] @ upper[columns[full]])) // whole
    high += int(values[full] @ upper[columns[full]])
    kept = values != 0
    return columns[kept], values[kept], high


def _fractions(weights: Floats) -> tuple[Ints, int]:
    """The multipliers as whole parts of the smallest denominator that all are near to, 1 if there is none."""
    values = np.unique(np.round(weights % 1, 8))
    wholes = np.arange(1, MOST + 1)[:, None]
    near = np.abs(values * wholes - np.rint(values * wholes)).max(axis=1, initial=0.0) < NEAR * wholes[:, 0]
    whole = 1 + int(np.argmax(near))
    return np.rint(weights * whole).astype(np.int64), whole

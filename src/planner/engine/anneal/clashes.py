"""Which keys clash, compiled: all pairs of keys that share a row, each pair once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.engine.anneal.tuples import table_of
from planner.engine.look import Look, unhurried
from planner.model.clock import Ints

PIECE = 4096
"""Keys from one look at the stop to the next."""
Int32 = NDArray[np.int32]


class Pairs(NamedTuple):
    """The rows of each key, the keys of each row, marks of keys seen, and the clashes of each key."""

    row_first: Ints
    row: Ints
    key_first: Ints
    key: Ints
    mark: Ints
    clash_first: Ints
    clash: Int32


def pairs(p: Pairs, first: int, last: int, total: int, filling: int) -> int:
    """Count the pairs of some keys on top of a total, or fill them in; compiled."""
    for one in range(first, last):
        p.clash_first[one] = total
        seen = one + 1 if filling == 0 else -one - 1
        for at in range(p.row_first[one], p.row_first[one + 1]):
            row = p.row[at]
            for each in range(p.key_first[row], p.key_first[row + 1]):
                other = p.key[each]
                if p.mark[other] != seen:
                    p.mark[other] = seen
                    if filling > 0:
                        p.clash[total] = other
                    total += 1
    p.clash_first[last] = total
    return total


def clashes(run: Callable[..., int], row: Ints, key: Ints, count: int, look: Look = unhurried) -> tuple[Ints, Int32]:
    """For each of `count` keys the keys it shares a row with, itself among them: where they begin, and the keys.

    `run` is `pairs`, compiled.
    """
    look()
    _, row = np.unique(row, return_inverse=True)
    look()
    by_key, by_row = np.argsort(key, kind="stable"), np.argsort(row, kind="stable")
    look()
    p = Pairs(
        np.searchsorted(key[by_key], np.arange(count + 1)),
        row[by_key],
        np.searchsorted(row[by_row], np.arange(int(row.max(initial=-1)) + 2)),
        key[by_row],
        np.zeros(count, dtype=np.int64),
        np.zeros(count + 1, dtype=np.int64),
        np.zeros(0, dtype=np.int32),
    )

    def read(filling: int) -> int:
        table, total = table_of(p), 0
        for first in range(0, count, PIECE):
            look()
            total = run(table, first, min(count, first + PIECE), total, filling)
        return total

    p = p._replace(clash=np.zeros(read(0), dtype=np.int32))
    read(1)
    return p.clash_first, p.clash

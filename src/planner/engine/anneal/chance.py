"""Chance inside the compiled search: one stream of numbers for each state, the same for the same seed."""

from __future__ import annotations

import numpy as np

from planner.engine.anneal.board import Board
from planner.engine.anneal.compiler import compiled

SHIFTS = np.uint64(12), np.uint64(25), np.uint64(27)
FACTOR, DROPPED = np.uint64(0x2545F4914F6CDD1D), np.uint64(11)
STEP = 2.0**-53


@compiled
def unit(b: Board) -> float:
    """A number from 0 up to 1, by xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators",
    2016."""
    x = b.seed[0]
    x ^= x >> SHIFTS[0]
    x ^= x << SHIFTS[1]
    x ^= x >> SHIFTS[2]
    b.seed[0] = x
    return float((x * FACTOR) >> DROPPED) * STEP


@compiled
def below(b: Board, count: int) -> int:
    """A whole number from 0 up to `count`."""
    return int(unit(b) * count)

"""How hot to begin and how cold to end, read from the prices alone."""

from __future__ import annotations

import numpy as np

from planner.engine.anneal.board import NONE, Board, Int32
from planner.model.clock import Ints
from planner.model.model import Floats

HOT = 0.3
"""The heat at which a cooling begins, as a part of what leaving out a session costs at least."""
FEW = 0.1
"""The part of the smallest steps between prices that count for less than chance."""


def heats(b: Board) -> tuple[float, float]:
    """From a part of what a session gains that is placed, to the small steps between one day's price and another's."""
    worth = -b.turn[: b.sessions][b.roll_at != NONE]
    steps = np.concatenate([_steps(b.visit_least, b.visit_first), _steps(b.start_price[: b.starts], b.start_first)])
    hot = HOT * float(worth.min(initial=np.inf)) if len(worth) else 1.0
    cold = float(np.quantile(steps, FEW)) if len(steps) else hot
    return max(hot, cold), min(hot, cold)


def _steps(prices: Floats, first: Int32 | Ints) -> Floats:
    """The steps between neighbouring prices, those of one thing together."""
    of = np.repeat(np.arange(len(first) - 1), np.diff(first))
    order = np.lexsort((prices, of))
    steps = np.diff(prices[order])[np.diff(of[order]) == 0]
    return np.asarray(steps[steps > 1e-9])

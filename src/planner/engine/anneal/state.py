"""A board on which nobody is placed yet."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.engine.anneal.board import BROKEN, GUIDED, LEFT_OUT, MOST_DAYS, NONE, Board
from planner.engine.anneal.ground import Visits, ground_of
from planner.engine.anneal.keys import Keys
from planner.engine.anneal.meters import Meters
from planner.engine.anneal.ranks import ranked
from planner.engine.anneal.tuples import elements_of
from planner.engine.look import Look, unhurried
from planner.model import Model
from planner.model.clock import Ints

SEED = 0x9E3779B97F4A7C15
KINDS = ("", "best_", "old_", "pick_", "try_", "way_")
MORE = 8
"""So many sessions a move may try beside all there are."""


def empty_board(model: Model, keys: Keys, meters: Meters, visits: Visits, seed: int, look: Look = unhurried) -> Board:
    """Nobody placed; sessions that never pay are not on the roll."""
    ground = ground_of(model, keys, meters, visits, look)
    by_cost = ranked(model, keys, visits, meters.relief, model.price)
    ground |= {name: np.tile(values, 2) for name, values in by_cost.items()}
    sessions, parts = len(model.sessions), len(model.placements.parts)
    pays = np.zeros(sessions, dtype=bool)
    pays[ground["visit_session"][ground["visit_least"] < 0]] = True
    roll = np.flatnonzero(pays)
    roll_at = _ints(sessions)
    roll_at[roll] = np.arange(len(roll))
    counted = _ints(GUIDED + 1, 0)
    counted[LEFT_OUT], counted[BROKEN] = len(roll), meters.level[meters.variable < 0].sum()
    most = int(np.diff(ground["part_first"]).max(initial=1))
    state: dict[str, Any] = {f"{kind}{what}": _ints(parts) for kind in KINDS for what in ("assignment", "at", "room")}
    state |= {
        "counted": counted,
        "cost": np.array([model.constant + float(meters.level @ meters.price), np.inf]),
        "seed": np.array([SEED ^ (seed + 1)], dtype=np.uint64),
        "roll": roll,
        "roll_at": roll_at,
        "touched": _ints(sessions),
        "touched_at": _ints(sessions),
        "head": _ints(ground["shifts"]),
        "before": _ints(parts),
        "after": _ints(parts),
        "blocked": keys.blocked,
        "slack": keys.slack,
        "users": _ints(len(model) - model.choices, 0),
        "lodged": _ints(len(model) - model.choices),
        "value": meters.value,
        "level": meters.level,
        "stack": _ints(2 * len(meters.entry_row) + 2),
        "order": _ints(most),
        "found": _ints(3),
        "line": _ints(sessions + MORE),
        "rank": np.zeros(sessions + MORE),
        "touched_day": _ints(MOST_DAYS),
    }
    made, given = dict[str, Any](), ground | state
    for name, kind in elements_of(Board).items():
        look()
        made[name] = _as(kind, given[name])
    return Board(**made)


def _ints(count: int, value: int = NONE) -> Ints:
    return np.full(count, value, dtype=np.int64)


def _as(kind: type | None, value: Any) -> Any:
    """An array of its own, as its field wants it."""
    if not kind:
        return int(value)
    made: NDArray[Any] = np.array(value, dtype=kind, order="C")
    assert made.dtype == value.dtype or np.array_equal(made, value)  # each number has room
    return made

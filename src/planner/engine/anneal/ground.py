"""What the annealing stands on: a model as flat arrays that never change while it runs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from planner.engine.anneal.keys import Keys
from planner.engine.anneal.meters import Meters
from planner.model import Model
from planner.model.clock import Ints
from planner.model.model import Floats


def taken(model: Model) -> Ints:
    """The variables that placements take."""
    takers = np.unique(model.taker[model.taker >= model.choices])
    rooms = np.arange(model.rooms.begin, model.rooms.begin + len(model.rooms.pools))
    return np.concatenate([model.assigned, model.started, model.day[model.day >= 0], takers, rooms])


def ground_of(model: Model, keys: Keys, meters: Meters) -> dict[str, Any]:
    """The fields of a board that never change."""
    p, price = model.placements, model.price
    a, days = p.assignments, model.day.shape[1]
    part_of = np.array([part.session for part in p.parts], dtype=np.int64)
    group_size = np.bincount(a.group, minlength=len(p.example))
    visit_session, visit_day = np.nonzero(model.day >= 0)
    visit_variable = model.day[visit_session, visit_day]
    visit_first = np.searchsorted(visit_session, np.arange(len(p.sessions) + 1))
    visit_on = np.full(model.day.shape, -1, dtype=np.int64)
    visit_on[visit_session, visit_day] = np.arange(len(visit_session))
    cells = np.diff(visit_first)[part_of]
    cell_first = np.cumsum(cells) - cells
    cell = cell_first[a.part] + visit_on[p.session, a.day] - visit_first[p.session]
    cell[visit_on[p.session, a.day] < 0] = cells.sum()
    offer = np.argsort(cell, kind="stable")
    offer_first = np.searchsorted(cell[offer], np.arange(cells.sum() + 1))
    of_cell = np.repeat(np.arange(len(part_of)), cells)
    visit_of_cell = visit_first[part_of[of_cell]] + np.arange(cells.sum()) - cell_first[of_cell]
    # the least that each visit can cost, whatever else is placed
    low = price - meters.relief
    earliest = np.full(len(p.example), np.inf)
    np.minimum.at(earliest, p.starts.group, low[model.started])
    least_of_cell = np.full(int(cells.sum()) + 1, np.inf)
    np.minimum.at(least_of_cell, cell, low[model.assigned] + earliest[a.group])
    least = low[visit_variable] + np.bincount(visit_of_cell, least_of_cell[:-1], len(visit_variable))
    shuts = np.diff(keys.clash_first)[keys.of[visit_variable]]
    by_key = np.argsort(keys.of[visit_variable], kind="stable")
    start = np.lexsort((p.start, price[model.started], p.starts.group))
    return {
        "sessions": len(p.sessions),
        "days": days,
        "shifts": days * len(p.practitioners),
        "started": int(model.started[0]),
        "choices": model.choices,
        "part_first": np.searchsorted(part_of, np.arange(len(p.sessions) + 1)),
        "session": part_of,
        "visit_first": visit_first,
        "visit_variable": visit_variable,
        "visit_session": visit_session,
        "visit_on": visit_on.ravel(),
        "plan_before": _neighbours(model, -1),
        "plan_after": _neighbours(model, 1),
        "cell_first": cell_first,
        "offer_first": offer_first,
        "offer": offer,
        "group": a.group,
        "shift": a.practitioner * days + a.day,
        "day": a.day,
        "start_first": p.starts.first,
        "start": start,
        "start_price": price[model.started[start]],
        "start_key": keys.of[model.started[start]],
        "minute": p.start,
        "taker": model.taker,
        "room_first": model.rooms.first,
        "room_count": model.rooms.count,
        "key": keys.of,
        "clash_first": keys.clash_first,
        "clash": keys.clash,
        "row_first": keys.row_first,
        "row": keys.row,
        "row_size": keys.row_size,
        "member_first": keys.member_first,
        "member": keys.member,
        "member_size": keys.member_size,
        "largest": keys.largest,
        "weight": np.bincount(keys.of[model.started], group_size[p.starts.group], keys.count),
        "holder_first": np.searchsorted(keys.of[visit_variable][by_key], np.arange(keys.count + 1)),
        "holder": by_key,
        "entry_first": meters.entry_first,
        "entry_row": meters.entry_row,
        "entry_size": meters.entry_size,
        "tangled": meters.tangled,
        "floor_of": meters.floor_of,
        "term_first": meters.term_first,
        "floor_variable": meters.variable,
        "price": price,
        "floor_price": meters.price,
        "visit_least": least,
        "turn": _turns(len(p.sessions), visit_session, visit_day, least, shuts),
    }


def _neighbours(model: Model, step: int) -> Ints:
    """The next session of each one's plan, before (−1) or after it (1); −1 where there is none."""
    found = np.full(len(model.sessions), -1, dtype=np.int64)
    order = sorted(range(len(model.sessions)), key=lambda n: (model.sessions[n].plan, step * model.sessions[n].number))
    for one, other in pairwise(order):
        if model.sessions[one].plan == model.sessions[other].plan:
            found[one] = other
    return found


def _turns(count: int, session: Ints, day: Ints, least: Floats, shuts: Ints) -> Floats:
    """Four orders of the sessions, the first first."""
    worth, few, wide, ideal = (np.full(count, np.inf) for _ in range(4))
    np.minimum.at(worth, session, least)
    choices = np.bincount(session)
    few[: len(choices)] = choices
    np.minimum.at(wide, session, -shuts.astype(float))
    cheapest = least <= worth[session]
    np.minimum.at(ideal, session[cheapest], day[cheapest].astype(float))
    return np.concatenate([worth, few, wide, ideal])

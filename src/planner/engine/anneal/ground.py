"""What the annealing stands on: a model as flat arrays that never change while it runs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from planner.engine.anneal.keys import Keys
from planner.engine.anneal.meters import Meters
from planner.engine.look import Look
from planner.model import Model
from planner.model.clock import Ints
from planner.model.model import Floats

OF_KEYS = ["clash_first", "clash", "row_first", "row", "row_size", "member_first", "member", "member_size", "largest"]
OF_METERS = ["entry_first", "entry_row", "entry_size", "tangled", "floor_of", "term_first"]


def taken(model: Model) -> Ints:
    """The variables that placements take."""
    takers = np.unique(model.taker[model.taker >= model.choices])
    rooms = np.arange(model.rooms.begin, model.rooms.begin + len(model.rooms.pools))
    return np.concatenate([model.assigned, model.started, model.day[model.day >= 0], takers, rooms])


def ground_of(model: Model, keys: Keys, meters: Meters, visits: Visits, look: Look) -> dict[str, Any]:
    """The fields of a board that never change, but for those of keys and floors, which are theirs."""
    sessions = _sessions(model, keys, meters, visits, look)
    look()
    return {
        **sessions,
        **_starts(model, keys),
        **{name: getattr(keys, name) for name in OF_KEYS},
        **{name: getattr(meters, name) for name in OF_METERS},
        "price": model.price,
        "key": keys.of,
        "floor_price": meters.price,
        "floor_variable": meters.variable,
    }


class Visits:
    """Sessions on the days they can be placed on, and what may be given of each part there, a *cell* each."""

    def __init__(self, model: Model) -> None:
        p, a = model.placements, model.placements.assignments
        self.part_of = np.array([part.session for part in p.parts], dtype=np.int64)
        self.session, self.day = np.nonzero(model.day >= 0)
        self.variable = model.day[self.session, self.day]
        self.first = np.searchsorted(self.session, np.arange(len(p.sessions) + 1))
        self.on = np.full(model.day.shape, -1, dtype=np.int64)
        self.on[self.session, self.day] = np.arange(len(self.session))
        counts = np.diff(self.first)[self.part_of]
        self.cell_first, self.cells = np.cumsum(counts) - counts, int(counts.sum())
        visit = self.on[p.session, a.day]
        self.cell = np.where(visit < 0, self.cells, self.cell_first[a.part] + visit - self.first[p.session])
        """The cell of each assignment; of one whose visit lacks another part that day, none."""
        part = np.repeat(np.arange(len(self.part_of)), counts)
        self.of_cell = self.first[self.part_of[part]] + np.arange(self.cells) - self.cell_first[part]
        """The visit of each cell."""
        self.offer: Ints = np.argsort(self.cell, kind="stable")
        """The assignments, by cell."""

    def least(self, model: Model, low: Floats) -> Floats:
        """What each visit comes to at least, by what each variable does."""
        p = model.placements
        earliest = np.full(len(p.example), np.inf)
        np.minimum.at(earliest, p.starts.group, low[model.started])
        of_cell = np.full(self.cells + 1, np.inf)
        np.minimum.at(of_cell, self.cell, low[model.assigned] + earliest[p.assignments.group])
        return np.asarray(low[self.variable] + np.bincount(self.of_cell, of_cell[:-1], len(self.variable)))


def _sessions(model: Model, keys: Keys, meters: Meters, visits: Visits, look: Look) -> dict[str, Any]:
    """Sessions, their parts, the days they can be placed on, and by whom."""
    p, days = model.placements, model.day.shape[1]
    held, least = keys.of[visits.variable], visits.least(model, model.price - meters.relief)
    look()
    offer, holder = visits.offer, np.argsort(held, kind="stable")
    look()
    return {
        "sessions": len(p.sessions),
        "days": days,
        "shifts": days * len(p.practitioners),
        "visits": len(visits.variable),
        "offers": len(visits.offer),
        "starts": len(p.start),
        "part_first": np.searchsorted(visits.part_of, np.arange(len(p.sessions) + 1)),
        "session": visits.part_of,
        "visit_first": visits.first,
        "visit_variable": visits.variable,
        "visit_key": held,
        "visit_session": visits.session,
        "visit_on": visits.on.ravel(),
        "visit_least": least,
        "plan_before": _neighbours(model, -1),
        "plan_after": _neighbours(model, 1),
        "turn": _turns(len(p.sessions), visits.session, visits.day, least, np.diff(keys.clash_first)[held]),
        "cell_first": visits.cell_first,
        "offer_first": np.searchsorted(visits.cell[offer], np.arange(visits.cells + 1)),
        "offer": offer,
        "offer_key": keys.of[model.assigned[offer]],
        "offer_price": model.price[model.assigned[offer]],
        "offer_from": p.starts.first[p.assignments.group[offer]],
        "offer_to": p.starts.first[p.assignments.group[offer] + 1],
        "holder_first": np.searchsorted(held[holder], np.arange(keys.count + 1)),
        "holder": holder,
    }


def _starts(model: Model, keys: Keys) -> dict[str, Any]:
    """Assignments and starts."""
    p = model.placements
    a, key = p.assignments, keys.of[model.started]
    size = np.bincount(a.group, minlength=len(p.example))
    return {
        "started": int(model.started[0]),
        "choices": model.choices,
        "shift": a.practitioner * model.day.shape[1] + a.day,
        "day": a.day,
        "start_first": p.starts.first,
        "minute": p.start,
        "taker": model.taker,
        "room_first": model.rooms.first,
        "room_count": model.rooms.count,
        "weight": np.bincount(key, size[p.starts.group], keys.count),
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

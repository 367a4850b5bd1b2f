"""By what annealing chooses among what is free: what it costs, and, once the model's rows have prices, what it takes
from others by them."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.engine.anneal.ground import Visits
from planner.engine.anneal.keys import Keys
from planner.engine.prices import Prices
from planner.model import Model
from planner.model.clock import Ints
from planner.model.model import Floats

SAME = 1e-7
"""Ranks that differ by less are equal."""
SHARE = 0.75
"""The part of a rank that is told by the rows' prices."""
MOST = 1e9
"""What no day can hold is ranked so, at most."""


def by_prices(model: Model, prices: Prices) -> Floats:
    """The rank of each variable: its price, and what choosing it adds to the bound, which counts what it takes of the
    rows."""
    return np.asarray((1 - SHARE) * model.price + SHARE * np.clip(prices.reduced, -MOST, MOST))


def ranked(model: Model, keys: Keys, visits: Visits, relief: Floats, rank: Floats) -> dict[str, Any]:
    """The fields of a board that say what comes first: the starts of each group and the visits of each session in the
    order of their ranks."""
    p = model.placements
    of_start, least = rank[model.started], visits.least(model, rank - relief)
    start, turn = np.lexsort((p.start, of_start, p.starts.group)), np.lexsort((least, visits.session))
    return {
        "start": start,
        "start_key": keys.of[model.started[start]],
        "start_price": model.price[model.started[start]],
        "start_rank": of_start[start],
        "offer_rank": rank[model.assigned[visits.offer]],
        "day_rank": rank[visits.variable],
        "visit_rank": least,
        "visit_turn": turn,
        "visit_alike": _alike(visits.session[turn], least[turn]),
    }


def _alike(session: Ints, least: Floats) -> Ints:
    """How many of the same session rank the same from each on, in the order of sessions and ranks."""
    new = np.diff(session, prepend=-1, append=-1) != 0
    new[1:-1] |= np.diff(least) > SAME
    ends = np.flatnonzero(new)
    at = np.arange(len(session))
    return ends[np.searchsorted(ends, at, side="right")] - at

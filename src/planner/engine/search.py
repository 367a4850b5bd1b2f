"""The search: from the front desk's roster to the best one found, with a proved bound."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from planner.engine.cpsat import Limits, solve
from planner.engine.greedy import FrontDesk
from planner.engine.progress import OnProgress, Progress
from planner.model import Model
from planner.model.placements import Ints


@dataclass(frozen=True)
class Result:
    """The best vector found and a proved lower bound of every vector's score."""

    vector: Ints
    bound: float


def search(model: Model, start: Ints, limits: Limits, started: float, on_progress: OnProgress) -> Result:
    """Improve on `start`; the result is never worse, whatever the solver says."""
    score, bound = model.score(start), easy_bound(model)

    def report(found: float, proved: float) -> None:
        nonlocal score, bound
        score, bound = min(score, found), max(bound, min(proved, score))
        gone = time.monotonic() - started
        left = None if limits.seconds is None else max(0.0, limits.seconds - gone)
        on_progress(Progress(score, bound, gone, left))

    report(score, bound)
    if limits.seconds is not None:
        limits = replace(limits, seconds=max(1.0, limits.seconds - (time.monotonic() - started)))
    found = solve(model, start, limits, report)
    best = start
    if found.vector is not None:
        chosen = np.flatnonzero(found.vector[: len(model.placements)])
        best = better(model, best, model.complete(chosen))
    best = better(model, best, filled(model, best))
    # a bound above a score we hold is a solver's error: it is not believed
    bound = max(bound, found.bound) if found.bound <= model.score(best) + 1e-6 else easy_bound(model)
    report(model.score(best), bound)
    return Result(best, bound)


def better(model: Model, one: Ints, other: Ints) -> Ints:
    """The other vector if it breaks no row and scores less, else the one."""
    worse = len(model.matrix.broken(other)) > 0 or model.score(other) >= model.score(one)
    return one if worse else other


def filled(model: Model, vector: Ints) -> Ints:
    """The vector with every due session placed that still finds a free place worth its price."""
    desk = FrontDesk(model)
    desk.adopt(vector)
    desk.fill()
    return desk.vector()


def easy_bound(model: Model) -> float:
    """What every roster costs at least, each session on its cheapest place and nothing in anyone's way."""
    p, price = model.placements, model.price
    days = len(model.problem.horizon.days)
    cheapest = np.full((len(p.parts), days), np.inf)
    np.minimum.at(cheapest, (p.part, p.day), price[: len(p)])
    visit = np.zeros((len(p.sessions), days))
    for number, part in enumerate(p.parts):
        visit[part.session] += cheapest[number]
    open_ = model.day >= 0
    total = np.full(visit.shape, np.inf)
    total[open_] = visit[open_] + price[model.day[open_]]
    return float(model.constant + np.minimum(total.min(axis=1, initial=0.0), 0.0).sum())

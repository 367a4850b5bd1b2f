"""The search: one searcher proves, the others polish, from the front desk's roster on."""

from __future__ import annotations

import atexit
import math
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from planner.engine.greedy import PartialRoster
from planner.engine.limits import Limits, OnProgress
from planner.engine.look import Stopped
from planner.engine.search.anneal import Anneal
from planner.engine.search.cpsat import whole_factor
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.parts import Parts
from planner.engine.search.polish import Polish
from planner.engine.search.prove import Prove
from planner.engine.tidy import tidied
from planner.model import Model
from planner.model.clock import Ints

Searcher = Polish | Prove
COOL = 0.85
"""The part of the limits after which the roster is cold, and is polished."""
LOOK, PATIENCE, LAST = 0.05, 0.25, 10.0
"""Seconds from one look at the limits to the next; those that searchers are waited for once the search is stopped: one
in the middle of something longer ends by itself, and is heard no more; those that a process waits for it at its end."""
HEAD, PER_ENTRY = 0.1, 5e-6
"""Where one worker does all in turn: the part of the limits, and units for an entry of the matrix, before it proves."""


def search(model: Model, start: Ints, limits: Limits, started: float, tell: OnProgress) -> Incumbent:
    """Improve on `start` until proved optimal or out of time; the result is never worse. A Ctrl-C keeps the best."""
    best = Incumbent(model, start, easy_bound(model), whole_factor(model.price), limits, started, tell)
    try:
        if not best.over and len(model.assigned):
            _run(best, _teams(best, limits))
    except KeyboardInterrupt:  # one that comes before the searchers are waited for, or between two looks
        best.stop()
    with suppress(KeyboardInterrupt):  # one that comes late: what there is already is a roster
        _fill(best)
        best.offer(tidied(model, best.vector))
    return best


def _teams(best: Incumbent, limits: Limits) -> list[list[Searcher]]:
    """Who proves and who polish, each alone, or all in turn where one worker does everything."""
    parts = Parts(best.model, best.look)
    prove = Prove(best, parts, limits.seed)
    seeds = range(limits.seed, limits.seed + max(1, limits.workers - 1))
    searchers: list[Searcher] = [prove, *(Polish(best, parts, seed, Anneal(best, seed, COOL)) for seed in seeds)]
    return [[each] for each in searchers] if limits.workers > 1 else [searchers]


def _run(best: Incumbent, teams: Sequence[Sequence[Searcher]]) -> None:
    """Each team in a thread of its own, so that the first one to see a Ctrl-C is this one, which waits."""
    failures: list[BaseException] = []
    over = threading.Semaphore(0)  # waited on in place of join, which a Ctrl-C may leave believing its thread has ended
    threads = [threading.Thread(target=_work, args=(best, team, failures, over), daemon=True) for team in teams]
    for thread in threads:
        thread.start()
    running, patience = len(threads), math.inf
    while running and time.monotonic() < patience:
        try:
            running -= over.acquire(timeout=LOOK)
        except KeyboardInterrupt:
            best.stop()  # what has been found so far is the answer
        # an effort ends by itself, always at the same point
        if best.stopped or (best.over and (best.limits.effort is None or best.seconds_left <= 0)):
            best.stop()  # again and again: a solve that just begins does not hear it
            patience = min(patience, time.monotonic() + PATIENCE)
    best.stop()
    for thread in threads:
        if thread.is_alive():
            atexit.register(thread.join, LAST)  # a process must not end while a solver's code is at work in it
    if failures:
        raise failures[0]


def _work(best: Incumbent, team: Sequence[Searcher], failures: list[BaseException], over: threading.Semaphore) -> None:
    """The team's searchers in turn, the one with the least work behind it first."""
    spent = [_handicap(best, each) for each in team] if len(team) > 1 else [0.0]
    try:
        while not best.over:
            turn = spent.index(min(spent))
            work = team[turn].step()
            spent[turn] += work
            best.spend(work)
    except Stopped:
        pass
    except Exception as failure:
        failures.append(failure)
        best.stop()
    finally:
        over.release()


def _handicap(best: Incumbent, searcher: Searcher) -> float:
    """The work that counts as behind a searcher before it begins: who proves lets the others find a roster first, for
    one step of it may take all there is."""
    if not isinstance(searcher, Prove):
        return 0.0
    return min(HEAD * best.limits.size, PER_ENTRY * len(best.model.matrix.columns))


def _fill(best: Incumbent) -> None:
    """Place every due session that still finds a free place worth its price."""
    desk = PartialRoster(best.model)
    desk.adopt(best.vector)
    desk.fill()
    best.offer(desk.vector())


def easy_bound(model: Model) -> float:
    """What every roster costs at least, each session on its cheapest place and nothing in anyone's way."""
    p, price = model.placements, model.price
    a, days = p.assignments, len(model.problem.horizon.days)
    cheapest = np.full((len(p.parts), days), np.inf)
    np.minimum.at(cheapest, (a.part, a.day), model.cheapest)
    visit = np.zeros((len(p.sessions), days))
    for number, part in enumerate(p.parts):
        visit[part.session] += cheapest[number]
    open_ = model.day >= 0
    total = np.full(visit.shape, np.inf)
    total[open_] = visit[open_] + price[model.day[open_]]
    return float(model.constant + np.minimum(total.min(axis=1, initial=0.0), 0.0).sum())

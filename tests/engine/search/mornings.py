"""A morning that holds less than is asked for, and what the search knows of it at the start."""

from __future__ import annotations

import numpy as np

from planner.clinic import Problem
from planner.engine.hull.cells import hull
from planner.engine.hull.flows import Flows
from planner.engine.limits import Limits, silent
from planner.engine.search import cpsat
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.run import easy_bound
from planner.engine.search.tighten import Tighten
from planner.model import Model
from tests.worlds import asked, day, hours, minutes, plan, practitioner, room, service, world

LONG = Limits(None, 1000.0, 1, 1, 0.0)


def resting(patients: int) -> Problem:
    """A hundred minutes; attended for 30, alone for 20, in which nobody else fits, attended for 10."""
    care = service("rest", 30, -20, 10)
    plans = [plan(f"p{n}", "rest", f"patient{n}", finish_by=day(0)) for n in range(patients)]
    shifts = practitioner(shifts=hours("9:00-10:40"))
    clinic = world([care], (), [shifts], (), plans, rooms=[room("one"), room("two")], start_every=minutes(10))
    return asked(clinic, 1)


def incumbent(model: Model, limits: Limits = LONG) -> Incumbent:
    nothing = model.complete(np.zeros((0, 3), dtype=np.int64))
    return Incumbent(model, nothing, easy_bound(model), cpsat.whole_factor(model.price), limits, 0.0, silent)


def tightened(best: Incumbent) -> float:
    tighten = Tighten(best, lambda: Flows(best.model, hull(best.model)))
    while not tighten.over:
        best.spend(tighten.step())
    return best.bound

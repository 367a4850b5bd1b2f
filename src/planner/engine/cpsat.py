"""The model in CP-SAT: packing rows as at-most-one constraints over Booleans, with a complete hint."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from ortools.sat.python import cp_model

from planner.model import Model
from planner.model.placements import Ints
from planner.model.rows import FREE


@dataclass(frozen=True)
class Limits:
    """When to stop: wall-clock seconds, or deterministic units of effort; and how to search.

    One worker with an effort is reproducible: the same seed gives the same roster.
    """

    seconds: float | None = 60.0
    effort: float | None = None
    workers: int = 2
    seed: int = 1


@dataclass(frozen=True)
class Found:
    """The best vector CP-SAT found, None if none, and a bound of every vector's score that it proved."""

    vector: Ints | None
    bound: float
    status: str


def scale_of(prices: np.ndarray) -> int:
    """The smallest factor that makes all prices whole."""
    denominators = {Decimal(str(price)).as_integer_ratio()[1] for price in np.unique(prices).tolist()}
    return math.lcm(*denominators) if denominators else 1


def build(model: Model, hint: Ints) -> tuple[cp_model.CpModel, int]:
    """The CP-SAT model of all rows and prices, and the factor that its objective is the score's multiple by."""
    cp = cp_model.CpModel()
    proto = cp.proto
    price, upper, matrix = model.price, model.upper, model.matrix
    for most in upper.tolist():
        proto.variables.add().domain.extend((0, most))
    boolean = upper <= 1
    first, columns, coefficients = matrix.first.tolist(), matrix.columns, matrix.coefficients
    for row, (low, high) in enumerate(zip(matrix.lower.tolist(), matrix.upper.tolist(), strict=True)):
        at = slice(first[row], first[row + 1])
        _add_row(proto, columns[at], coefficients[at], low, high, bool(boolean[columns[at]].all()))
    scale = scale_of(price)
    priced = np.flatnonzero(price)
    proto.objective.vars.extend(priced.tolist())
    proto.objective.coeffs.extend(np.rint(price[priced] * scale).astype(np.int64).tolist())
    proto.solution_hint.vars.extend(range(len(hint)))
    proto.solution_hint.values.extend(hint.tolist())
    return cp, scale


def _add_row(proto: object, columns: Ints, coefficients: Ints, low: int, high: int, boolean: bool) -> None:
    """One row: at-most-one, exactly-one or a clause where it is one (a negative coefficient negates), else linear."""
    constraint = proto.constraints.add()  # type: ignore[attr-defined]
    if boolean and (np.abs(coefficients) == 1).all():
        negative = int((coefficients < 0).sum())
        positive = len(columns) - negative
        literals = np.where(coefficients > 0, columns, -columns - 1)
        if high + negative == 1 and low == high:
            constraint.exactly_one.literals.extend(literals.tolist())
            return
        if low <= -FREE and high + negative == 1 and len(columns) > 2:
            constraint.at_most_one.literals.extend(literals.tolist())
            return
        if low <= -FREE and positive - high == 1:
            constraint.bool_or.literals.extend((-literals - 1).tolist())
            return
    linear = constraint.linear
    linear.vars.extend(columns.tolist())
    linear.coeffs.extend(coefficients.tolist())
    linear.domain.extend((max(low, -FREE), min(high, FREE)))


class _Watch(cp_model.CpSolverSolutionCallback):
    """Passes each better score and bound on."""

    def __init__(self, report: Callable[[float, float], None]) -> None:
        super().__init__()
        self._report = report

    def on_solution_callback(self) -> None:
        self._report(self.objective_value, self.best_objective_bound)


def solve(model: Model, hint: Ints, limits: Limits, report: Callable[[float, float], None], log: bool = False) -> Found:
    """Search from the hint until optimal or the limits are reached; a Ctrl-C keeps the best."""
    started = time.monotonic()
    cp, scale = build(model, hint)
    solver = cp_model.CpSolver()
    set_ = solver.parameters
    set_.random_seed = limits.seed
    set_.num_workers = limits.workers
    set_.linearization_level = 2
    set_.log_search_progress = log
    if limits.effort is not None:
        set_.max_deterministic_time = limits.effort
    elif limits.seconds is not None:
        set_.max_time_in_seconds = max(0.1, limits.seconds - (time.monotonic() - started))
    lock = threading.Lock()

    def tell(objective: float, bound: float) -> None:
        with lock:
            report(model.constant + objective / scale, model.constant + bound / scale)

    best = [math.inf, -math.inf]

    def better_bound(bound: float) -> None:
        best[1] = max(best[1], bound)
        tell(best[0], best[1])

    def better_score(objective: float, bound: float) -> None:
        best[:] = objective, max(best[1], bound)
        tell(*best)

    solver.best_bound_callback = better_bound
    status = solver.solve(cp, _Watch(better_score))
    name = solver.status_name(status)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(
            None, -math.inf if name == "INFEASIBLE" else model.constant + solver.best_objective_bound / scale, name
        )
    vector = np.array(solver.response_proto.solution, dtype=np.int64)
    # the bound on whole scaled prices is whole: what CP-SAT gives just below is rounded up to it
    bound = math.ceil(solver.best_objective_bound - 1e-6) / scale
    return Found(vector, model.constant + bound, name)

"""A part of the model in CP-SAT: packing rows as at-most-one constraints over Booleans, with a complete hint."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from queue import Empty, Queue
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import CpModelProto

from planner.engine.look import Look, Stopped
from planner.engine.search.parts import Part
from planner.model.clock import Ints
from planner.model.rows import FREE

Answer = TypeVar("Answer")
LOOK = 0.05
"""Seconds from one look for a Ctrl-C to the next."""
Watch = Callable[[Ints | None, float], None]
"""Told of each better solution and bound: (values of the part's variables if they are new, bound of its price)."""
Halt = Callable[[Callable[[], None]], Callable[[], None]]
"""Registers a way to stop a running solve; returns how to forget it."""


@dataclass(frozen=True)
class Solved:
    """The best values found, None if none; a bound of the part's price that was proved; and the work it took."""

    values: Ints | None
    bound: float
    optimal: bool
    effort: float


def whole_factor(prices: NDArray[np.float64]) -> int:
    """The smallest factor that makes all prices whole."""
    denominators = {Decimal(str(price)).as_integer_ratio()[1] for price in np.unique(np.round(prices, 3)).tolist()}
    return math.lcm(1, *denominators)


def solve(
    part: Part,
    hint: Ints,
    whole: int,
    effort: float,
    seconds: float,
    seed: int,
    halt: Halt,
    watch: Watch | None = None,
    thorough: bool = False,
) -> Solved:
    """Search from the hint until optimal or the limits are reached. `thorough` presolves for a long search.

    A lone worker that solves the linear relaxation of every row (`linearization_level` 2) measured best by far on
    these packing rows: the default portfolio spreads two workers over searches that do without.
    """
    stopped = threading.Event()
    forget = halt(stopped.set)

    def look() -> None:
        if stopped.is_set():
            raise Stopped

    try:
        cp = _build(part, hint, whole, look)
        look()
    except Stopped:
        return Solved(None, -math.inf, False, 0.0)
    finally:
        forget()
    solver = cp_model.CpSolver()
    set_ = solver.parameters
    set_.num_workers = 1
    set_.linearization_level = 2
    set_.random_seed = seed
    set_.max_deterministic_time = effort
    if math.isfinite(seconds):
        set_.max_time_in_seconds = max(seconds, 0.05)
    set_.catch_sigint_signal = False
    if not thorough:
        set_.max_presolve_iterations = 1
        set_.cp_model_probing_level = 0
        set_.symmetry_level = 0
        set_.merge_at_most_one_work_limit = 0
    watcher = _Watcher(watch, len(part.variables), whole) if watch else None
    forget = halt(solver.stop_search)
    try:
        status = awaited(lambda: solver.solve(cp, watcher), solver.stop_search)
    finally:
        forget()
    if status == cp_model.MODEL_INVALID:
        raise AssertionError(f"CP-SAT refuses the model: {cp.validate()}")
    work = solver.response_proto.deterministic_time
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # INFEASIBLE cannot be true where the hint is a roster (or-tools issue 5274), and UNKNOWN may come with a bound
        # of 0 that nothing proved: believe no bound of such a run
        return Solved(None, -math.inf, False, work)
    values = np.array(solver.response_proto.solution, dtype=np.int64)
    return Solved(values, solver.best_objective_bound / whole, status == cp_model.OPTIMAL, work)


def awaited(solve: Callable[[], Answer], stop: Callable[[], None]) -> Answer:
    """What a solve answers. In the main thread a Ctrl-C is heard only between two steps of Python, so there the solve
    is given to another thread; on a Ctrl-C it is stopped, and KeyboardInterrupt raised."""
    if threading.current_thread() is not threading.main_thread():
        return solve()
    answers: Queue[Answer | BaseException] = Queue()

    def work() -> None:
        try:
            answers.put(solve())
        except BaseException as failure:
            answers.put(failure)

    threading.Thread(target=work, daemon=True).start()
    while True:
        try:
            answer = answers.get(timeout=LOOK)
        except Empty:
            continue
        except KeyboardInterrupt:
            stop()
            raise
        if isinstance(answer, BaseException):
            raise answer
        return answer


def _build(part: Part, hint: Ints, whole: int, look: Look) -> cp_model.CpModel:
    """The part as CP-SAT's model."""
    cp = cp_model.CpModel()
    proto = cp.proto
    for most in part.upper.tolist():
        look()
        proto.variables.add().domain.extend((0, most))
    _add_rows(proto, part, look)
    priced = np.flatnonzero(part.price)
    proto.objective.vars.extend(priced.tolist())
    proto.objective.coeffs.extend(np.rint(part.price[priced] * whole).astype(np.int64).tolist())
    proto.solution_hint.vars.extend(range(len(hint)))
    proto.solution_hint.values.extend(hint.tolist())
    return cp


def _add_rows(proto: CpModelProto, part: Part, look: Look) -> None:
    """Each row as at-most-one, exactly-one or a clause where it is one, else linear; a negative coefficient negates."""
    rows, plain = part.rows, (part.upper <= 1)[part.rows.columns] & (np.abs(part.rows.coefficients) == 1)
    sums = np.zeros((2, len(plain) + 1), dtype=np.int64)
    np.cumsum(~plain, out=sums[0, 1:])
    np.cumsum(rows.coefficients < 0, out=sums[1, 1:])
    odd, negative = sums[:, rows.first[1:]] - sums[:, rows.first[:-1]]
    look()
    literals = np.where(rows.coefficients > 0, rows.columns, -rows.columns - 1).tolist()
    columns, coefficients, first = rows.columns.tolist(), rows.coefficients.tolist(), rows.first.tolist()
    look()
    limits = zip(rows.lower.tolist(), rows.upper.tolist(), odd.tolist(), negative.tolist(), strict=True)
    for row, (low, high, other, minus) in enumerate(limits):
        look()
        at = slice(first[row], first[row + 1])
        size, open_below = first[row + 1] - first[row], low <= -FREE // 2
        constraint = proto.constraints.add()
        if not other and low == high and high + minus == 1:
            constraint.exactly_one.literals.extend(literals[at])
        elif not other and open_below and high + minus == 1 and size > 2:
            constraint.at_most_one.literals.extend(literals[at])
        elif not other and open_below and size - minus - high == 1:
            constraint.bool_or.literals.extend([-literal - 1 for literal in literals[at]])
        else:
            linear = constraint.linear
            linear.vars.extend(columns[at])
            linear.coeffs.extend(coefficients[at])
            linear.domain.extend((max(low, -FREE), min(high, FREE)))


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Passes each better solution on."""

    def __init__(self, watch: Watch, size: int, whole: int) -> None:
        super().__init__()
        self._watch, self._size, self._whole = watch, size, whole

    def on_solution_callback(self) -> None:
        values = np.array(self.response_proto.solution, dtype=np.int64)[: self._size]
        self._watch(values, self.best_objective_bound / self._whole)

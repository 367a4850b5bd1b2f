"""Linear programs for MathOpt, built from arrays, and whole-number parts of the model solved by SCIP.

SCIP (Bolusani et al., "The SCIP Optimization Suite 9.0", 2024) branches on the linear relaxation, which is nearly whole
on packing rows: parts of hundreds of sessions are solved to the end in a second or two, several times the size that
CP-SAT manages. It computes in floating point, so only its rosters are used, never its bounds.
"""

from __future__ import annotations

import math
import warnings
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from planner.engine.look import Look, unhurried
from planner.engine.search.cpsat import Solved
from planner.engine.search.parts import Part
from planner.model.clock import Ints
from planner.model.model import Floats
from planner.model.rows import FREE

NODES = 100
"""Nodes of one search tree, at most: what is not solved by then is too large a part."""
PER_ITERATION, PER_ENTRY = 1e-4, 2e-6
"""Deterministic units for a simplex iteration, and for reading an entry of the matrix."""
PIECE = 200_000
"""Numbers handed over from one look at the stop to the next."""


def program(
    price: Floats,
    upper: Floats,
    low: Floats,
    high: Floats,
    entries: tuple[Ints, Ints, Floats],
    whole: bool,
    look: Look = unhurried,
) -> model_pb2.ModelProto:
    """Minimise price · x with low ≤ A x ≤ high and 0 ≤ x ≤ upper; `entries` are row, column and value, by row."""

    def fill(field: Any, values: NDArray[Any]) -> None:
        for first in range(0, len(values), PIECE):
            look()
            field.extend(values[first : first + PIECE].tolist())

    proto = model_pb2.ModelProto()
    variables, rows, matrix = proto.variables, proto.linear_constraints, proto.linear_constraint_matrix
    fill(variables.ids, np.arange(len(price)))
    fill(variables.lower_bounds, np.zeros(len(price)))
    fill(variables.upper_bounds, upper)
    fill(variables.integers, np.full(len(price), whole))
    fill(rows.ids, np.arange(len(high)))
    fill(rows.lower_bounds, low)
    fill(rows.upper_bounds, high)
    priced = np.flatnonzero(price)
    fill(proto.objective.linear_coefficients.ids, priced)
    fill(proto.objective.linear_coefficients.values, price[priced])
    row, column, value = entries
    look()
    order = np.argsort(row * len(price) + column, kind="stable")
    fill(matrix.row_ids, row[order])
    fill(matrix.column_ids, column[order])
    fill(matrix.coefficients, value[order])
    return proto


def solve(part: Part, hint: Ints, seconds: float, seed: int, effort: float = math.inf) -> Solved:
    """The best of a part that SCIP finds from the hint, within a number of nodes, the seconds left, and about an
    effort."""
    rows = part.rows
    low, high = unbounded(rows.lower, rows.upper)
    entries = rows.row_of, rows.columns, rows.coefficients.astype(float)
    asked = mathopt.Model.from_model_proto(
        program(part.price, part.upper.astype(float), low, high, entries, whole=True)
    )
    given = {variable: float(hint[variable.id]) for variable in asked.variables()}
    limits = mathopt.SolveParameters(node_limit=NODES, threads=1, random_seed=seed)
    if math.isfinite(seconds):
        limits.time_limit = timedelta(seconds=max(seconds, 0.05))
    if math.isfinite(effort):  # SCIP counts no work, but the simplex iterations of each of its linear programs
        most = max(1, int(effort / PER_ITERATION))
        limits.gscip.long_params["lp/rootiterlim"] = most
        limits.gscip.long_params["lp/iterlim"] = most
    hints = mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(variable_values=given)])
    try:
        result = mathopt.solve(asked, mathopt.SolverType.GSCIP, params=limits, model_params=hints)
    except Exception as error:  # MathOpt raises what its solvers return, of no one kind; the roster in hand stays good
        warnings.warn(f"SCIP gave up on a part of the roster, which stays as it was: {error}", stacklevel=2)
        return Solved(None, -math.inf, False, PER_ENTRY * len(rows.columns))
    work = PER_ITERATION * result.solve_stats.simplex_iterations + PER_ENTRY * len(rows.columns)
    optimal = result.termination.reason == mathopt.TerminationReason.OPTIMAL
    if not result.has_primal_feasible_solution():
        return Solved(None, -math.inf, False, work)
    found = result.variable_values()
    values = np.rint(np.array([found[variable] for variable in asked.variables()])).astype(np.int64)
    return Solved(values, -math.inf, optimal, work)


def unbounded(lower: Ints, upper: Ints) -> tuple[Floats, Floats]:
    """Rows' bounds as floats, infinite where they bind nothing."""
    low = np.where(lower <= -FREE, -np.inf, lower.astype(float))
    return low, np.where(upper >= FREE, np.inf, upper.astype(float))

"""Linear programs for MathOpt, built from arrays, and whole-number parts of the model solved by SCIP.

SCIP (Bolusani et al., "The SCIP Optimization Suite 9.0", 2024) branches on the linear relaxation, which is nearly whole
on packing rows: parts of hundreds of sessions are solved to the end in a second or two, several times the size that
CP-SAT manages. It computes in floating point, so only its rosters are used, never its bounds.
"""

from __future__ import annotations

import math
import warnings
from datetime import timedelta

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from planner.engine.search.cpsat import Solved
from planner.engine.search.parts import Part
from planner.model.clock import Ints
from planner.model.model import Floats
from planner.model.rows import FREE

NODES = 100
"""Nodes of one search tree, at most: what is not solved by then is too large a part."""
PER_ITERATION, PER_ENTRY = 1e-4, 2e-6
"""Deterministic units for a simplex iteration, and for reading an entry of the matrix."""


def program(
    price: Floats, upper: Floats, low: Floats, high: Floats, entries: tuple[Ints, Ints, Floats], whole: bool
) -> mathopt.Model:
    """Minimise price · x with low ≤ A x ≤ high and 0 ≤ x ≤ upper; `entries` are row, column and value, by row."""
    proto = model_pb2.ModelProto()
    variables, rows = proto.variables, proto.linear_constraints
    variables.ids.extend(range(len(price)))
    variables.lower_bounds.extend(np.zeros(len(price)).tolist())
    variables.upper_bounds.extend(upper.tolist())
    variables.integers.extend([whole] * len(price))
    rows.ids.extend(range(len(high)))
    rows.lower_bounds.extend(low.tolist())
    rows.upper_bounds.extend(high.tolist())
    priced = np.flatnonzero(price)
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(price[priced].tolist())
    row, column, value = entries
    order = np.lexsort((column, row))
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(row[order].tolist())
    matrix.column_ids.extend(column[order].tolist())
    matrix.coefficients.extend(value[order].tolist())
    return mathopt.Model.from_model_proto(proto)


def solve(part: Part, hint: Ints, seconds: float, seed: int, effort: float = math.inf) -> Solved:
    """The best of a part that SCIP finds from the hint, within a number of nodes, the seconds left, and about an
    effort."""
    rows = part.rows
    low, high = unbounded(rows.lower, rows.upper)
    entries = rows.row_of, rows.columns, rows.coefficients.astype(float)
    asked = program(part.price, part.upper.astype(float), low, high, entries, whole=True)
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

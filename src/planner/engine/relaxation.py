"""The model's linear relaxation: prices for its rows, and from them a bound of every roster's score.

PDLP (Applegate et al., "Practical Large-Scale Linear Programming using Primal-Dual Hybrid Gradient", NeurIPS 2021)
finds the prices. The bound does not rest on PDLP having finished, nor on its arithmetic: any prices of the right sign
give one (weak duality), and it is worked out here from whole numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from ortools.pdlp import solve_log_pb2, solvers_pb2
from ortools.pdlp.python import pdlp
from scipy.sparse import csr_matrix

from planner.model import Model
from planner.model.model import Floats
from planner.model.placements import Mask
from planner.model.rows import FREE

FINE = 1 << 20
"""Prices are rounded to this part of a unit, so that bounds are sums of whole numbers."""


@dataclass(frozen=True)
class Prices:
    """A bound of every roster's score, and what choosing each variable adds to it at least."""

    bound: float
    reduced: Floats

    def worth(self, score: float) -> Mask:
        """The variables that a roster scoring less than `score` may choose; choosing another would cost too much."""
        return np.asarray(self.bound + np.maximum(self.reduced, 0) < score)


class Relaxation:
    """The relaxation of one model; every call of `improve` goes on from the last."""

    def __init__(self, model: Model, whole: int) -> None:
        """`whole` is the factor that makes all prices whole numbers."""
        self.model, self.whole = model, whole
        matrix, size = model.matrix, len(model)
        shape = (len(matrix.upper), size)
        self.rows = csr_matrix((matrix.coefficients.astype(float), matrix.columns, matrix.first), shape=shape)
        self.price, self.upper = model.price, model.upper
        self.program = pdlp.QuadraticProgram()
        self.program.objective_vector = self.price
        self.program.constraint_matrix = self.rows
        self.program.constraint_lower_bounds = np.where(matrix.lower <= -FREE, -np.inf, matrix.lower.astype(float))
        self.program.constraint_upper_bounds = np.where(matrix.upper >= FREE, np.inf, matrix.upper.astype(float))
        self.program.variable_lower_bounds = np.zeros(size)
        self.program.variable_upper_bounds = self.upper.astype(float)
        self.iterations = 0
        self._last: pdlp.PrimalAndDualSolution | None = None

    @property
    def work(self) -> int:
        """The size of one iteration."""
        return int(self.rows.nnz)

    def improve(self, iterations: int, seconds: float, threads: int = 1) -> tuple[Prices, bool]:
        """Better prices after at most so many more iterations or seconds, and whether there is no more to gain."""
        set_ = solvers_pb2.PrimalDualHybridGradientParams()
        set_.num_threads = threads
        set_.verbosity_level = 0
        set_.termination_criteria.iteration_limit = iterations
        if math.isfinite(seconds):
            set_.termination_criteria.time_sec_limit = max(seconds, 0.1)
        set_.termination_criteria.simple_optimality_criteria.eps_optimal_relative = 1e-5
        set_.termination_criteria.simple_optimality_criteria.eps_optimal_absolute = 1e-3
        if self._last is None:
            result = pdlp.primal_dual_hybrid_gradient(self.program, set_)
        else:
            result = pdlp.primal_dual_hybrid_gradient(self.program, set_, self._last)
        self._last = pdlp.PrimalAndDualSolution()
        self._last.primal_solution = result.primal_solution
        self._last.dual_solution = result.dual_solution
        self.iterations += result.solve_log.iteration_count
        done = result.solve_log.termination_reason == solve_log_pb2.TERMINATION_REASON_OPTIMAL
        return self.bound_of(result.dual_solution), done

    def bound_of(self, dual: Floats) -> Prices:
        """The bound that row prices prove: Σ price · bound of the row, and each variable at its better end."""
        matrix = self.model.matrix
        y = np.rint(dual * FINE)
        y = np.where((matrix.lower <= -FREE) & (y > 0) | (matrix.upper >= FREE) & (y < 0), 0.0, y)
        at = np.where(y > 0, matrix.lower, matrix.upper)
        fine = np.rint(self.price * self.whole) * FINE
        whole_y = y * self.whole
        reduced = fine - self.rows.T @ whole_y
        base = float(np.sum(np.where(y != 0, whole_y * at, 0.0)) + np.minimum(reduced, 0) @ self.upper)
        unit = self.whole * FINE
        return Prices(self.model.constant + base / unit, reduced / unit)

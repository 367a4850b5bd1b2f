"""The model's linear relaxation: prices for its rows, and from them a bound of every roster's score.

PDLP (Applegate et al., "Practical Large-Scale Linear Programming using Primal-Dual Hybrid Gradient", NeurIPS 2021)
finds the prices. The bound rests neither on PDLP having finished nor on its arithmetic: any prices of the right sign
give one (weak duality), and here they are rounded first and the sum is one of whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from ortools.math_opt.callback_pb2 import CallbackRegistrationProto
from ortools.math_opt.core.python import solver
from ortools.math_opt.parameters_pb2 import SolverInitializerProto
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from planner.engine.look import Look, unhurried
from planner.engine.search.cpsat import Halt
from planner.engine.search.fold import folded
from planner.engine.search.linear import program
from planner.model import Model
from planner.model.clock import Mask
from planner.model.model import Floats
from planner.model.rows import FREE

FINE = 1 << 20
"""Prices are rounded to this part of a unit."""
NEAR = 0.001
"""A bound within this part of what the relaxation's solution costs has little left to gain."""


@dataclass(frozen=True)
class Prices:
    """A bound of every roster's score, and what choosing each variable adds to it at least.

    `chosen` is how much of each assignment the relaxation's solution chooses, if only nearly a solution.
    """

    bound: float
    reduced: Floats
    chosen: Floats

    def worth(self, score: float) -> Mask:
        """The variables that a roster scoring less than `score` may choose; choosing another would cost too much."""
        return np.asarray(self.bound + np.maximum(self.reduced, 0) < score)

    def reaches(self, model: Model, choices: Sequence[int]) -> list[float]:
        """What an assignment may add to the bound, so that a part has so many on average; one for each number."""
        reduced = self.reduced[model.assigned]
        least = [min(len(reduced), many * len(model.placements.parts)) - 1 for many in choices]
        return [float(each) for each in np.partition(reduced, least)[least]]


class Relaxation:
    """The relaxation of one model; every call of `improve` goes on from the last."""

    def __init__(self, model: Model, whole: int, look: Look = unhurried) -> None:
        """`whole` is the factor that makes all prices whole numbers."""
        self.model, self.whole = model, whole
        self.matrix, self.price, self.upper = model.matrix, model.price, model.upper
        self.folded = folded(model, look)
        lp = self.folded
        entries = lp.entry_row, lp.entry_column, lp.entry
        self.program = program(lp.price, lp.upper, lp.lower_rows, lp.upper_rows, entries, whole=False, look=look)
        self._from = mathopt.ModelSolveParameters().to_proto()

    @property
    def work(self) -> int:
        """The size of one iteration: the entries of the matrix, folded."""
        return len(self.folded.entry)

    def improve(self, iterations: int, seconds: float, halt: Halt = lambda stop: lambda: None) -> tuple[Prices, bool]:
        """Better prices after at most so many more iterations or seconds, and whether there is no more to gain."""
        interrupter = SolveInterrupter()
        forget = halt(interrupter.interrupt)
        limits = mathopt.SolveParameters(threads=1, iteration_limit=iterations)
        if math.isfinite(seconds):
            limits.time_limit = timedelta(seconds=max(seconds, 0.1))
        # PDLP runs without Python's lock here; its own Python interface would hold up every other searcher. MathOpt's
        # own `solve` reads every entry of the program twice more, into a model and out of it again
        result = solver.solve(
            self.program,
            mathopt.SolverType.PDLP.value,
            SolverInitializerProto(),
            limits.to_proto(),
            self._from,
            None,
            CallbackRegistrationProto(),
            None,
            interrupter.pybind_interrupter,
        )
        forget()
        dual, primal = np.zeros(len(self.folded.upper_rows)), np.zeros(len(self.folded.price))
        for solution in result.solutions[:1]:
            if solution.HasField("primal_solution") and solution.HasField("dual_solution"):
                chosen, values = solution.primal_solution.variable_values, solution.dual_solution.dual_values
                dual[list(values.ids)], primal[list(chosen.ids)] = values.values, chosen.values
                del self._from.solution_hints[:]
                self._from.solution_hints.add(variable_values=chosen, dual_values=values)
        prices = self.bound_of(self.folded.unfold(dual), self.folded.share(primal))
        cost = self.model.constant + float(self.folded.price @ primal)
        near = abs(cost - prices.bound) <= NEAR * abs(cost)
        return prices, near or result.termination.reason == mathopt.TerminationReason.OPTIMAL.value

    def bound_of(self, dual: Floats, solution: Floats) -> Prices:
        """The bound that row prices prove: Σ price · bound of the row, and each variable at its better end."""
        matrix = self.matrix
        y = np.rint(dual * FINE) * self.whole
        y = np.where((matrix.lower <= -FREE) & (y > 0) | (matrix.upper >= FREE) & (y < 0), 0.0, y)
        paid = np.bincount(matrix.columns, matrix.coefficients * y[self.matrix.row_of], minlength=len(self.price))
        reduced = np.rint(self.price * self.whole) * FINE - paid
        at = np.where(y > 0, matrix.lower, matrix.upper)
        base = float(np.sum(np.where(y != 0, y * at, 0.0)) + np.minimum(reduced, 0) @ self.upper)
        unit = self.whole * FINE
        return Prices(self.model.constant + base / unit, reduced / unit, solution[self.model.assigned])

"""The model's linear relaxation: prices for its rows, and from them a bound of every roster's score.

PDLP (Applegate et al., "Practical Large-Scale Linear Programming using Primal-Dual Hybrid Gradient", NeurIPS 2021)
finds the prices. The bound rests neither on PDLP having finished nor on its arithmetic: any prices of the right sign
give one (weak duality), and here they are rounded first and the sum is one of whole numbers.
"""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
from ortools.math_opt.callback_pb2 import CallbackRegistrationProto
from ortools.math_opt.core.python import solver
from ortools.math_opt.parameters_pb2 import SolverInitializerProto
from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

from planner.engine.look import Look, unhurried
from planner.engine.prices import FINE, Prices
from planner.engine.search.cpsat import Halt
from planner.engine.search.fold import Folded, folded, plain
from planner.engine.search.linear import program
from planner.model import Model
from planner.model.model import Floats
from planner.model.rows import FREE

NEAR = 0.001
"""A bound within this part of what the relaxation's solution costs has little left to gain."""
WORTH = 2
"""How many times fewer entries make a fold worth while. Where practitioners differ, as most do, it saves little, and
its prices are poor: the classes are coarser than symmetry."""


class Relaxation:
    """The relaxation of one model; every call of `improve` goes on from the last."""

    def __init__(self, model: Model, whole: int, look: Look = unhurried) -> None:
        """`whole` is the factor that makes all prices whole numbers."""
        self.model, self.whole = model, whole
        self.matrix, self.price, self.upper = model.matrix, model.price, model.upper
        self.look = look
        self._from = mathopt.ModelSolveParameters().to_proto()
        fold = folded(model, look)
        self.is_folded = WORTH * len(fold.entry) <= len(self.matrix.columns)
        self._lay_out(fold if self.is_folded else plain(model))
        self._primal, self._dual = np.zeros(len(self.folded.price)), np.zeros(len(self.folded.upper_rows))

    def _lay_out(self, lp: Folded) -> None:
        self.folded, entries = lp, (lp.entry_row, lp.entry_column, lp.entry)
        self.program = program(lp.price, lp.upper, lp.lower_rows, lp.upper_rows, entries, whole=False, look=self.look)

    def unfold(self) -> bool:
        """Go on as it is, from where the fold led; whether it was folded."""
        was, self.is_folded = self.is_folded, False
        if was:
            self._primal, self._dual = self.folded.share(self._primal), self.folded.unfold(self._dual)
            self._lay_out(plain(self.model))
            self._go_on()
        return was

    def _go_on(self) -> None:
        """Let the next call begin where the last one ended."""
        del self._from.solution_hints[:]
        hint = self._from.solution_hints.add()
        for field, values in ((hint.variable_values, self._primal), (hint.dual_values, self._dual)):
            field.ids.extend(range(len(values)))
            field.values.extend(values.tolist())

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
        primal, dual = np.zeros_like(self._primal), np.zeros_like(self._dual)
        for solution in result.solutions[:1]:
            if solution.HasField("primal_solution") and solution.HasField("dual_solution"):
                chosen, values = solution.primal_solution.variable_values, solution.dual_solution.dual_values
                dual[list(values.ids)], primal[list(chosen.ids)] = values.values, chosen.values
                self._primal, self._dual = primal, dual
                self._go_on()
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
        return Prices(self.model.constant + base / unit, reduced / unit, dual, solution[self.model.assigned])

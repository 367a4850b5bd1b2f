"""HiGHS, run as a process of its own: it and OR-Tools clash inside one, and a process can be ended at once.

Reads questions from standard input, a verb and what it takes, and answers on standard output. It imports nothing of the
planner. See Huangfu, Hall, "Parallelizing the dual revised simplex method" (Mathematical Programming Computation 10,
2018) and Schork, Gondzio, "Implementation of an interior point method with basis preconditioning" (12, 2020).
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import Any

import highspy
import numpy as np

CLEAR = 0.01
"""What is this near to a whole number counts as whole."""
TINY = 1e-9
"""Multipliers below this are none."""


class Program:
    """One linear program, and where its solver stands."""

    def __init__(self) -> None:
        api: Any = highspy  # its annotations lack what its compiled half has
        self.highs = api.Highs()
        self.set(output_flag=False, threads=1, presolve="off")  # where presolved, a solve cut short has no prices

    def set(self, **options: Any) -> None:
        for name, value in options.items():
            self.highs.setOptionValue(name, value)

    def load(self, price: Any, upper: Any, low: Any, high: Any, first: Any, columns: Any, values: Any) -> None:
        """Minimise price · x with low ≤ A x ≤ high and 0 ≤ x ≤ upper; A by rows."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(price), len(high)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = price, np.zeros(len(price)), upper
        lp.row_lower_, lp.row_upper_ = low, high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = first, columns, values
        self.highs.passModel(lp)

    def interior(self, seconds: float, iterations: int) -> Any:
        """Prices and a solution by the interior point method, left inside where it ends."""
        self.set(solver="ipm", run_crossover="off", time_limit=self.highs.getRunTime() + seconds)
        self.set(ipm_iteration_limit=iterations)
        self.highs.run()
        return self._found()

    def vertex(self, seconds: float, iterations: int) -> Any:
        """Prices and a solution at a vertex, from where the program stands, by the simplex method."""
        if not self.highs.getBasis().valid:
            self.highs.crossover(self.highs.getSolution())
        self.set(solver="simplex", time_limit=self.highs.getRunTime() + seconds, simplex_iteration_limit=iterations)
        self.highs.run()
        return self._found()

    def _found(self) -> Any:
        """Row prices, the solution, whether it is optimal, and the iterations it took."""
        solution, info = self.highs.getSolution(), self.highs.getInfo()
        done = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        took = max(info.ipm_iteration_count, 0), max(info.simplex_iteration_count, 0)
        return np.array(solution.row_dual), np.array(solution.col_value), done, took

    def multipliers(self, most: int) -> Any:
        """Of up to `most` variables of the basis that are farthest from whole, their rows of its inverse: for each the
        rows of the program and their multipliers."""
        value = np.array(self.highs.getSolution().col_value)
        _, basic = self.highs.getBasicVariables()
        basic = np.array(basic)
        mine = np.flatnonzero(basic >= 0)
        off = np.abs(value[basic[mine]] - np.rint(value[basic[mine]]))
        order = mine[np.argsort(-off, kind="stable")][: min(most, int((off > CLEAR).sum()))]
        found = []
        for place in order.tolist():
            row = np.array(self.highs.getBasisInverseRow(place)[1])
            there = np.flatnonzero(np.abs(row) > TINY)
            found.append((there, row[there]))
        return found

    def add(self, high: Any, first: Any, columns: Any, values: Any) -> None:
        """More rows A x ≤ high."""
        low = np.full(len(high), -highspy.kHighsInf)
        self.highs.addRows(len(high), low, high, len(columns), first[:-1], columns, values)


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever HiGHS prints is no answer
    program = Program()
    while True:
        try:
            verb, given = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(getattr(program, verb)(*given), answers)
        answers.flush()


if __name__ == "__main__":
    main()

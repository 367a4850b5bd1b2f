"""What a run of the solver proves."""

from __future__ import annotations

import _thread
import math
import threading
from collections.abc import Callable

import numpy as np
import pytest
from ortools.sat.python import cp_model

from planner.engine.planning import build_model
from planner.engine.search import cpsat
from planner.engine.search.parts import Parts
from planner.rules import RuleClosures
from tests.worlds import asked, plan, world


@pytest.mark.parametrize(("effort", "proves"), [(0.0, False), (5.0, True)])
def test_a_run_that_ends_without_an_answer_proves_nothing(
    effort: float, proves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []
    true = cp_model.CpSolver.solve

    def solve(self: cp_model.CpSolver, *args: object) -> object:
        ended.append(true(self, *args))
        return ended[-1]

    monkeypatch.setattr(cp_model.CpSolver, "solve", solve)
    problem = asked(world(plans=[plan(f"p{n}", patient=f"patient{n}") for n in range(8)]), 1)
    model = build_model(problem, RuleClosures(problem))
    nobody = np.zeros(len(model), dtype=np.int64)
    part = Parts(model).cut(nobody, np.arange(len(model.sessions)))
    solved = cpsat.solve(part, nobody[part.variables], 1, effort, math.inf, 1, lambda stop: lambda: None)
    if proves:
        assert ended == [cp_model.OPTIMAL]
        assert solved.optimal
        assert math.isfinite(solved.bound)
    else:
        assert ended == [cp_model.UNKNOWN]
        assert (solved.values, solved.bound, solved.optimal) == (None, -math.inf, False)


def test_a_ctrl_c_is_heard_while_a_solver_is_at_work() -> None:
    """It would work until it is stopped."""
    stopped = threading.Event()
    threading.Timer(0.1, _thread.interrupt_main).start()
    with pytest.raises(KeyboardInterrupt):
        cpsat.awaited(lambda: stopped.wait(60), stopped.set)
    assert stopped.is_set()


def test_a_solve_raises_what_its_thread_does() -> None:
    with pytest.raises(ZeroDivisionError):
        cpsat.awaited(lambda: 1 // 0, lambda: None)


def test_a_search_that_is_over_builds_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def begun(*given: object) -> None:
        raise AssertionError("nobody wants its answer")

    monkeypatch.setattr(cp_model.CpSolver, "solve", begun)
    problem = asked(world(plans=[plan("p", patient="patient")]), 1)
    model = build_model(problem, RuleClosures(problem))
    nobody = np.zeros(len(model), dtype=np.int64)
    part = Parts(model).cut(nobody, np.arange(len(model.sessions)))

    def halt(stop: Callable[[], None]) -> Callable[[], None]:
        stop()
        return lambda: None

    assert cpsat.solve(part, nobody[part.variables], 1, 5.0, math.inf, 1, halt).values is None

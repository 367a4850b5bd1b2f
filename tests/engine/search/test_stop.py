"""The stop, heard while something is built: every builder looks at it, and leaves at once when it is told.

Counted are looks on the smallest worlds, never time: more entries, keys, sessions or fields to read are more looks.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from planner.engine.anneal import clashes
from planner.engine.anneal.annealer import Annealer
from planner.engine.anneal.board import Board
from planner.engine.anneal.machine import machine
from planner.engine.greedy import greedy
from planner.engine.hull.cells import hull
from planner.engine.hull.cuts import cuts
from planner.engine.hull.flows import Flows
from planner.engine.limits import Limits, silent
from planner.engine.look import Look, Stopped
from planner.engine.search import cpsat, linear
from planner.engine.search.anneal import Anneal
from planner.engine.search.apportion import apportioned
from planner.engine.search.coarse import coarse
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.parts import Part, Parts
from planner.engine.search.relaxation import Relaxation
from planner.engine.search.run import _run, easy_bound
from planner.model import Model
from tests.engine.worlds import crowded, model_of


class Looks:
    """Counts the looks, and says stop at one of them."""

    def __init__(self, last: int = 0) -> None:
        self.last, self.count = last, 0

    def __call__(self) -> None:
        self.count += 1
        if self.count == self.last:
            raise Stopped


def annealed(model: Model, look: Look) -> None:
    made = machine(wait=True)
    assert made is not None
    Annealer.of(made, model, 1, look)


def relaxed(model: Model, look: Look) -> None:
    Relaxation(model, 1, look)


def flowing(model: Model, look: Look) -> None:
    Flows(model, hull(model, look), look)


def cut(model: Model, look: Look) -> None:
    flows = Flows(model, hull(model))
    weights = [(np.arange(2), np.full(2, 0.5))] * 3
    cuts(flows.rows, flows.upper, np.full(len(flows), 0.5), weights, 9, look)


def chosen(model: Model, look: Look) -> None:
    coarse(model, look)


def shared_out(model: Model, look: Look) -> None:
    apportioned(model, np.ones(len(model.assigned)), look)


def cut_out(model: Model, look: Look) -> None:
    Parts(model, look).cut(greedy(model), np.arange(len(model.sessions)))


def told(model: Model, look: Look) -> None:
    part = Part(np.arange(len(model)), model.price, model.upper, model.matrix)
    cpsat._build(part, np.zeros(len(model), dtype=np.int64), 1, look)


KINDS: dict[Callable[[Model, Look], None], Callable[[Model], int]] = {
    annealed: lambda model: len(Board._fields),
    relaxed: lambda model: 14,
    flowing: lambda model: len(hull(model).cells) + 5,
    cut: lambda model: 3,
    chosen: lambda model: 9,
    shared_out: lambda model: len({session.plan for session in model.sessions}),
    cut_out: lambda model: 3,
    told: lambda model: len(model) + len(model.matrix.upper),
}
"""Who builds, and how often it looks at least."""


@pytest.mark.parametrize("build", KINDS)
def test_whoever_builds_looks_and_leaves_at_once(build: Callable[[Model, Look], None]) -> None:
    model, looks = model_of(crowded()), Looks()
    build(model, looks)
    assert looks.count >= KINDS[build](model)
    for last in {1, looks.count // 2, looks.count}:
        early = Looks(last)
        with pytest.raises(Stopped):
            build(model, early)
        assert early.count == last


@pytest.mark.parametrize(("build", "home"), [(annealed, clashes), (relaxed, linear)])
def test_there_are_more_looks_the_more_there_is_to_read(
    build: Callable[[Model, Look], None], home: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, few, many = model_of(crowded()), Looks(), Looks()
    build(model, few)
    monkeypatch.setattr(home, "PIECE", 1)
    build(model, many)
    assert many.count > few.count + 10


def test_annealing_looks_between_its_moves_and_a_searcher_that_is_stopped_has_not_failed() -> None:
    model = model_of(crowded())
    limits = Limits(600.0, None, 1, 1, 0.0)
    best = Incumbent(model, greedy(model), easy_bound(model), 1, limits, time.monotonic(), silent)
    assert machine(wait=True) is not None
    anneal, runs = Anneal(best, 1, 0.7), list[int]()
    anneal.step()
    assert anneal.annealing is not None

    def run(moves: int, heat: float) -> bool:
        runs.append(moves)
        best.stop()
        return False

    anneal.annealing.run = run  # type: ignore[method-assign]
    _run(best, [[anneal]])  # type: ignore[list-item]
    assert len(runs) == 1

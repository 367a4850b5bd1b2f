"""HiGHS in a process of its own: a small program solved, and a process that is ended is gone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from planner.engine.hull.highs import Gone, Highs


def triangle(highs: Highs) -> None:
    """The most of three of which no two come together."""
    first, columns = np.arange(0, 7, 2), np.array([0, 1, 1, 2, 0, 2])
    highs.ask("load", -np.ones(3), np.ones(3), np.full(3, -np.inf), np.ones(3), first, columns, np.ones(6))


def test_it_finds_prices_a_vertex_and_the_rows_to_round() -> None:
    highs = Highs(lambda stop: lambda: None)
    triangle(highs)
    _, solution, done, _ = highs.ask("interior", 10.0, 100)
    assert done
    assert solution == pytest.approx([0.5, 0.5, 0.5], abs=1e-3)
    dual, solution, done, _ = highs.ask("vertex", 10.0, 100)
    assert done
    assert dual == pytest.approx([-0.5, -0.5, -0.5])
    rows = highs.ask("multipliers", 9)
    assert len(rows) == 3
    assert all(np.abs(weights).tolist() == pytest.approx([0.5, 0.5, 0.5]) for _, weights in rows)
    highs.ask("add", np.ones(1), np.array([0, 3]), np.arange(3), np.ones(3))
    assert highs.ask("vertex", 10.0, 100)[1].sum() == pytest.approx(1.0)
    highs.close()


def test_it_is_gone_once_the_search_ends() -> None:
    stops: list[Callable[[], None]] = []

    def halt(stop: Callable[[], None]) -> Callable[[], None]:
        stops.append(stop)
        return lambda: stops.remove(stop)

    highs = Highs(halt)
    triangle(highs)
    stops[0]()
    with pytest.raises(Gone):
        highs.ask("interior", 10.0, 100)
    assert not stops

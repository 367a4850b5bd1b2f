"""Cheapest paths: as brute force finds them, ahead, behind and through an arc."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from planner.engine.hull.diagrams import WAIT, diagram
from planner.engine.hull.paths import Paths
from tests.engine.hull.kinds import MANY, working


def test_the_cheapest_paths_of_several_days_are_found_at_once() -> None:
    rng = Random(5)
    days = [working(6, [(0, 1), (2, 3)]), working(4, [(0, 2)]), working(6, [(0, 1), (2, 3)])]
    diagrams = [found for day in days if (found := diagram(*day, MANY))]
    paths = Paths(diagrams, [0, 6, 10])
    for _ in range(20):
        cost = np.array([rng.randint(-9, 5) for _ in range(16)], dtype=np.int64)
        arcs = np.append(cost, 0)[paths.kind]
        ahead, behind = paths.ahead(arcs), paths.behind(arcs)
        through = behind[paths.tail] + arcs + ahead[paths.head]
        for day, (found, first) in enumerate(zip(diagrams, (0, 6, 10), strict=True)):
            sums = {path: sum(int(cost[first + kind]) for kind in path) for path in found.paths()}
            assert ahead[paths.begins[day]] == min(sums.values()) == behind[paths.ends[day]]
            for kind in range(len(days[day][0])):
                least = min(total for path, total in sums.items() if kind in path)
                assert through[paths.kind == first + kind].min() == least


def test_soft_paths_weigh_every_path_of_every_day() -> None:
    rng, heat = Random(7), 2.0
    days = [working(6, [(0, 1), (2, 3)]), working(4, [(0, 2)])]
    diagrams = [found for day in days if (found := diagram(*day, MANY))]
    paths = Paths(diagrams, [0, 6])
    for _ in range(5):
        cost = np.array([rng.randint(-9, 5) for _ in range(10)], dtype=np.float64)
        total, flow = paths.soft(np.append(cost, 0)[paths.kind], heat)
        soft, shares = 0.0, np.zeros(10)
        for found, first in zip(diagrams, (0, 6), strict=True):
            of = list(found.paths())
            weights = np.exp([-sum(cost[first + kind] for kind in path) / heat for path in of])
            soft -= heat * float(np.log(weights.sum()))
            for path, weight in zip(of, weights / weights.sum(), strict=True):
                np.add.at(shares, [first + kind for kind in path], weight)
        assert total == pytest.approx(soft)
        started = paths.kind != WAIT
        assert np.bincount(paths.kind[started], flow[started], 10) == pytest.approx(shares)


def test_arcs_lead_down_and_wait_or_start() -> None:
    found = diagram(*working(5, [(0, 1), (2, 3)]), MANY)
    assert found
    paths = Paths([found, found], [0, 5])
    assert (paths.head < paths.tail).all()
    assert set(paths.kind.tolist()) == {WAIT, *range(10)}
    assert paths.day[paths.begins].tolist() == [0, 1]

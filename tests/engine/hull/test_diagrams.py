"""Diagrams: every set of starts that the rows admit is one path, and no other is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random

import pytest

from planner.engine.hull.diagrams import Kind, _Walk, diagram
from tests.engine.hull.kinds import MANY, working


def admitted(kinds: Sequence[Kind], upper: Sequence[int]) -> set[tuple[int, ...]]:
    """How often each kind comes, in every way that keeps the rows."""
    found = set()
    for counts in product(*(range(max(upper) + 1) for _ in kinds)):
        used = [0] * len(upper)
        for count, kind in zip(counts, kinds, strict=True):
            for row, amount in kind.takes:
                used[row] += count * amount
        if all(use <= limit for use, limit in zip(used, upper, strict=True)):
            found.add(counts)
    return found


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_paths_are_what_the_rows_admit_each_once(first: int) -> None:
    for seed in range(first, first + 100):
        rng = Random(seed)
        upper = [rng.randint(0, 3) for _ in range(rng.randint(1, 4))]
        kinds = [
            Kind(
                moment,
                tuple(
                    (row, rng.choice((1, 1, 1, 2)))
                    for row in sorted(rng.sample(range(len(upper)), rng.randint(1, len(upper))))
                ),
            )
            for moment in sorted(rng.randint(0, 3) for _ in range(rng.randint(0, 5)))
        ]
        found = diagram(kinds, upper, MANY)
        assert found
        counts = [tuple(path.count(kind) for kind in range(len(kinds))) for path in found.paths()]
        assert set(counts) == admitted(kinds, upper), seed
        assert len(counts) == len(set(counts)), seed


def test_a_patient_rests_while_another_is_attended() -> None:
    """Attended for one, alone for two, attended for one: three can be interleaved, a fourth must wait."""
    found = diagram(*working(7, [(0, 1), (3, 4)]), MANY)
    assert found
    sets = set(found.paths())
    assert {(0, 1, 2), (0, 2), (0, 1, 2, 6)} <= sets
    assert not sets & {(0, 3), (0, 1, 2, 3), (0, 1, 2, 4)}


def test_nodes_alike_in_what_follows_are_one() -> None:
    """Back to back, only how long the practitioner is busy matters: one node a moment is enough."""
    found = diagram(*working(40, [(0, 3)]), MANY)
    assert found
    assert len(found) <= 41


def test_a_walk_of_too_many_steps_is_given_up_as_soon_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, leave = list[int](), _Walk._leave
    monkeypatch.setattr(_Walk, "_leave", lambda *given: taken.append(leave(*given)) or taken[-1])
    one_moment = [Kind(0, ((row, 1),)) for row in range(12)]
    assert diagram(one_moment, [1] * 12, 50) is None
    assert sum(taken) <= 50 + 13
    assert diagram(*working(20, [(0, 1), (5, 6)]), 50) is None

"""What follows from the placements chosen: stretches that are kept free."""

from __future__ import annotations

import numpy as np

from planner.model.auxiliaries import Floor, Keeping, Reserves, at_once
from planner.model.rows import Uses, stack
from planner.model.settlement import Settlement

# One hour in which 20 minutes are kept free: from 0 on, from 20 on or from 40 on. Variable 0 takes 0 to 30, variable 1
# takes 30 to 60, variable 2 the minutes 10 to 15 and 45 to 50, and variable 3 nothing.
USES = Uses.of([(0, 0, 0, 30), (0, 1, 30, 60), (0, 2, 10, 15), (0, 2, 45, 50)])
STARTS = np.array([0, 20, 40])
RESERVES = Reserves.among(np.zeros(3, dtype=np.int64), STARTS, STARTS + 20, USES).placed(4)


def vector(*chosen: int) -> np.ndarray:
    found = np.zeros(7, dtype=np.int64)
    found[list(chosen)] = 1
    RESERVES.settle(found)
    return found


def test_the_first_stretch_that_nothing_takes_is_kept() -> None:
    assert vector()[4:].tolist() == [0, 1, 1]
    assert vector(0)[4:].tolist() == [1, 1, 0]
    assert vector(2)[4:].tolist() == [1, 0, 1]
    assert vector(0, 1)[4:].tolist() == [1, 1, 1]


def test_the_rows_say_that_one_is_kept_and_not_used() -> None:
    matrix = stack([RESERVES.kept("break", str), RESERVES.clear("break", USES, np.ones(7, dtype=np.int64), ["mai"])], 7)
    for chosen, fits in (((), True), ((0,), True), ((1,), True), ((2,), True), ((0, 2), False), ((0, 1), False)):
        assert (len(matrix.broken(vector(*chosen))) == 0) == fits, chosen
    used = vector(0)
    used[4:] = [0, 1, 1]
    assert len(matrix.broken(used))


def test_a_roster_in_the_making_refuses_what_would_take_the_last_stretch() -> None:
    keeping = Keeping(RESERVES, 7)
    assert keeping.without(np.arange(4))[0].tolist() == []
    keeping.use(0, 1)
    assert keeping.without(np.arange(4))[0].tolist() == [1, 2]
    assert keeping.sound
    keeping.use(1, 1)
    assert not keeping.sound
    keeping.use(0, -1)
    assert keeping.without(np.arange(4))[0].tolist() == [0, 2]


def test_a_group_with_a_stretch_that_nothing_takes_is_left_out() -> None:
    group, starts = np.array([0, 0, 1, 1]), np.array([0, 30, 0, 20])
    uses = Uses.of([(0, 0, 0, 30), (1, 0, 0, 30)])
    found = Reserves.among(group, starts, starts + 20, uses)
    assert found.of.tolist() == [1]
    assert (found.first.tolist(), found.start.tolist()) == ([0, 2], [0, 20])


def test_floors_settled_at_once_are_as_if_one_after_the_other() -> None:
    """Random floors over variables of which some are raised by several, some by floors that lean on others."""
    rng, levels = np.random.default_rng(3), set()
    for _ in range(60):
        floors = []
        for _ in range(int(rng.integers(1, 9))):
            own = rng.choice(np.arange(6, 14), 2, replace=False)
            others = np.setdiff1d(np.arange(14), own)
            terms = [
                (at, rng.choice(others, 2, replace=False), rng.integers(1, 3, 2), int(rng.integers(0, 2)))
                for at in (0, 1)
            ]
            floors.append(Floor.of(own, terms))
        expected = np.concatenate([rng.integers(0, 2, 6), np.zeros(8, dtype=np.int64)])
        found = expected.copy()
        for floor in floors:
            floor.settle(expected)
        few = at_once(floors, 14)
        levels.add(len(few) < len(floors))
        for floor in few:
            floor.settle(found)
        assert found.tolist() == expected.tolist()
        changed = np.unique(rng.integers(0, 6, 2))
        found[changed] += rng.integers(0, 2, len(changed))
        raised, before = Settlement(floors, 14).settle_above(changed, found)
        anew = np.concatenate([found[:6], np.zeros(8, dtype=np.int64)])
        for floor in floors:
            floor.settle(anew)
        assert found.tolist() == anew.tolist()
        assert before.tolist() == expected[raised].tolist()
    assert True in levels

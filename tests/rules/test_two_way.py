"""The two-way test: on tiny random clinics the model admits exactly the rosters that break no rule, at the same price.

PLANNER_TINY_CLINICS sets how many clinics there are.
"""

from __future__ import annotations

import os

import pytest

from tests.rules.random_worlds import Draw
from tests.rules.two_way import TwoWay, universe

CLINICS = int(os.environ.get("PLANNER_TINY_CLINICS", "200"))
A_TEST = 20


@pytest.mark.parametrize("first", range(0, CLINICS, A_TEST))
def test_the_model_admits_what_breaks_no_rule(first: int) -> None:
    for seed in range(first, min(first + A_TEST, CLINICS)):
        draw = Draw(seed)
        sides = TwoWay(draw.problem())
        days = range(-1, draw.days + draw.look_ahead + 1)
        found = next(sides.differences(universe(sides, draw.clocks, days, rng=draw.rng)), None)
        assert found is None, f"clinic {seed}: {found}"

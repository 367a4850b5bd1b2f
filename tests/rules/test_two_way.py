"""The two-way test: on tiny random clinics the model admits exactly the rosters that break no rule, at the same price.

PLANNER_TINY_CLINICS sets how many clinics there are.
"""

from __future__ import annotations

import os

import pytest

from tests.rules.random_worlds import Draw
from tests.rules.two_way import TwoWay, universe
from tests.worlds import absence, asked, minutes, plan, room, service, world

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


@pytest.mark.parametrize("steps", [(30,), (-30,), (10, -20)])
@pytest.mark.parametrize("rooms", [1, 2, 3])
@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("length", [1, 3])
def test_patients_alike_are_counted(steps: tuple[int, ...], rooms: int, closed: bool, length: int) -> None:
    """Three who differ by name alone, on one day: told apart neither by their starts nor by their rooms."""
    clinic = world(
        [service("sleep", *(length * step for step in steps), reset=10)],
        plans=[plan(id, "sleep", patient) for id, patient in (("a", "ann"), ("b", "ben"), ("c", "cleo"))],
        rooms=[room(id) for id in ("one", "two", "three")[:rooms]],
        closures=[absence("one", 0, "9:45-10:00")] if closed else (),
        start_every=minutes(30),
    )
    sides = TwoWay(asked(clinic, 1))
    assert sides.model.placements.assignments.group.tolist() == [0, 0, 0]
    found = next(sides.differences(universe(sides, ["9:00", "9:30", "10:00"], [0], most=900)), None)
    assert found is None, str(found)

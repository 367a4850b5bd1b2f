"""Obstacles named: what it takes to name many."""

from __future__ import annotations

import pytest

from planner.clinic import Appointment
from planner.engine.local.fix import Wish
from planner.engine.local.openings import Openings
from planner.explain.naming import named
from planner.explain.obstacles import irreducible
from planner.explain.question import days_asked
from tests.worlds import asked, attended, plan, row, service, world


@pytest.mark.parametrize("past", [0, 30])
def test_no_appointment_of_the_past_is_looked_at_for_each_obstacle(past: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four mornings, each filled by one session, after a past that has nothing to do with them."""
    days, looked_at = 4, list[object]()
    fill = [plan(f"z{n}", "long", f"zoe{n}") for n in range(days)]
    before = [plan(f"q{n}", "long", f"quin{n}", start=-60) for n in range(past)]
    book = [attended(f"q{n}1", n - 60) for n in range(past)]
    clinic = world([service("long", 180)], plans=[plan("a", "long"), *fill, *before], book=book)
    problem = asked(clinic, days)
    rows, session = [row(problem, f"z{n}1", n) for n in range(days)], problem.by_key["a", 1]
    openings = Openings(problem, rows, session, days_asked(problem, session, Wish()), Wish())
    needed = irreducible(openings)
    assert needed
    monkeypatch.setattr(Appointment, "__eq__", lambda one, other: looked_at.append(one) or one is other)
    found = named(openings, needed)
    assert [each.rule for each in found] == ["shift", *["practitioner"] * days]
    assert len(looked_at) == 0

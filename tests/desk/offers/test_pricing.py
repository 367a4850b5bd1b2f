"""What goals say of many places at once is what they measure at each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.desk.diary.free_time import Stretch
from planner.desk.offers.candidates import everywhere
from planner.desk.offers.pricing import known_price, measured_by, quick
from planner.desk.offers.request import OfferRequest
from planner.desk.offers.starts import Places
from planner.rules import GOALS, Goal
from tests.desk.worlds import diary_of
from tests.rules.random_worlds import Draw


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 3000))
def test_a_goal_says_what_it_measures_but_for_a_constant(goal: Goal, seed: int) -> None:
    assert quick(goal)
    problem = Draw(seed).problem()
    for session in problem.choices:
        request = OfferRequest.of(diary_of(problem.clinic), session.plan, problem.clinic.moment(problem.horizon.first))
        given = request.problem.by_key.get(session.key)
        if given is None or given.reach is None or given.reach.last is None:
            continue
        if {row.service for row in given.booked} - set(given.services):  # booked as what its plan does not ask for
            continue
        stretch = Stretch(request.diary, given.reach.first, given.reach.last, given.booked)
        places = Places(stretch, request.problem, given, given.reach, request.now)
        found = everywhere(places)
        said = known_price(request.problem, given, places, found, [goal])
        beyond = set()
        for number in range(0, len(found), 7):
            rows = request.rows(places, found.who[number].tolist(), found.slot[number].tolist())
            if rows:
                beyond.add(round(measured_by(request.problem, rows, [goal]) - float(said[number]), 6))
        assert len(beyond) <= 1, f"clinic {seed}, {session.name}"

"""What goals say of many places at once is what they measure at each."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.desk.diary.free_time import Stretch
from planner.desk.offers.candidates import everywhere
from planner.desk.offers.pricing import known_price, measured_by, quick
from planner.desk.offers.request import OfferRequest
from planner.desk.offers.starts import Places
from planner.rules import GOALS
from tests.desk.worlds import diary_of
from tests.rules.random_worlds import Draw


def test_every_goal_says_at_once_what_is_to_be_known() -> None:
    assert all(map(quick, GOALS))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3000))
def test_a_goal_says_what_it_measures_but_for_a_constant(seed: int) -> None:
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
        candidates = everywhere(places)
        some = range(0, len(candidates), 7)
        rows = {n: request.rows(places, candidates.who[n].tolist(), candidates.slot[n].tolist()) for n in some}
        for goal in GOALS:
            known = known_price(request.problem, given, places, candidates, [goal])
            beyond = {
                round(measured_by(request.problem, visit, [goal]) - float(known[number]), 6)
                for number, visit in rows.items()
                if visit
            }
            assert len(beyond) <= 1, f"clinic {seed}, {session.name}, {goal.name}"

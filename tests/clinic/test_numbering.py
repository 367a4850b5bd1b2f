"""The phase of a session by its number, beyond phases whose length is open too."""

from __future__ import annotations

import pytest

from planner.clinic.numbering import has_number, most_services, phase_of, places_of, sessions_of
from planner.errors import Nonsense
from tests.worlds import phase, plan, protocol, service, world

COURSE = protocol(
    "course",
    phase(sessions=3, first="talk"),
    phase(name="care", for_days=90),
    phase("needling", "talk", name="visits", sessions=2),
)
CLINIC = world([service(), service("talk")], [COURSE], plans=[plan("a", "course"), plan("s", "course", sessions=5)])
SHORT = world([service()], [protocol("short", phase(sessions=2))], plans=[plan("b", "short")])


def test_a_number_has_its_place_in_its_phase_until_one_is_open() -> None:
    found = [[(phase.name, place) for phase, place in places_of(CLINIC.plan("a"), COURSE, n)] for n in (0, 1, 3, 4)]
    assert found == [[], [("course", 1)], [("course", 3)], [("care", 1), ("visits", None)]]
    assert [phase_of(CLINIC, "a", number) for number in (1, 4)] == ["course", None]
    assert phase_of(CLINIC, "s", 5) == "course"


def test_a_session_has_at_most_the_services_of_a_phase_it_may_be_of() -> None:
    assert [most_services(CLINIC.plan("a"), COURSE, number) for number in (0, 1, 4)] == [0, 1, 2]


def test_beyond_the_plans_end_there_is_no_session() -> None:
    assert sessions_of(SHORT.plan("b"), SHORT.protocols["short"]) == 2
    assert [has_number(SHORT, SHORT.plan("b"), number) for number in (0, 1, 2, 3)] == [False, True, True, False]
    with pytest.raises(Nonsense, match="the plan 'b' has 2 sessions, there is no session 3"):
        phase_of(SHORT, "b", 3)

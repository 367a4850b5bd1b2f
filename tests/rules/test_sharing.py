"""One session that serves two plans is one, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

from planner.rules.sharing import once, one_session, shared_key
from tests.worlds import asked, plan, row, service, world

TALK = service("talk", 30, shareable=True)
PROBLEM = asked(world([TALK, service()], plans=[plan("a", "talk"), plan("b", "talk"), plan("z", "talk", "zoe")]))
CLINIC = PROBLEM.clinic
ONE, OTHER, ZOE = (row(PROBLEM, key, 0) for key in ("a1", "b1", "z1"))


def test_two_plans_of_a_patient_share_a_session_that_is_alike() -> None:
    assert one_session(CLINIC, ONE, OTHER)
    assert once(CLINIC, [OTHER, ONE]) == [OTHER]


def test_another_place_or_patient_is_another_session() -> None:
    later = row(PROBLEM, "b1", 0, "9:30")
    assert not one_session(CLINIC, ONE, later)
    assert not one_session(CLINIC, ONE, ZOE)
    assert once(CLINIC, [ONE, later, ZOE]) == [ONE, later, ZOE]


def test_a_service_that_is_not_shared_or_unknown_has_no_key() -> None:
    for name in ("needling", "cupping"):
        mine, theirs = replace(ONE, service=name), replace(OTHER, service=name)
        assert shared_key(CLINIC, mine) is None
        assert not one_session(CLINIC, mine, theirs)
        assert once(CLINIC, [mine, theirs]) == [mine, theirs]
    assert shared_key(CLINIC, replace(ONE, plan="nobody's")) is None

"""What a store lets through can be written as a clinic's tables and read again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.clinic import Clinic, Equipment
from planner.desk.desk import Desk
from planner.errors import Nonsense
from tests.desk.test_desk import COURSE
from tests.worlds import POLICY, entry, plan, practitioner, room, service, world

LASER = Equipment("laser", "Laser", 1)
FEVER = replace(POLICY.rules["fever"], days=3)


def lasered() -> Clinic:
    plans, needling = [plan("a", "course")], service(equipment=("laser",))
    book = tuple(entry(f"a{n}", 2 * n) for n in (1, 2, 3))
    return world([needling], [COURSE], plans=plans, equipment=[LASER], book=book)


@pytest.mark.parametrize(
    ("facts", "settings", "why"),
    [
        ([replace(LASER, units=0)], {}, "the clinic has 0 units of 'laser', which the service 'needling' needs"),
        ([service(equipment=("laser",), needs=frozenset({"laser licence"}))], {}, "nobody has the qualifications"),
        ([service(equipment=("laser",), room=frozenset({"dark"}))], {}, "no room has the features"),
        ([room("laser")], {}, "'laser' is a room and an equipment"),
        ([plan("a", "course", sessions=2)], {}, r"a, session 3 \(needling\) is booked"),
        ([], {"policy": replace(POLICY, rules={**POLICY.rules, "fever": FEVER})}, "'fever' says no reason"),
        ([], {"policy": replace(POLICY, rules={}, off={"peel": " "})}, "'peel' is turned off without a reason"),
    ],
)
def test_what_the_tables_cannot_say_is_refused(desk: Desk, facts: list[Any], settings: Any, why: str) -> None:
    desk.load(lasered())
    with pytest.raises(Nonsense, match=why):
        desk.change(*facts, settings=settings)
    assert desk.clinic() == lasered()


def test_what_they_can_say_is_let_through(desk: Desk) -> None:
    desk.load(lasered())
    policy = replace(POLICY, rules={**POLICY.rules, "fever": replace(FEVER, override="our doctor's wish")})
    desk.change(replace(LASER, units=2), practitioner("tom"), settings={"policy": policy})
    assert desk.clinic().policy == policy

"""What a store lets through can be written as a clinic's tables and read again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planner.clinic import Clinic, Equipment
from planner.desk.desk import Desk
from planner.errors import Conflict, Forbidden, Nonsense, UnknownName
from tests.desk.doings import DOINGS, Doings
from tests.desk.racing import assert_claimed
from tests.desk.test_desk import COURSE
from tests.files.writing.round_trip import again
from tests.worlds import POLICY, entry, patient, phase, plan, practitioner, protocol, room, service, world

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
        ([patient("ann", preferred_practitioners=("mai ",))], {}, "'mai ' has blanks around it"),
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


@pytest.mark.parametrize("gone", [room(), practitioner()])
def test_what_the_book_names_must_stay(desk: Desk, gone: Any) -> None:
    desk.load(lasered())
    desk.change(practitioner("tom"), room("two"))
    with pytest.raises(Nonsense, match=r"a, session 1 .* stands in the book .*its practitioner and room must stay"):
        desk.change(remove=[gone])
    desk.change(remove=[practitioner("tom"), room("two")])
    assert desk.clinic() == lasered()


def test_a_visit_keeps_its_services(desk: Desk) -> None:
    visit = protocol("visit", phase("needling", "talk", gap=None, sessions=1))
    book = (entry("a1", 0, service="needling"), entry("a1", 0, "9:30", service="talk"))
    desk.load(world([service(), service("talk")], [visit], plans=[plan("a", "visit")], book=book))
    with pytest.raises(Nonsense, match="one of several services, which must stay"):
        desk.change(protocol("visit", phase("needling", gap=None, sessions=1)))


def test_the_book_follows_a_phase_that_is_named_otherwise(desk: Desk) -> None:
    plain = lasered()
    desk.load(replace(plain, book=tuple(replace(line, phase="course") for line in plain.book)))
    desk.change(protocol("course", phase(sessions=4, name="treatment")))
    assert {line.phase for line in desk.clinic().book} == {"treatment"}


@pytest.mark.parametrize("seed", range(15))
def test_whatever_is_done_reads_as_the_very_same(tmp_path: Path, seed: int) -> None:
    """What is refused leaves no trace; all else can be written as a folder."""
    rng, day = Random(seed), Doings(tmp_path / "day")
    for _ in range(30):
        with suppress(Conflict, Forbidden, Nonsense, UnknownName):
            getattr(day, rng.choice(DOINGS))(rng.randrange(6), rng.randrange(6))
    clinic = day.desk.clinic()
    assert again(clinic) == clinic
    assert_claimed(day.desk)
    day.desk.close()

"""What a store lets through can be written as a clinic's tables and read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planner.clinic import Clinic, Equipment
from planner.desk.desk import Desk
from planner.errors import Nonsense
from tests.desk.doings import DOINGS, Doings
from tests.desk.racing import assert_claimed
from tests.desk.worlds import COURSE
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
        ([replace(LASER, units=0)], {}, "'needling' cannot be given: the clinic has 0 units of 'laser'"),
        (
            [service(equipment=("laser",), needs=frozenset({"laser licence"}))],
            {},
            "no practitioner holds 'laser",
        ),
        ([service(equipment=("laser",), room=frozenset({"dark"}))], {}, "no room has 'dark'"),
        ([room("laser")], {}, "'laser' is a room and an equipment"),
        ([patient("ann", preferred_practitioners=("mai ",))], {}, "preferred_practitioners has blanks around it"),
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
    with pytest.raises(Nonsense, match=r"a, session 1 .* is in the book .*its practitioner and room cannot go"):
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


DAYS = range(15)


@pytest.mark.parametrize("seed", DAYS)
def test_whatever_is_done_reads_as_the_very_same(tmp_path: Path, seed: int) -> None:
    """What is refused leaves no trace; all else can be written as a folder."""
    day = Doings(tmp_path / "day")
    day.walk(Random(seed), steps=30)
    clinic = day.desk.clinic()
    assert again(clinic) == clinic
    assert_claimed(day.desk)
    day.desk.close()


def test_each_doing_is_done_on_one_of_these_days(tmp_path: Path) -> None:
    left = set(DOINGS)
    for seed in DAYS:
        if left:
            day = Doings(tmp_path / f"day {seed}")
            day.walk(Random(seed), steps=30)
            day.desk.close()
            left -= day.done.keys()
    assert left == set()

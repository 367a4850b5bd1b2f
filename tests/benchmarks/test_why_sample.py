"""The sample that proves reasons again: it agrees with what is true, and sees what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import planner
from benchmarks.why_sample import FAILED, PROVED, has_place, sample
from planner.clinic import Days
from planner.engine.local.openings import Hindrance
from tests.files.worlds import small_folder
from tests.worlds import absence, asked, day, event, plan, practitioner, row, service, world

SHIFT, ABSENCE = Hindrance("shift", "mai is off shift"), Hindrance("absence", "mai is absent")
ZOE = Hindrance(keys=(("z", 1),))


def test_a_roster_is_sampled(tmp_path: Path) -> None:
    clinic = planner.read(small_folder(tmp_path))
    planner.write(planner.plan(clinic, "2026-12", effort=0.2), tmp_path / "roster")
    found = sample(clinic, tmp_path / "roster", 4, seed=1)
    assert found.wrong == []
    assert sum(count for (_, verdict), count in found.counts.items() if verdict in (PROVED, FAILED)) >= 1


def test_a_member_that_is_missing_leaves_a_place() -> None:
    clinic = world([service("long", 180)], plans=[plan("a", "long"), plan("z", "long", "zoe")])
    problem = asked(clinic, 1)
    rows, session = (row(problem, "z1", 0),), problem.by_key["a", 1]
    assert not has_place(problem, session, {SHIFT, ZOE}, rows)
    assert has_place(problem, session, {SHIFT}, rows)
    assert has_place(problem, session, {ZOE}, rows)


def test_only_what_is_named_is_left_of_the_clinic() -> None:
    clinic = world(
        [service(acts=("skin:face",), needs=frozenset({"x"}))],
        practitioners=[practitioner(shifts=())],
        absences=(absence("mai", 0),),
        events=(event("fever", 0, until=1),),
    )
    problem = asked(clinic, 2)
    session = replace(problem.by_key["a", 1], reach=Days(day(0), day(0)))
    problem = replace(problem, sessions=(session,))
    assert has_place(problem, session, (), ())
    for alone in (
        SHIFT,
        ABSENCE,
        Hindrance("qualified", "mai lacks x"),
        Hindrance("eligible", "fever on Mon 1 Jun 2026"),
    ):
        assert not has_place(problem, session, {alone}, ()), alone

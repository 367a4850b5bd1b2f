"""The peers on tiny clinics: what they write keeps every rule, and the textbook model is right to the last price."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

import planner
from benchmarks.generate import clinic_tables, write
from benchmarks.peers import __main__ as peers
from benchmarks.peers.answer import repaired, rows_of, score
from benchmarks.peers.question import UNKNOWN_GOALS, Question
from planner.clinic import Horizon, Problem
from planner.roster.files import read_appointments
from planner.rules import violations
from tests.rules.random_worlds import Draw
from tests.worlds import asked, day, phase, plan, protocol, room, service, world

NEEDS = {"pyjobshop": "pyjobshop", "timefold": "timefold.solver"}


def crowded() -> Problem:
    """Five courses on three mornings of two rooms, each treatment with a rest."""
    resting = service("rest", 30, -30, 30)
    course = protocol("course", phase("rest", gap=(1, 1, 2), sessions=2))
    plans = [plan(f"p{n}", "course", f"patient{n}", priority=n % 3 + 1, finish_by=day(2)) for n in range(5)]
    return asked(world([resting], [course], plans=plans, rooms=[room("one"), room("two")]), 3)


def best(problem: Problem) -> float:
    """The score that planner proves to be the least."""
    horizon = problem.horizon
    look_ahead = (horizon.end - horizon.last).days
    roster = planner.plan(problem.clinic, first=horizon.first, last=horizon.last, look_ahead=look_ahead, effort=5)
    assert roster.quality["status"] == "optimal"
    return roster.quality["score"]


def simple(problem: Problem) -> Problem:
    """The same, less what no peer knows: see benchmarks/peers/question.py."""
    clinic = problem.clinic
    staff = {
        id: replace(
            one, breaks=(), max_sessions_per_week=None, shifts=tuple(replace(row, site=None) for row in one.shifts)
        )
        for id, one in clinic.practitioners.items()
    }
    rooms = {id: replace(each, places=1, site=None) for id, each in clinic.rooms.items()}
    prices = replace(clinic.prices, **dict.fromkeys(UNKNOWN_GOALS, 0))
    return Problem.of(replace(clinic, practitioners=staff, rooms=rooms, prices=prices), problem.horizon)


@pytest.mark.parametrize("seed", [None, *range(40)])
def test_the_textbook_model_finds_what_planner_proves_best(seed: int | None) -> None:
    problem = simple(crowded() if seed is None else Draw(seed).problem())
    question = Question(problem)
    found = import_module("benchmarks.peers.textbook").solve(question, 5)
    rows = rows_of(question, found.answers[-1][1])
    assert violations(problem, rows) == []
    assert score(problem, rows) == pytest.approx(best(problem))


@pytest.mark.parametrize("name", NEEDS)
def test_what_another_peer_finds_keeps_every_rule(name: str) -> None:
    pytest.importorskip(NEEDS[name])
    question = Question(crowded())
    found = import_module(f"benchmarks.peers.{name}").solve(question, 5)
    rows = rows_of(question, found.answers[-1][1])
    assert violations(question.problem, rows) == []
    assert best(question.problem) <= score(question.problem, rows) < score(question.problem, ())


def test_a_repair_drops_whole_sessions_until_no_rule_is_broken() -> None:
    question = Question(crowded())
    found = import_module("benchmarks.peers.textbook").solve(question, 5)
    rows = rows_of(question, found.answers[-1][1])
    late = [row for row in rows if row.start == max(each.start for each in rows)]
    kept, dropped = repaired(question.problem, [*rows, *late])
    assert dropped == len({row.key for row in late})
    assert kept == [row for row in rows if row not in late]


def test_the_command_writes_a_roster_that_can_be_checked_and_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "clinic", *clinic_tables(1, 0.1, 3))
    out = tmp_path / "out"
    given = ["textbook", str(tmp_path / "clinic"), "--month", "2026-12", "--seconds", "3", "--out", str(out)]
    monkeypatch.setattr(sys, "argv", ["benchmarks.peers", *given])
    with pytest.raises(SystemExit) as ended:
        peers.main()
    assert ended.value.code == 0
    clinic = planner.read(tmp_path / "clinic")
    assert planner.check(clinic, out, "2026-12") == []
    report = json.loads((out / "peer.json").read_text(encoding="utf-8"))
    assert report["failed"] is None
    assert report["dropped"] == 0
    rows = read_appointments(clinic, out)
    assert report["trace"][-1][1] == score(Problem.of(clinic, Horizon.month("2026-12")), rows)

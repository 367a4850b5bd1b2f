"""A roster from folder to folder."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner.errors import FaultyClinic, Nonsense
from tests.cli.worlds import swap
from tests.files.worlds import small_folder


def test_a_clinic_is_read_planned_and_written(tmp_path: Path) -> None:
    seen = []
    folder = small_folder(tmp_path)
    done = planner.run_clinic(folder, "2026-12", tmp_path / "out", {"effort": 0.5}, seen.append)
    assert (done.clinic, done.out, done.warnings) == ("Corner Clinic", tmp_path / "out", ())
    assert seen[-1].score == done.quality.score
    clinic = planner.read(folder)
    assert planner.check(clinic, tmp_path / "out") == []
    assert planner.read_roster(clinic, tmp_path / "out").placed == done.roster.placed


def test_the_same_effort_gives_the_same_files_as_planning_by_hand(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    planner.run_clinic(folder, "2026-12", tmp_path / "one", {"effort": 0.5, "seed": 3})
    planner.write(planner.plan(planner.read(folder), "2026-12", effort=0.5, seed=3), tmp_path / "two")
    for name in ("appointments.csv", "unplaced.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_a_job_answers_can_be_sent(tmp_path: Path) -> None:
    done = planner.run_clinic(small_folder(tmp_path), "2026-12", tmp_path / "out", {"effort": 0.1})
    assert pickle.loads(pickle.dumps(replace(done, roster=None))) == done  # type: ignore[arg-type]


def test_nothing_is_searched_where_nothing_could_be_written(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)

    def refuse(progress: planner.Progress) -> None:
        raise AssertionError("it searches")

    with pytest.raises(Nonsense, match="holds a clinic"):
        planner.run_clinic(folder, "2026-12", folder, {"effort": 1}, refuse)
    with pytest.raises(NotADirectoryError):
        planner.run_clinic(folder, "2026-12", folder / "plans.csv", {"effort": 1}, refuse)
    swap(folder / "patients.csv", "p1", "")
    with pytest.raises(FaultyClinic):
        planner.run_clinic(folder, "2026-12", tmp_path / "out", {"effort": 1}, refuse)
    assert not (tmp_path / "out").exists()

"""A clinic's folder to begin with: sound as it is, and never in anybody's way."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

import planner
from planner.errors import Nonsense
from planner.files import reading
from planner.files.reading.tables import TABLES
from planner.files.starting.folders import new_folder, next_month
from tests.cli.worlds import Said


@pytest.mark.parametrize("month", range(1, 13))
def test_the_sample_is_sound_whenever_it_is_made(tmp_path: Path, month: int) -> None:
    new_folder(tmp_path / "clinic", date(2027, month, 31 if month in (1, 3, 5, 7, 8, 10, 12) else 28))
    found = reading.load(tmp_path / "clinic")
    assert found.warnings == ()
    problem = planner.Problem.of(found.clinic, planner.Horizon.month(f"{next_month(date(2027, month, 1)):%Y-%m}"))
    assert sum(session.due for session in problem.sessions) >= 6


@pytest.mark.parametrize("day", [1, 2, 21, 22, 23, 24, 25, 30])
@pytest.mark.parametrize("month", [2, 11, 12])
def test_nothing_of_it_was_attended_after_the_day_it_is_made_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, month: int, day: int
) -> None:
    today = date(2026, month, min(day, 28) if month == 2 else day)
    new_folder(tmp_path / "clinic", today)
    monkeypatch.setenv("PLANNER_NOW", f"{today}T08:00-07:00")
    said = Said("validate", tmp_path / "clinic")
    assert (said.status, "warning" in said.out) == (0, False), said.out


@pytest.mark.parametrize("day", [1, 22, 24, 30])
def test_the_sample_can_be_planned_at_once(tmp_path: Path, day: int) -> None:
    new_folder(tmp_path / "clinic", date(2026, 11, day))
    clinic = planner.read(tmp_path / "clinic")
    roster = planner.plan(clinic, "2026-12", effort=0.5)
    assert roster.figures.left_out == (0, 0, 0)
    assert roster.figures.placed == roster.figures.due >= 6
    assert planner.check(clinic, roster) == []


def test_every_table_is_there_with_all_its_columns_and_two_rows(tmp_path: Path) -> None:
    new_folder(tmp_path / "clinic", date(2026, 11, 22))
    for table in TABLES:
        with (tmp_path / "clinic" / f"{table.name}.csv").open(encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        columns = [column.name for column in table.columns]
        rare = {"appointments": "service", **dict.fromkeys(("absences", "closures", "away"), "source")}
        assert header == [column for column in columns if column != rare.get(table.name)]
        assert len(rows) == 2


def test_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for path in (tmp_path / "clinic", tmp_path / "file"):
        with pytest.raises(Nonsense, match="is there already; nothing was written"):
            new_folder(path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["clinic", "file", "notes.txt"]


def test_an_empty_folder_is_filled_and_parents_are_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    new_folder(tmp_path / "empty")
    new_folder(tmp_path / "deep" / "down")
    assert (tmp_path / "empty" / "clinic.toml").exists()
    assert (tmp_path / "deep" / "down" / "clinic.toml").exists()
    assert list(tmp_path.rglob(".*")) == []


def test_a_folder_that_cannot_be_filled_stays_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space left"):
        new_folder(tmp_path / "clinic")
    assert list(tmp_path.iterdir()) == []

"""A clinic begun as a manager begins it, and every command on its workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.files.starting.folders import next_month
from tests.cli.worlds import Said
from tests.files.worlds import small_folder

MONTH = ["--month", f"{next_month():%Y-%m}"]


def test_a_folder_is_made_and_what_comes_next_is_said(tmp_path: Path) -> None:
    said = Said("new", tmp_path / "clinic")
    assert said.status == 0
    assert said.out.startswith(f"Wrote {tmp_path / 'clinic'}, a clinic to fill in.")
    assert f"planner validate {tmp_path / 'clinic'}" in said.out
    assert Said("validate", tmp_path / "clinic").out.endswith("no faults.")


def test_every_command_takes_the_workbook(tmp_path: Path) -> None:
    assert Said("new", tmp_path / "clinic", "--workbook").status == 0
    clinic, roster = tmp_path / "clinic.xlsx", tmp_path / "roster"
    for command in (
        ["validate", clinic],
        ["sessions", clinic, *MONTH],
        ["roster", clinic, *MONTH, "--effort", "0.2", "--out", roster],
        ["check", clinic, roster],
        ["eligibility", clinic, "--patient", "p1"],
        ["policy", clinic],
        ["publish", clinic, roster],
        ["check", clinic, roster],
        ["diff", roster, roster],
        ["export", clinic, roster, "--to", tmp_path / "roster.html"],
        ["plot", clinic, roster, "--utilisation", "--to", tmp_path / "use.svg"],
        ["why", clinic, roster, "--plan", "p1-course", "--number", "2", "--seconds", "1"],
        ["repairs", clinic, roster, "--seconds", "1"],
        ["window", clinic, roster, "--patient", "p1", "--procedure", "botox"],
    ):
        said = Said(*command)
        assert (said.status, "warning" in said.out + said.err) == (0, False), said.err


def test_a_workbook_may_be_filled_from_a_folder(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    said = Said("new", tmp_path / "corner.xlsx", "--from", folder)
    assert (said.status, said.out) == (0, f"Wrote {tmp_path / 'corner.xlsx'}, the clinic of {folder}.")
    assert Said("validate", tmp_path / "corner.xlsx").out == Said("validate", folder).out


def test_the_warnings_of_a_folder_are_said_when_it_fills_a_workbook(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    (folder / "patients.csv").write_text("patient,nickname\np1,Mia\np2,Noa\np3,Eli\n", encoding="utf-8")
    said = Said("new", tmp_path / "corner.xlsx", "--from", folder)
    assert (said.status, said.out.startswith("1 warning: patients.csv, row 1, nickname")) == (0, True)


def test_the_folder_one_is_in_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Said("new", ".", "--workbook").err == ". is a folder; name the workbook"
    assert Said("new", ".").status == 0
    assert Said("validate", ".").out.endswith("no faults.")


def test_what_is_in_the_way_is_refused(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    assert Said("new", folder).err.endswith("nothing was written, name a folder that is new or empty")
    assert Said("new", tmp_path / "copy", "--from", folder).status == 2
    assert Said("new", tmp_path / "a.xlsx").status == 0
    assert Said("new", tmp_path / "a", "--workbook").status == 2

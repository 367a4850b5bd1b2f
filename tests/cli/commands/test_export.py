"""planner export, as a manager types it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from planner.clinic import Horizon, Problem
from planner.files.reading import load
from planner.roster import files
from planner.roster.book_since import digest
from planner.roster.roster import Quality, Roster
from tests.cli.worlds import Said
from tests.files.worlds import small_folder


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return small_folder(tmp_path)


@pytest.fixture
def made(clinic: Path, tmp_path: Path) -> Path:
    """The folder of a roster that keeps what is booked."""
    problem = Problem.of(load(clinic).clinic, Horizon.month("2026-12"))
    days = problem.horizon
    book = digest(problem.clinic, days.first)
    figures = Quality(1, 0, "feasible", (0, 9, 0), {"place": 1.0}, 1, 10, days.first, days.last, days.end, 1.0, 1, book)
    files.write(Roster(problem, problem.fixed, (), figures), tmp_path / "roster")
    return tmp_path / "roster"


def test_the_ending_says_what_is_written(clinic: Path, made: Path, tmp_path: Path) -> None:
    said = Said("export", clinic, made, "--to", tmp_path / "new" / "roster.xlsx")
    assert (said.status, said.out) == (0, f"Wrote {tmp_path}/new/roster.xlsx")
    assert "xl/workbook.xml" in zipfile.ZipFile(tmp_path / "new" / "roster.xlsx").namelist()
    assert Said("export", clinic, made, "--to", tmp_path / "roster.HTML").status == 0
    assert "Ana Diaz" in (tmp_path / "roster.HTML").read_text(encoding="utf-8")


def test_a_file_that_is_there_is_replaced_whole(clinic: Path, made: Path, tmp_path: Path) -> None:
    (tmp_path / "roster.html").write_text("Made by planner, long ago", encoding="utf-8")
    assert Said("export", clinic, made, "--to", tmp_path / "roster.html").status == 0
    assert (tmp_path / "roster.html").read_text(encoding="utf-8").endswith("</html>")
    assert list(tmp_path.glob(".*")) == []


def test_another_ending_is_refused(clinic: Path, made: Path, tmp_path: Path) -> None:
    said = Said("export", clinic, made, "--to", tmp_path / "roster.pdf")
    assert (said.status, "end it in .xlsx or .html" in said.err) == (2, True)
    said = Said("export", clinic, made, "--to", tmp_path / "roster.xlsx", "--since", made)
    assert (said.status, "--since is for calendars" in said.err) == (2, True)


def test_a_target_that_is_a_folder_is_refused(clinic: Path, made: Path, tmp_path: Path) -> None:
    (tmp_path / "roster.xlsx").mkdir()
    said = Said("export", clinic, made, "--to", tmp_path / "roster.xlsx")
    assert said.status == 2
    assert said.err.startswith("This is a folder; name a file:")


def test_the_clinic_itself_is_not_replaced(clinic: Path, made: Path, tmp_path: Path) -> None:
    assert Said("new", tmp_path / "clinic.xlsx", "--from", clinic).status == 0
    before = (tmp_path / "clinic.xlsx").read_bytes()
    said = Said("export", tmp_path / "clinic.xlsx", made, "--to", made / ".." / "clinic.xlsx")
    assert (said.status, "is the clinic itself" in said.err) == (2, True)
    assert (tmp_path / "clinic.xlsx").read_bytes() == before


def test_a_name_in_brackets_is_said_whole(clinic: Path, made: Path, tmp_path: Path) -> None:
    said = Said("export", clinic, made, "--to", tmp_path / "roster[red].html")
    assert (said.status, said.out) == (0, f"Wrote {tmp_path}/roster[red].html")


def test_no_roster_is_refused(clinic: Path, tmp_path: Path) -> None:
    said = Said("export", clinic, tmp_path, "--to", tmp_path / "roster.html")
    assert (said.status, "there is no roster in" in said.err) == (2, True)
    assert not (tmp_path / "roster.html").exists()


def test_no_export_needs_the_solver(clinic: Path, made: Path, tmp_path: Path) -> None:
    code = f"""
import sys; sys.modules["ortools"] = None  # from here on, importing it is an ImportError
from planner.cli.main import app
for ending in (".xlsx", ".html"):
    try:
        app(["export", {str(clinic)!r}, {str(made)!r}, "--to", {str(tmp_path / "roster")!r} + ending])
    except SystemExit as ended:
        assert ended.code == 0
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

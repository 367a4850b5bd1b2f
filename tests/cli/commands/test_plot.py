"""`planner plot`, as a manager types it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import planner
from tests.cli.worlds import Said
from tests.files.worlds import small_folder
from tests.roster.worlds import at, problem, roster

BLOCKED = "import sys; sys.modules[{!r}] = None\nfrom planner.cli.main import app; app({!r})"
"""A command where importing a package is a ModuleNotFoundError."""


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return small_folder(tmp_path)


@pytest.fixture
def made(clinic: Path, tmp_path: Path) -> Path:
    """A roster of the clinic's, found by nobody: the fixed appointment alone."""
    asked = problem(planner.read(clinic))
    placed = at("c23", "2026-12-08 09:00", "ana", id="a3", status="booked", fixed=True)
    planner.write(roster(asked, placed), tmp_path / "roster")
    return tmp_path / "roster"


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("week.png", ["--week", "2026-12-10"]),
        ("rooms.pdf", ["--week", "2026-12-10", "--by", "room"]),
        ("course.svg", ["--course", "c2"]),
        ("use.svg", ["--utilisation"]),
        ("rooms[red].svg", ["--utilisation", "--by", "room"]),
    ],
)
def test_a_picture_is_written(file: str, what: list[str], clinic: Path, made: Path, tmp_path: Path) -> None:
    said = Said("plot", clinic, made, *what, "--to", tmp_path / "deep" / file)
    assert (said.status, said.err) == (0, "")
    assert said.out == f"Wrote {tmp_path / 'deep' / file}"
    content = (tmp_path / "deep" / file).read_bytes()
    assert len(content) > 5_000
    if file == "course.svg":
        assert all(words in content.decode() for words in ("Tue 8 Dec 09:00, Ana Diaz, Room one", "Noa"))
    if file == "rooms.svg":
        assert "Utilisation by room" in content.decode()


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ([], "say what to draw, one of --week DATE, --course PLAN and --utilisation"),
        (["--week", "2026-12-10", "--utilisation"], "say what to draw, one of"),
        (["--course", "c9"], "no plan 'c9'; there are c1, c2, v1"),
        (["--course", "c2", "--by", "room"], "--by is for --week and --utilisation"),
        (["--week", "2027-05-05"], "the week of 2027-05-03 lies outside the roster"),
        (["--utilisation", "--by", "nurse"], "one of 'practitioner'"),
        (["--week", "soon"], "soon"),
    ],
)
def test_what_cannot_be_drawn_is_refused(what: list[str], why: str, clinic: Path, made: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"old")
    said = Said("plot", clinic, made, *what, "--to", tmp_path / "a.png")
    assert said.status == 2
    assert why in said.err
    assert (tmp_path / "a.png").read_bytes() == b"old"


def test_a_file_that_is_no_picture_is_refused(clinic: Path, made: Path, tmp_path: Path) -> None:
    said = Said("plot", clinic, made, "--utilisation", "--to", tmp_path / "a.jpg")
    assert (said.status, said.err.split("a.jpg ")[1]) == (2, "is no picture; end it in .png, .svg, .pdf")
    (tmp_path / "file").write_bytes(b"")
    assert Said("plot", clinic, made, "--utilisation", "--to", tmp_path / "file" / "a.png").status == 2


def without(package: str, *words: object) -> subprocess.CompletedProcess[str]:
    code = BLOCKED.format(package, [str(word) for word in words])
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_without_matplotlib_it_says_what_to_install(clinic: Path, made: Path, tmp_path: Path) -> None:
    done = without("matplotlib", "plot", clinic, made, "--utilisation", "--to", tmp_path / "a.png")
    assert done.returncode == 2
    assert done.stderr.strip() == 'pictures need Matplotlib: pip install -e ".[pictures]"'


def test_pictures_and_calendars_want_no_solver(clinic: Path, made: Path, tmp_path: Path) -> None:
    assert without("ortools", "plot", clinic, made, "--utilisation", "--to", tmp_path / "a.svg").returncode == 0
    assert without("ortools", "export", clinic, made, "--to", tmp_path / "calendars").returncode == 0

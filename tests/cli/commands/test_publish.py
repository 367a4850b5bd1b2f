"""planner publish, tried and undone, and an old roster at export and plot, as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.engine import front_desk
from tests.cli.worlds import Said

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def roster(clinic: Path, tmp_path: Path) -> Path:
    planner.write(front_desk(planner.read(clinic), "2026-12"), tmp_path / "roster")
    return tmp_path / "roster"


def test_a_dry_run_names_all_and_writes_nothing(clinic: Path, roster: Path) -> None:
    before = (clinic / "appointments.csv").read_bytes()
    said = Said("publish", clinic, roster, "--dry-run")
    assert said.status == 0
    assert "Would publish: 10 booked" in said.out
    assert "c1, session 1" in said.out
    assert (clinic / "appointments.csv").read_bytes() == before


def test_what_was_published_is_undone(clinic: Path, roster: Path) -> None:
    before = (clinic / "appointments.csv").read_bytes()
    assert Said("publish", clinic, roster).status == 0
    said = Said("publish", clinic, "--undo")
    assert (said.status, "10 booked" in said.out) == (0, True)
    assert (clinic / "appointments.csv").read_bytes() == before
    assert Said("publish", clinic, "--undo").status == 2
    assert Said("publish", clinic, roster, "--undo").status == 2
    assert Said("validate", clinic).err == ""


def test_in_part_what_collides_is_named(clinic: Path, roster: Path) -> None:
    book = clinic / "appointments.csv"
    newer = "new,c1,6,course,ben,two,2027-01-06T09:00,booked,\n"
    book.write_text(book.read_text(encoding="utf-8") + newer, encoding="utf-8")
    assert Said("publish", clinic, roster).status == 1
    said = Said("publish", clinic, roster, "--partly")
    assert said.status == 0, said.out
    assert "c1, session 6: was booked after the roster was made" in " ".join(said.out.split())
    assert newer in book.read_text(encoding="utf-8")


def test_the_future_is_not_attended(clinic: Path) -> None:
    said = Said("publish", clinic, "--attended", "2027-12-31")
    assert (said.status, "today is 2026-12-01" in said.err) == (2, True)


@pytest.mark.parametrize("command", [["export", "--to", "out.html"], ["plot", "--utilisation", "--to", "out.svg"]])
def test_an_old_roster_is_not_passed_on_as_todays(
    clinic: Path, roster: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    name, *options = command
    assert Said("publish", clinic, roster).status == 0
    assert Said(name, clinic, roster, *options).status == 0
    book = clinic / "appointments.csv"
    rows = book.read_text(encoding="utf-8").splitlines(keepends=True)
    book.write_text("".join(row.replace("booked", "cancelled") if row.startswith("c1-1,") else row for row in rows))
    said = Said(name, clinic, roster, *options)
    assert (said.status, "c1, session 1" in said.err) == (1, True)
    assert Said(name, clinic, "--month", "2026-12", *options).status == 0
    assert Said(name, clinic, *options).status == 2
    assert "The book has changed" in Said("check", clinic, roster).out
    said = Said("publish", clinic, roster)
    assert (said.status, "cancelled since" in said.out, "The book has changed" in said.out) == (1, True, True)

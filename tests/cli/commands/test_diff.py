"""What changed between two rosters, and what a changed policy would change, as a manager reads it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import planner
from tests.cli.worlds import QUICK, Said, swap
from tests.files.worlds import small_folder
from tests.roster.worlds import AFTER, BEFORE

BOTOX = "patient,kind,on\np2,botox,2026-11-01\n"


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Path]:
    planner.write(BEFORE, tmp_path / "a")
    planner.write(AFTER, tmp_path / "b")
    return tmp_path / "a", tmp_path / "b"


def test_changes_are_said_in_words_and_counted(written: tuple[Path, Path]) -> None:
    said = Said("diff", *written)
    assert said.status == 0
    assert "ann a, session 2 (facial): moved, Tue 2026-12-08 09:00 with mai, one → Thu" in said.out
    assert "b, session 2 (facial): dropped, was Wed 2026-12-09 09:00 with mai, one: 3 days in reach" in said.out
    assert "practitioner moved other practitioner other room new dropped mai 1 1 1 1 1 tom 1 1" in said.out
    assert "1 moved, 1 other practitioner, 1 other room, 1 new, 1 dropped; 1 as they were." in said.out
    assert said.out.endswith("The score was 12.5 and is 12.5; smaller is better.")


def test_changes_may_stand_by_practitioner(written: tuple[Path, Path]) -> None:
    said = Said("diff", *written, "--by", "practitioner")
    assert said.out.index("tom a, session 2") > said.out.index("mai a, session 2")
    assert "By patient patient moved" in said.out


def test_changes_may_be_written_as_a_table(written: tuple[Path, Path], tmp_path: Path) -> None:
    assert Said("diff", *written, "--csv", tmp_path / "changes.csv").status == 0
    with (tmp_path / "changes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["change"], row["start_before"], row["start"]) for row in rows][:2] == [
        ("moved", "2026-12-08T09:00:00", "2026-12-10T09:30:00"),
        ("other room", "2026-12-15T09:00:00", "2026-12-15T09:00:00"),
    ]
    said = Said("diff", *written, "--csv", tmp_path)
    assert (said.status, said.err.startswith("This is a folder; name a file")) == (2, True)


@pytest.mark.parametrize("file", ["a/appointments.csv", "b/new.csv"])
def test_no_table_of_changes_takes_a_rosters_place(written: tuple[Path, Path], tmp_path: Path, file: str) -> None:
    before = (tmp_path / "a" / "appointments.csv").read_bytes()
    said = Said("diff", *written, "--csv", tmp_path / file)
    assert (said.status, "lies in a roster" in said.err) == (2, True)
    assert (tmp_path / "a" / "appointments.csv").read_bytes() == before


def test_alike_rosters_are_called_so(written: tuple[Path, Path]) -> None:
    assert Said("diff", written[0], written[0]).out.startswith("The two rosters are alike: 5 sessions as they were.")


def test_a_changed_policy_is_held_against_a_roster(tmp_path: Path) -> None:
    clinic, roster, other = small_folder(tmp_path), tmp_path / "roster", tmp_path / "other.toml"
    (clinic / "events.csv").write_text(BOTOX, encoding="utf-8")
    swap(clinic / "appointments.csv", "2026-12-08T09:00,booked,yes", "2026-12-08T09:00,booked,")
    assert Said("roster", clinic, *QUICK, "--out", roster).status == 0
    other.write_text('[policy.botox]\ndays = 35\nreason = "five weeks"\n', encoding="utf-8")
    said = Said("policy", "--diff", other, clinic, roster)
    assert said.status == 0
    assert "botox: 4 weeks, closes needling:face → 5 weeks, closes needling:face" in said.out
    assert "✗ Noa: c2, session 2 (facial) on 2026-12-01: botox on Sun 1 Nov 2026 (5 weeks) closes" in said.out
    assert "The reason given: five weeks" in said.out
    assert "it is no medical advice" in said.out


def test_a_diff_wants_a_clinic_and_a_roster(tmp_path: Path) -> None:
    clinic = small_folder(tmp_path)
    for words in (["--diff", clinic / "clinic.toml"], ["--diff", clinic, clinic], [clinic, clinic]):
        said = Said("policy", *words)
        assert (said.status, "planner policy --diff FILE CLINIC DIR" in said.err) == (2, True)

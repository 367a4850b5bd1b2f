"""planner import: another booking system's export taken into a clinic's folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.files.reading import load
from tests.cli.worlds import Said, asked, desk

ROW = {
    "id": 1,
    "firstName": "Bob",
    "lastName": "McTest",
    "email": "bob@example.com",
    "type": "Massage",
    "appointmentTypeID": 5,
    "calendar": "Ana Diaz",
    "calendarID": 2,
    "datetime": "2026-11-24T10:00:00-0700",
}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "acuity.json"
    path.write_text(json.dumps([ROW]), encoding="utf-8")
    return path


@pytest.mark.usefixtures("morning")
def test_an_export_is_tried_and_taken(clinic: Path, export: Path) -> None:
    with (clinic / "identifiers.csv").open("w", encoding="utf-8") as file:
        file.write("what,id,system,value\nprotocol,course,urn:planner:import:acuity,5\n")
    said = Said("import", clinic, export, "--from", "acuity", "--dry-run")
    assert (said.status, "Would take" in said.out, len(load(clinic).clinic.patients)) == (0, True, 3)
    assert "1 patients, 1 plans, 1 appointments." in Said("import", clinic, export, "--from", "acuity").out
    found = load(clinic).clinic
    assert len(found.patients) == 4
    assert found.book[-1].status == "attended"


def test_what_it_does_not_know_is_told_and_nothing_is_written(clinic: Path, export: Path) -> None:
    before = load(clinic).clinic
    said = Said("import", clinic, export, "--from", "acuity")
    assert (said.status, "add to identifiers.csv: protocol,ID,urn:planner:import:acuity,5" in said.err) == (2, True)
    assert load(clinic).clinic == before


@pytest.mark.usefixtures("morning")
def test_an_export_is_taken_into_a_store(clinic: Path, store: Path, export: Path, tmp_path: Path) -> None:
    with (clinic / "identifiers.csv").open("w", encoding="utf-8") as file:
        file.write("what,id,system,value\nprotocol,course,urn:planner:import:acuity,5\n")
    assert desk("update", store, clinic).status == 0
    assert "1 patients, 1 plans, 1 appointments." in Said("import", store, export, "--from", "acuity").out
    assert [entry["action"] for entry in asked("journal", store)][-2:] == ["take-over", "publish"]
    later = tmp_path / "later.json"
    later.write_text(json.dumps([ROW | {"id": 2, "email": "x@example.com", "datetime": "2026-12-03T11:00:00-0700"}]))
    said = Said("import", store, later, "--from", "acuity")
    assert (said.status, "has no room" in said.err) == (1, True)
    assert len(asked("journal", store)) == 5


def test_a_place_without_a_clinic_is_told_how_to_begin(tmp_path: Path, export: Path) -> None:
    said = Said("import", tmp_path / "none", export, "--from", "acuity")
    assert (said.status, "planner new" in said.err) == (2, True)

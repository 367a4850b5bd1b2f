"""planner fhir: a clinic written as FHIR, and FHIR laid over a clinic's folder or a store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.files.reading import load
from tests.cli.worlds import Said, asked, desk

PATIENT = {"resourceType": "Patient", "id": "77", "name": [{"text": "Ann Lee"}], "gender": "female"}
PEEL = {
    "resourceType": "Procedure",
    "status": "completed",
    "code": {"coding": [{"system": "urn:planner:health-event", "code": "botox"}]},
    "subject": {"reference": "Patient/77"},
    "performedDateTime": "2026-12-05",
}


def written(path: Path, *resources: object) -> Path:
    entries = [{"resource": each} for each in resources]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}), encoding="utf-8")
    return path


@pytest.mark.parametrize("release", ["R4", "R5"])
@pytest.mark.parametrize("place", ["out.json", "out.xml", "lines"])
def test_a_folder_goes_out_and_a_new_one_is_made(clinic: Path, tmp_path: Path, place: str, release: str) -> None:
    said = Said("fhir", "export", clinic, "--to", tmp_path / place, "--release", release)
    assert (said.status, said.out.endswith({"R4": "R4 (4.0.1).", "R5": "R5 (5.0.0)."}[release])) == (0, True)
    said = Said("fhir", "import", tmp_path / "copy", tmp_path / place)
    assert (said.status, said.out.startswith(f"Took into {tmp_path}/copy: 2 ActivityDefinition")) == (0, True)
    assert load(tmp_path / "copy").clinic == load(clinic).clinic


def test_what_is_not_taken_is_told_and_the_rest_is_written(clinic: Path, tmp_path: Path) -> None:
    theirs = written(tmp_path / "theirs.json", PATIENT, PEEL)
    said = Said("fhir", "import", clinic, theirs, "--dry-run")
    assert (said.status, "Would take into" in said.out, "77" in load(clinic).clinic.patients) == (0, True, False)
    said = Said("fhir", "import", clinic, theirs)
    assert "1 warning: Patient.gender: not taken: planner has no place for it at Bundle.entry[0]" in said.out
    found = load(clinic).clinic
    assert (found.patients["77"].name, found.events[0].kind) == ("Ann Lee", "botox")


def test_one_fault_and_nothing_is_written(clinic: Path, tmp_path: Path) -> None:
    before = load(clinic).clinic
    theirs = written(tmp_path / "theirs.json", PATIENT, {**PEEL, "performedDateTime": "2026"})
    said = Said("fhir", "import", clinic, theirs)
    assert said.status == 2
    assert "theirs.json, Bundle.entry[1].resource.performedDateTime: only the year 2026 is known" in said.err
    assert load(clinic).clinic == before


def test_only_some_types_are_looked_at(clinic: Path, tmp_path: Path) -> None:
    theirs = written(tmp_path / "theirs.json", PATIENT, {**PEEL, "performedDateTime": "2026"})
    said = Said("fhir", "import", clinic, theirs, "--only", "Patient")
    assert (said.status, said.out.endswith("1 Patient.")) == (0, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--to", "x.pdf"), "end it in .json or .xml"),
        (("--to", "x.json", "--release", "R3"), "no release of FHIR 'R3'"),
        (("--to", "x.json", "--from", "2026-12-01"), "give both --from and --until"),
        (("--to", "x.json", "--from", "2026-12-02", "--until", "2026-12-01"), "is before"),
    ],
)
def test_what_cannot_be_written_is_refused(clinic: Path, words: tuple[str, ...], why: str) -> None:
    said = Said("fhir", "export", clinic, *words)
    assert (said.status, why in said.err) == (2, True)


def test_a_folder_with_files_in_it_is_not_mixed_with_bulk_data(clinic: Path) -> None:
    said = Said("fhir", "export", clinic, "--to", clinic)
    assert (said.status, "name another folder" in said.err) == (2, True)


@pytest.mark.usefixtures("morning")
def test_a_store_goes_out_with_its_journal_and_takes_in_what_closes_places(store: Path, tmp_path: Path) -> None:
    assert Said("fhir", "export", store, "--to", tmp_path / "out.json").status == 0
    resources = [each["resource"] for each in json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["entry"]]
    told = [each for each in resources if each["resourceType"] == "Provenance"]
    assert [each["activity"]["coding"][0]["code"] for each in told] == ["load", "load"]
    theirs = written(
        tmp_path / "theirs.json",
        {**PEEL, "subject": {"reference": "Patient/p2"}, "performedDateTime": "2026-11-30"},
        *(each for each in resources if each["resourceType"] == "Patient"),
    )
    said = Said("fhir", "import", store, theirs)
    assert said.status == 0
    assert "botox" in said.out
    assert [entry["action"] for entry in asked("journal", store)] == ["load", "load", "take-over"]


@pytest.mark.usefixtures("morning")
def test_a_place_on_hold_is_busy_for_now_in_a_stores_slots(store: Path, tmp_path: Path) -> None:
    assert desk("hold", store, "--plan", "c1", "--offer", "1").status == 0
    days = ("--from", "2026-12-01", "--until", "2026-12-31")
    assert Said("fhir", "export", store, "--to", tmp_path / "out.json", *days).status == 0
    entries = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["entry"]
    slots = [each["resource"]["status"] for each in entries if each["resource"]["resourceType"] == "Slot"]
    assert "busy-tentative" in slots


@pytest.mark.usefixtures("morning")
def test_a_book_taken_into_a_store_keeps_every_rule(store: Path, tmp_path: Path) -> None:
    assert Said("fhir", "export", store, "--to", tmp_path / "out.json").status == 0
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    for entry in document["entry"]:
        if entry["resource"]["id"] == "a2":
            entry["resource"]["start"] = "2026-12-02T03:00:00-07:00"
        if entry["resource"]["resourceType"] == "Patient":
            entry["resource"]["name"] = [{"text": "Someone Else"}]
    (tmp_path / "moved.json").write_text(json.dumps(document), encoding="utf-8")
    said = Said("fhir", "import", store, tmp_path / "moved.json")
    assert (said.status, "A rule forbids this; nothing was changed. shift: c2" in said.err) == (1, True)
    assert "09:00" in desk("day", store).out
    assert "Someone Else" not in desk("day", store).out
    assert [entry["action"] for entry in asked("journal", store)] == ["load", "load"]

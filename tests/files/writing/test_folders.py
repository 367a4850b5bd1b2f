"""A clinic's folder written: what is read from it is the clinic, and whatever was there is replaced whole or not."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.generate import clinic_tables
from benchmarks.generate import write as write_generated
from planner.clinic import Clinic, Patient, Policy, default_policy
from planner.errors import FaultyClinic, Nonsense
from planner.files.reading import load
from planner.files.starting.folders import new_folder
from planner.files.writing import folders, write_clinic
from tests.files.worlds import small_folder
from tests.files.writing.round_trip import again
from tests.rules.random_worlds import Draw
from tests.worlds import POLICY, world

EXAMPLE = Path(__file__).parents[3] / "examples" / "maple-street"


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def small(**more: object) -> Clinic:
    return world(policy=default_policy(), **more)


# --- the very same clinic ---------------------------------------------------------------------------------------------


def test_the_example_the_sample_and_a_small_clinic(tmp_path: Path) -> None:
    new_folder(tmp_path / "sample", date(2026, 11, 22))
    for folder in (EXAMPLE, tmp_path / "sample", small_folder(tmp_path)):
        clinic = load(folder).clinic
        assert again(clinic) == clinic


@pytest.mark.parametrize("seed", range(4))
def test_generated_clinics(tmp_path: Path, seed: int) -> None:
    write_generated(tmp_path / "clinic", *clinic_tables(1 + seed, 0.8, seed, variety=seed > 0))
    clinic = load(tmp_path / "clinic").clinic
    assert again(clinic) == clinic


def test_random_worlds_come_back_or_are_refused() -> None:
    written = 0
    for seed in range(36):
        clinic = replace(Draw(seed).clinic(), policy=_sayable(POLICY))
        try:
            found = again(clinic)
        except FaultyClinic:  # a service nobody can give, a booked number that the plan does not have
            continue
        assert found == clinic
        written += 1
    assert written >= 18


def _sayable(policy: Policy) -> Policy:
    """The rules as a clinic's own, beside the defaults."""
    return default_policy().overridden(
        {rule.trigger: _own(rule.days) | {"acts": rule.acts, "why": rule.why} for rule in policy.rules.values()}
    )


def _own(days: int | None) -> Mapping[str, object]:
    return {"reason": "our own", **({"days": days} if days else {"lasting": True})}


def test_the_order_of_rows_is_the_clinics_and_its_files_are_the_same_every_time(tmp_path: Path) -> None:
    clinic = load(EXAMPLE).clinic
    for name in ("one", "two"):
        write_clinic(clinic, tmp_path / name)
    assert there(tmp_path / "one") == there(tmp_path / "two")
    assert list(load(tmp_path / "one").clinic.plans) == list(clinic.plans)
    assert list(load(tmp_path / "one").clinic.services) == list(clinic.services)


# --- put in place whole -----------------------------------------------------------------------------------------------


def test_a_clinic_that_is_there_is_replaced_with_every_table_it_had(tmp_path: Path) -> None:
    write_clinic(load(EXAMPLE).clinic, tmp_path / "clinic")
    write_clinic(small(), tmp_path / "clinic")
    assert load(tmp_path / "clinic").clinic == small()
    assert [path.name for path in tmp_path.iterdir()] == ["clinic"]


def test_parents_are_made_and_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "deep" / "down"):
        write_clinic(small(), folder)
        assert load(folder).clinic == small()


def test_a_folder_with_anything_else_is_refused(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    before = there(folder)
    with pytest.raises(Nonsense, match=r"holds notes\.txt, which is no part of a clinic; take it out"):
        write_clinic(small(), folder)
    assert there(folder) == before


def test_a_folder_in_which_somebody_stands_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small_folder(tmp_path)
    before = there(folder)
    monkeypatch.chdir(folder)
    with pytest.raises(Nonsense, match="write it from outside"):
        write_clinic(small(), ".")
    assert there(folder) == before


def test_a_clinic_that_cannot_be_said_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    before = there(folder)
    for place in (folder, tmp_path / "new"):
        with pytest.raises(FaultyClinic, match=r"' Ann' would be read again as 'Ann'"):
            write_clinic(small(patients=[Patient("ann", " Ann")]), place)
    assert there(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["clinic"]


def test_a_full_disk_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = small_folder(tmp_path)
    before = there(folder)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_clinic(small(), folder)
    assert there(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["clinic"]


def test_what_a_file_lost_is_seen_before_it_is_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = folders.csv_files
    monkeypatch.setattr(folders, "csv_files", lambda clinic: whole(replace(clinic, book=clinic.book[1:])))
    with pytest.raises(FaultyClinic, match="book: a list of 4 would be read again as a list of 3"):
        write_clinic(load(small_folder(tmp_path)).clinic, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()

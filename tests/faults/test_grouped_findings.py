"""One fault is said once, however many rows it shows in, and no message is longer than somebody reads."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.errors import FaultyClinic, PlannerWarning, UnknownName
from planner.faults import SHOWN, Fault, grouped
from planner.files.reading.sources import workbooks
from planner.roster.check import check
from tests.cli.worlds import Said
from tests.files.reading.sheets import Sheets
from tests.files.reading.worlds import Folder
from tests.pages import ROOT

MAPLE = ROOT / "examples" / "maple-street"
LINES = 25
"""A screen."""


def test_a_sheet_that_was_deleted_is_a_screen_of_faults(tmp_path: Path) -> None:
    for name in ("services", "protocols", "patients", "rooms", "equipment", "steps", "phases"):
        sheets = Sheets(tmp_path, MAPLE)
        del sheets.rows[name]
        said = Said("validate", sheets.save())
        with pytest.raises(FaultyClinic) as refused:
            planner.read(sheets.path)
        assert len(str(refused.value).splitlines()) <= LINES, name
        assert said.status == 2
        sheets.path.unlink()


def test_another_clinics_roster_is_a_screen_of_faults(clinic: Path, tmp_path: Path) -> None:
    book = (MAPLE / "appointments.csv").read_text(encoding="utf-8")
    (tmp_path / "roster.csv").write_text(book.replace("attended", "booked"), encoding="utf-8")
    with pytest.raises(FaultyClinic) as refused:
        check(planner.read(clinic), tmp_path / "roster.csv", "2026-12")
    assert len(refused.value.faults) > 300
    assert len(str(refused.value).splitlines()) <= LINES


def test_all_of_them_are_kept_and_counted() -> None:
    faults = [Fault("plans.csv", row, "patient", f"there is no patient 'p{row}'", "add it") for row in range(2, 86)]
    refused = FaultyClinic(faults)
    assert refused.faults == tuple(faults)
    said = str(refused).splitlines()
    assert said[0] == "84 faults:"
    assert len(said) == 1 + SHOWN + 1
    assert "81 like it" in said[-1]
    assert "5 to 85" in said[-1]


@pytest.mark.parametrize(
    "other",
    [
        Fault("times.csv", 3, "patient", "there is no patient 'p1'"),
        Fault("plans.csv", 3, "protocol", "there is no patient 'p1'"),
        Fault("plans.csv", 3, "patient", "the cell is empty"),
    ],
)
def test_only_what_is_alike_is_grouped(other: Fault) -> None:
    faults = [Fault("plans.csv", row, "patient", f"there is no patient 'p{row}'") for row in range(9)]
    assert str(other) in list(grouped([*faults, other]))


def test_warnings_are_grouped_too(folder: Folder) -> None:
    rows = [f"x{n},Nobody {n},,,,,,,,," for n in range(40)]
    folder.add("equipment.csv", *(f"e{n},Lamp,1" for n in range(40)))
    folder.add("practitioners.csv", *rows)
    with pytest.warns(PlannerWarning) as warned:
        planner.read(folder.path)
    assert len(warned) <= LINES
    assert len(Said("validate", folder.path).out.splitlines()) <= LINES


@pytest.mark.parametrize("name", ["plans.csv", "clinic.toml", "appointments.csv", "shifts.csv", "times.csv"])
def test_a_text_of_any_length_is_quoted_shortly(folder: Folder, name: str) -> None:
    long = "x" * 480_000
    for old in ("p1,", "rejuvenation,", "tue,", "r1,", "mon,", '"facial"', "ana,"):
        if old in folder.text(name):
            folder.swap(name, old, old.replace(old.strip('",'), long))
    refused = folder.refused()
    assert all(len(str(each)) < 1200 for each in refused.faults)


def test_a_name_of_any_length_is_quoted_shortly() -> None:
    assert len(str(UnknownName("patient", "x" * 480_000, ["y" * 480_000, "z"]))) < 300


def test_a_sheets_name_of_any_length_is_quoted_shortly() -> None:
    assert workbooks.GUIDE
    assert len(str(Fault("sheet " + "x" * 9000, 1, "y" * 9000, "z" * 9000, "w" * 9000))) < 1200

"""A workbook to fill in: what it offers in its lists, how its cells are shown, and what its notes say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from planner.clinic import default_policy
from planner.errors import FaultyClinic, Nonsense
from planner.files import reading
from planner.files.reading.settings_tables import SETTINGS
from planner.files.reading.sources.package import MAIN, opened, parsed, sheet_parts
from planner.files.reading.tables import TABLES
from planner.files.starting import workbooks
from planner.files.starting.folders import new_folder
from planner.files.starting.workbooks import new_workbook

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "clinic.xlsx"
    new_workbook(path, today=TODAY)
    return path


def part(path: Path, sheet: str) -> object:
    with ZipFile(path) as package:
        return parsed(package.read(sheet_parts(opened(path))[sheet]))


def lists(path: Path, sheet: str) -> dict[str, str]:
    """The rules of a sheet's cells: what each span of cells may hold."""
    return {
        rule.get("sqref"): rule.findtext(f"{MAIN}formula1") for rule in part(path, sheet).iter(f"{MAIN}dataValidation")
    }


def strict(path: Path, sheet: str) -> dict[str, bool]:
    """Whether a spreadsheet says an error of what is in none of its lists."""
    rules = part(path, sheet).iter(f"{MAIN}dataValidation")
    return {rule.get("sqref"): rule.get("showErrorMessage") == "1" for rule in rules}


def test_a_text_stays_as_it_is_typed(made: Path) -> None:
    """In a column of another form 0155 becomes a number and 3/4 a day."""
    sheet = openpyxl.load_workbook(made)["patients"]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    for name in ("patient", "name", "phone", "note"):
        assert sheet.column_dimensions[heads[name]].number_format == "@", name
        assert sheet[f"{heads[name]}2"].number_format in ("@", "General"), name


def test_the_workbook_says_what_the_folder_says(made: Path, tmp_path: Path) -> None:
    new_folder(tmp_path / "clinic", TODAY)
    assert reading.load(made) == reading.load(tmp_path / "clinic")


def test_there_is_a_sheet_a_table_behind_a_guide_that_leads_to_each(made: Path) -> None:
    first = ["practitioners", "shifts", "rooms", "patients", "plans"]
    names = [*first, *(table.name for table in (*SETTINGS, *TABLES) if table.name not in first)]
    assert list(sheet_parts(opened(made))) == ["guide", *names]
    links = [link.get("location") for link in part(made, "guide").iter(f"{MAIN}hyperlink")]
    assert links == [f"'{name}'!A1" for name in names]


def test_the_guide_says_what_to_fill_first(made: Path) -> None:
    with ZipFile(made) as package:
        assert b"Fill these five first: practitioners, shifts, rooms, patients, plans." in package.read(
            "xl/sharedStrings.xml"
        )


def test_lists_drop_down(made: Path) -> None:
    plans, shifts, book, events = (lists(made, name) for name in ("plans", "shifts", "appointments", "events"))
    for column in ("C2:C2001", "E2:E2001"):  # preferred_practitioner, not_with: several in one cell are no error
        assert lists(made, "patients")[column] == "'practitioners'!$A$2:$A$2001"
        assert not strict(made, "patients")[column]
    assert plans["B2:B2001"] == "'patients'!$A$2:$A$2001"
    assert plans["C2:C2001"] == "'protocols'!$A$2:$A$2001"
    assert shifts["B2:B2001"] == '"mon,tue,wed,thu,fri,sat,sun"'
    assert book["H2:H2001"] == '"attended,booked,cancelled,withdrawn,no-show"'
    assert book["I2:I2001"] == '"yes,no"'
    assert set(events["B2:B2001"].strip('"').split(",")) == default_policy().kinds


def test_every_header_is_frozen_filtered_and_explained(made: Path) -> None:
    with ZipFile(made) as package:
        notes = " ".join(
            "".join(parsed(package.read(name)).itertext()) for name in package.namelist() if "comments" in name
        )
    for table in (*SETTINGS, *TABLES):
        root = part(made, table.name)
        pane = next(root.iter(f"{MAIN}pane"))
        assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
        assert root.find(f"{MAIN}autoFilter") is not None
        assert root.find(f"{MAIN}pageSetup").get("orientation") == "landscape"
        for column in table.columns:
            assert column.about, column.name
            assert column.about[1:] in notes


def test_a_name_that_is_taken_is_refused(made: Path, tmp_path: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(Nonsense, match="is there already; nothing was written"):
        new_workbook(made)
    assert made.read_bytes() == before
    with pytest.raises(Nonsense, match=r"does not end in \.xlsx"):
        new_workbook(tmp_path / "clinic.ods")


def test_a_workbook_that_cannot_be_written_leaves_no_crumbs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(workbooks, "_guide", full)
    with pytest.raises(OSError, match="no space left"):
        new_workbook(tmp_path / "clinic.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_read_makes_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "clinic.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(FaultyClinic, match="this is not TOML"):
        new_workbook(tmp_path / "clinic.xlsx", tmp_path / "clinic")
    assert not (tmp_path / "clinic.xlsx").exists()


def test_a_faulty_folder_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    new_folder(tmp_path / "clinic", TODAY)
    for name, old in (("plans.csv", "2026-11-20"), ("clinic.toml", "phases"), ("rooms.csv", "garden,")):
        file = tmp_path / "clinic" / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, "soon"), encoding="utf-8")
    with pytest.raises(FaultyClinic) as caught:
        new_workbook(tmp_path / "clinic.xlsx", tmp_path / "clinic")
    assert {fault.file for fault in caught.value.faults} >= {"clinic.toml", "plans.csv"}
    assert not (tmp_path / "clinic.xlsx").exists()


def test_a_workbook_is_not_filled_from_a_workbook(made: Path, tmp_path: Path) -> None:
    with pytest.raises(Nonsense, match="is a workbook already; copy the file"):
        new_workbook(tmp_path / "copy.xlsx", made)


def test_moments_with_an_offset_stay_text(tmp_path: Path) -> None:
    new_folder(tmp_path / "clinic", TODAY)
    book = tmp_path / "clinic" / "appointments.csv"
    book.write_text(
        book.read_text(encoding="utf-8").replace("2026-12-01 10:00", "2026-12-01T10:00-07:00"), encoding="utf-8"
    )
    new_workbook(tmp_path / "clinic.xlsx", tmp_path / "clinic")
    assert reading.load(tmp_path / "clinic.xlsx") == reading.load(tmp_path / "clinic")

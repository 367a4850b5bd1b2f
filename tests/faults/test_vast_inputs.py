"""What is small on the disk and vast once it is laid out is refused before it is."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from planner.errors import FaultyClinic
from planner.files import reading
from planner.files.reading.sources import folders, survey
from planner.files.reading.sources.package import cells_of
from tests.files.reading.sheets import Sheets
from tests.files.reading.worlds import Folder

PATIENTS = re.compile(r'<sheet name="patients" sheetId="\d+" r:id="rId(\d+)"')


def spoiled(path: Path, old: bytes, new: bytes) -> Path:
    """The workbook with one thing in its sheet of patients replaced, and a part more."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    number = PATIENTS.search(parts["xl/workbook.xml"].decode())
    assert number
    sheet = f"xl/worksheets/sheet{number[1]}.xml"
    assert old in parts[sheet]
    parts[sheet] = parts[sheet].replace(old, new, 1)
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return Sheets(tmp_path).path


def fault(path: Path) -> str:
    with pytest.raises(FaultyClinic) as refused:
        reading.load(path)
    (only,) = refused.value.faults
    assert only.mend
    return str(only)


FAR = '<c r="{}"><v>1</v></c>'


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "J1048576"])
def test_a_far_cell_is_named_and_refused(workbook: Path, cell: str) -> None:
    number = re.sub(r"\D", "", cell)
    row = f'<row r="{number}">{FAR.format(cell)}{FAR.format(f"B{number}")}</row></sheetData>'
    assert re.search(f"sheet patients reach to [A-Z]+{number}", fault(spoiled(workbook, b"</sheetData>", row.encode())))


def test_far_cells_that_hold_nothing_are_nothing(workbook: Path) -> None:
    before = reading.load(workbook).clinic
    empty = b'<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row></sheetData>'
    assert reading.load(spoiled(workbook, b"</sheetData>", empty)).clinic == before


def test_sheets_that_hold_no_table_are_not_looked_at(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path)
    path = sheets.save(lambda book: book.add_worksheet("notes").write("XFD1048576", "far"))
    (warning,) = reading.load(path).warnings
    assert warning.file == "sheet notes"


def test_many_sheets_are_as_vast_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "MOST", 100)
    assert "over" in fault(Sheets(tmp_path).path)


def test_what_unpacks_to_gigabytes_is_not_unpacked(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ZipFile(workbook, "a", ZIP_DEFLATED) as package, package.open("xl/sharedStrings2.xml", "w") as part:
        for _ in range(101):
            part.write(b" " * 2**20)
    monkeypatch.setattr(ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    assert "101 MB" in fault(workbook)
    assert workbook.stat().st_size < 2**20


def test_a_part_that_lies_about_its_size_is_damaged(workbook: Path) -> None:
    """Only so much is unpacked as the package says, and its sum must be right."""
    content = workbook.read_bytes()
    with ZipFile(workbook) as package:
        info = package.getinfo("xl/workbook.xml")
        whole = package.read(info)
    crc, wrong = info.CRC.to_bytes(4, "little"), zlib.crc32(whole[:10]).to_bytes(4, "little")
    size = len(whole).to_bytes(4, "little")
    at = content.rindex(crc)
    assert content[at + 8 : at + 12] == size
    workbook.write_bytes(
        content[:at] + wrong + content[at + 4 : at + 8] + (10).to_bytes(4, "little") + content[at + 12 :]
    )
    assert "damaged" in fault(workbook)


def test_a_table_larger_than_any_clinics_is_refused(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "LARGEST", 500)
    files = {each.file for each in folder.refused().faults}
    assert "clinic.toml" in files
    assert "plans.csv" not in files


def test_cells_without_a_reference_stand_beside_one_another() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<s xmlns="{main}"><row><c/><c r="c1"/><c/></row><row r="7"><c/></row><row><c/></row></s>'
    assert [(row, column) for row, column, _ in cells_of(sheet.encode())] == [(1, 1), (1, 3), (1, 4), (7, 1), (8, 1)]

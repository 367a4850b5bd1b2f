"""A workbook as managers keep it: read like a folder, and every fault named by sheet, row and column."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.clinic import Clinic
from planner.files import reading
from planner.files.starting.workbooks import new_workbook
from tests.files.reading.sheets import Sheets, faults_of
from tests.files.reading.worlds import Folder
from tests.pages import ROOT

MAPLE = ROOT / "examples" / "maple-street"
SOFFICE = shutil.which("soffice")


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    return Sheets(tmp_path)


def differing(a: Clinic, b: Clinic) -> list[str]:
    """The fields in which two clinics differ."""
    return [field.name for field in fields(Clinic) if getattr(a, field.name) != getattr(b, field.name)]


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_workbook_says_all_that_its_folder_says(folder: Folder, tmp_path: Path) -> None:
    new_workbook(tmp_path / "clinic.xlsx", folder.path)
    found = reading.load(tmp_path / "clinic.xlsx")
    assert differing(folder.clinic(), found.clinic) == []
    assert found.warnings == ()


def test_the_example_clinic_comes_through_a_workbook_whole(tmp_path: Path) -> None:
    new_workbook(tmp_path / "maple.xlsx", MAPLE)
    assert differing(reading.read(MAPLE), reading.read(tmp_path / "maple.xlsx")) == []


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_saves_a_workbook_that_reads_alike(folder: Folder, tmp_path: Path) -> None:
    new_workbook(tmp_path / "clinic.xlsx", folder.path)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "saved"]
    subprocess.run([*command, tmp_path / "clinic.xlsx"], check=True, capture_output=True, timeout=120)
    with ZipFile(tmp_path / "saved" / "clinic.xlsx") as package:
        assert b"LibreOffice" in package.read("docProps/app.xml")
    assert differing(folder.clinic(), reading.read(tmp_path / "saved" / "clinic.xlsx")) == []


@pytest.mark.parametrize(
    ("sheet", "column", "value"),
    [
        ("shifts", "start", time(9, 0)),
        ("shifts", "start", timedelta(hours=9)),
        ("shifts", "start", "9:00"),
        ("plans", "start", date(2026, 11, 20)),
        ("plans", "start", datetime(2026, 11, 20)),
        ("plans", "start", "2026-11-20"),
        ("plans", "priority", 3.0),
        ("services", "takes_room", True),
        ("appointments", "start", "2026-11-24T09:00-07:00"),
        ("appointments", "start", datetime(2026, 11, 24, 9)),
    ],
)
def test_a_cell_may_be_typed_in_each_of_its_forms(sheets: Sheets, sheet: str, column: str, value: object) -> None:
    expected = sheets.load().clinic
    sheets.put(sheet, 2, column, value)
    assert differing(expected, sheets.load().clinic) == []


def test_a_shift_may_end_at_midnight(sheets: Sheets) -> None:
    for end in (timedelta(days=1), "24:00", time(0, 0)):
        sheets.put("shifts", 2, "end", end)
        assert sheets.load().clinic.practitioners["ash"].shifts[0].end == time(0)


def test_every_minute_of_a_day_is_read_as_it_was_written(sheets: Sheets) -> None:
    row = list(sheets.rows["appointments"][1])
    starts = [datetime(2026, 11, 1) + timedelta(minutes=7 * number) for number in range(1, 200)]
    sheets.rows["appointments"] = sheets.rows["appointments"][:1]
    for number, start in enumerate(starts):
        new = [*row]
        new[0], new[2], new[6], new[7] = f"x{number}", 1, start, "cancelled"
        sheets.rows["appointments"].append(new)
    clinic = sheets.load().clinic
    assert [clinic.local(entry.start).replace(tzinfo=None) for entry in clinic.book] == starts


def test_sheets_and_columns_may_be_written_large_and_lie_lower(sheets: Sheets) -> None:
    expected = sheets.load().clinic
    sheets.rows[" Plans "] = [[""], [name.upper() for name in sheets.rows["plans"][0]], *sheets.rows.pop("plans")[1:]]
    assert differing(expected, sheets.load().clinic) == []


def test_sheets_that_need_not_be_there_may_be_missing(sheets: Sheets) -> None:
    for name in ("policy", "goals", "repairs", "waits", "follow_ups", "supplies", "absences", "guide"):
        del sheets.rows[name]
    assert sheets.load().clinic.waits == ()


# --- what is refused --------------------------------------------------------------------------------------------------

READABLE = "open the workbook, let it work out and save, or write the value itself"


def test_a_missing_sheet_is_named_with_its_columns(sheets: Sheets) -> None:
    sheets.rows["Pateints"] = sheets.rows.pop("patients")
    columns = "patient, name, preferred_practitioner, prefers, not_with, phone, email, note"
    assert sheets.faults() == [
        f"sheet patients: the table is missing → add it, with the columns {columns}; is it 'Pateints'?"
    ]


def test_a_missing_sheet_of_settings_is_the_only_fault(sheets: Sheets) -> None:
    del sheets.rows["steps"]
    assert sheets.faults() == [
        "sheet steps: the table is missing → add it, with the columns service, do, minutes, with"
    ]


def test_two_sheets_of_one_name_are_refused(sheets: Sheets) -> None:
    sheets.rows["plans "] = sheets.rows["plans"]
    assert sheets.faults() == ["sheet plans: two sheets have this name → keep one"]


def test_a_renamed_column_is_found_again(sheets: Sheets) -> None:
    sheets.rows["plans"][0][1] = "pateint"
    sheets.rows["steps"][0][2] = "minuets"
    assert sheets.faults() == [
        "sheet steps, row 1, minutes: the column is missing → add it; is it 'minuets'?",
        "sheet plans, row 1, patient: the column is missing → add it; is it 'pateint'?",
    ]


def test_dates_and_times_that_are_none_are_refused_with_what_is_meant(sheets: Sheets) -> None:
    sheets.put("plans", 2, "start", "20/11/2026")
    sheets.put("plans", 3, "start", 46357)
    sheets.put("shifts", 2, "start", 0.375)
    said = sheets.faults()
    assert [fault.split(": ")[0] for fault in said] == [
        "sheet shifts, row 2, start",
        "sheet plans, row 2, start",
        "sheet plans, row 3, start",
    ]
    assert said[0].endswith("probably 09:00; write it so")
    assert said[1].endswith("→ write 2026-11-20")
    assert said[2].endswith("probably 2026-12-01; write it so")


def test_faults_of_the_settings_stand_in_their_sheets(sheets: Sheets) -> None:
    sheets.put("clinic", 3, "value", "Mars")
    sheets.put("services", 2, "reset", -1)
    sheets.put("services", 3, "needs", "magic")
    sheets.put("steps", 3, "minutes", "abc")
    sheets.put("steps", 4, "service", "x")
    sheets.put("supplies", 2, "amount", -5)
    sheets.put("phases", 2, "service", "nedling")
    sheets.put("phases", 3, "most", 10)
    sheets.put("follow_ups", 2, "after", "y")
    sheets.put("goals", 2, "price", -5)
    sheets.put("repairs", 2, "price", "much")
    sheets.rows["policy"].append(["botox", 0, *[""] * 5, "ours", *[""] * 4])
    assert [fault.split(": ")[0].removeprefix("sheet ") for fault in sheets.faults()] == [
        "clinic, row 3, value",
        "services, row 2, reset",
        "services, row 3, needs",
        "steps, row 3, minutes",
        "steps, row 4, service",
        "supplies, row 2, amount",
        "phases, row 2, service",
        "phases, row 3, least",
        "follow_ups, row 2, after",
        "goals, row 2, price",
        "repairs, row 2, price",
        "policy, row 2, days",
    ]


def test_what_has_no_parts_is_named_by_its_row(sheets: Sheets) -> None:
    sheets.rows["steps"] = [row for row in sheets.rows["steps"] if row[0] != "call"]
    sheets.rows["phases"] = [row for row in sheets.rows["phases"] if row[0] != "calls"]
    said = sheets.faults()
    assert said[0].startswith("sheet services, row 4: the service 'call' has no steps")
    assert said[1].startswith("sheet protocols, row 3: the protocol 'calls' has no phases")
    assert len(said) == 2


def test_merged_cells_are_refused(sheets: Sheets) -> None:
    path = sheets.save(lambda book: book.get_worksheet_by_name("events").merge_range(1, 4, 2, 4, "both"))
    mend = "unmerge them, and write each cell's own value"
    assert faults_of(path) == [f"sheet events, row 2, note: the cells E2:E3 are merged → {mend}"]


def test_formulas_without_a_value_are_refused(sheets: Sheets) -> None:
    def formulas(book: object) -> None:
        sheet = book.get_worksheet_by_name("plans")
        sheet.write_formula(1, 3, "=TODAY()", None, "")
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 4, "=1+1", None, 2)  # worked out, and so read

    assert faults_of(sheets.save(formulas)) == [
        f"sheet plans, row 2, start: the formula has no value yet → {READABLE}",
        f"sheet plans, row 3, start: the formula failed: #DIV/0! → {READABLE}",
    ]


def test_a_file_that_is_no_whole_workbook_is_refused(sheets: Sheets) -> None:
    path = sheets.save()
    whole = path.read_bytes()
    broken, encrypted = bytearray(whole), bytearray(whole)
    broken[3000:3100] = b"x" * 100
    for place in range(len(whole)):  # the flag of a password on every part
        if whole[place : place + 4] == b"PK\1\2":
            encrypted[place + 8] |= 1
    for content, words in (
        (whole[:5000], "clinic.xlsx: the workbook is damaged or cut short"),
        (bytes(broken), "clinic.xlsx: the workbook is damaged or cut short"),
        (bytes(encrypted), "clinic.xlsx: the workbook is damaged or cut short"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + whole, "it is locked by a password, or of Excel's old format"),
        (b"patient,name\n", "this is no workbook"),
        (b"", "this is no workbook"),
    ):
        path.write_bytes(content)
        (said,) = faults_of(path)
        assert words in said
    path.unlink()
    assert "cannot be read (No such file or directory)" in faults_of(path)[0]


@pytest.mark.parametrize("lock", ["~$clinic.xlsx", ".~lock.clinic.xlsx#"])
def test_an_open_workbook_is_read_with_a_warning(sheets: Sheets, lock: str) -> None:
    path = sheets.save()
    path.with_name(lock).write_bytes(b"")
    (warning,) = reading.load(path).warnings
    assert "open in a spreadsheet program" in str(warning)


def test_strict_open_xml_is_refused(sheets: Sheets) -> None:
    with ZipFile(sheets.path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    strict = b"http://purl.oclc.org/ooxml/"
    with ZipFile(sheets.path, "w") as package:
        for name, content in parts.items():
            for kind in (b"spreadsheetml/2006/main", b"officeDocument/2006/relationships"):
                content = content.replace(
                    b"http://schemas.openxmlformats.org/" + kind, strict + kind.replace(b"/2006", b"")
                )
            package.writestr(name, content)
    assert faults_of(sheets.path) == [
        "clinic.xlsx: it is saved as Strict Open XML → save it as an ordinary Excel workbook (.xlsx)"
    ]


def test_the_lock_itself_is_no_workbook(sheets: Sheets) -> None:
    path = sheets.save()
    lock = path.with_name("~$clinic.xlsx")
    lock.write_bytes(b"")
    assert faults_of(lock) == [
        "~$clinic.xlsx: this is the lock that Excel keeps beside an open workbook → give clinic.xlsx"
    ]


def test_other_sheets_are_pointed_out_and_the_guide_is_not(sheets: Sheets) -> None:
    sheets.rows["my notes"] = [["water the plants"]]
    (warning,) = sheets.warnings()
    assert warning.startswith("sheet my notes: no table has this name, it is not used")


def test_a_folder_that_holds_a_workbook_says_so(sheets: Sheets) -> None:
    path = sheets.save()
    assert faults_of(path.parent)[0].endswith(f"→ give the workbook itself, {path}")


ANYTHING = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8),
    st.floats(-1e9, 1e9),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(9000, 1, 1)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_a_cell_ends_in_a_clinic_or_in_faults(sheets: Sheets, data: st.DataObject) -> None:
    kept = {name: [list(row) for row in rows] for name, rows in sheets.rows.items()}
    name = data.draw(st.sampled_from([name for name in kept if name != "guide"]))
    row = data.draw(st.integers(0, len(kept[name]) - 1))
    place = data.draw(st.integers(0, len(kept[name][0]) - 1))
    try:
        sheets.rows[name][row][place] = data.draw(ANYTHING)
        assert all(fault.startswith("sheet ") for fault in sheets.faults())
    finally:
        sheets.rows = kept


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))
def test_a_damaged_workbook_ends_in_a_clinic_or_in_faults(sheets: Sheets, at: int, damage: bytes) -> None:
    path = sheets.save()
    content = bytearray(path.read_bytes())
    at %= len(content)
    content[at : at + len(damage)] = damage
    path.write_bytes(content)
    faults_of(path)

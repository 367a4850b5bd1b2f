"""The book in a workbook: changed cells in place, new rows below, and every other part as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

import planner
from planner.clinic import Entry
from planner.clinic.clinic import UTC
from planner.errors import FaultyClinic, Nonsense
from planner.files.book.workbook import keep
from planner.files.reading import load
from planner.files.reading.sources.package import opened, sheet_parts
from planner.roster.publishing import publish
from tests.files.reading.sheets import Sheets
from tests.files.worlds import small_folder

Change = Callable[[tuple[Entry, ...]], tuple[Entry, ...]]


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    return Sheets(tmp_path)


def kept(path: Path, change: Change) -> tuple[Entry, ...]:
    """The book read again after a change to it was kept."""
    clinic = load(path).clinic
    keep(path, clinic.book, change(clinic.book), clinic.timezone)
    return load(path).clinic.book


def later(book: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The second entry is three hours later, and there is a third."""
    second = replace(book[1], start=book[1].start + timedelta(hours=3), room=None, fixed=True)
    new = Entry("a3", "p1-course", 3, "booked", book[1].start + timedelta(days=7), "ash", "garden", "course")
    return (book[0], second, new)


def cells(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name("appointments").to_python()


def test_changed_cells_and_new_rows_are_read_again(sheets: Sheets) -> None:
    path = sheets.path
    book = load(path).clinic.book
    assert kept(path, later) == later(book)


def test_moments_and_numbers_stay_such(sheets: Sheets) -> None:
    kept(sheets.path, later)
    _, _, changed, new = cells(sheets.path)
    assert changed == ["a2", "p1-course", 2, "course", "ash", "", datetime(2026, 12, 1, 13), "booked", "yes", ""]
    assert new == ["a3", "p1-course", 3, "course", "ash", "garden", datetime(2026, 12, 8, 10), "booked", "", ""]


def test_all_but_the_sheet_is_copied_to_the_byte(sheets: Sheets) -> None:
    path = sheets.path
    with ZipFile(path) as package:
        target = sheet_parts(opened(path))["appointments"]
        before = {name: package.read(name) for name in package.namelist()}
    kept(path, later)
    with ZipFile(path) as package:
        after = {name: package.read(name) for name in package.namelist()}
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {target}
    assert b"dataValidation" in after[target]
    assert b"legacyDrawing" in after[target]  # the notes


def test_an_empty_book_is_begun_with_moments_as_its_column_shows_them(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    (folder / "appointments.csv").write_text("appointment,plan,number,start,status\n", encoding="utf-8")
    path = Sheets(tmp_path, folder).path
    new = Entry("n1", "c1", 1, "booked", datetime(2026, 12, 1, 16, tzinfo=UTC), "ana", "one", "course")
    assert kept(path, lambda book: (new,)) == (new,)
    assert cells(path)[1][6] == datetime(2026, 12, 1, 9)


def test_a_book_of_texts_gets_texts_and_the_columns_it_lacks(sheets: Sheets) -> None:
    columns = ["appointment", "plan", "number", "start", "status"]
    rows = [["a1", "p1-course", 1, "2026-11-24T09:00", "attended"]]
    sheets.rows["appointments"] = [[], columns, *rows]
    path = sheets.save()
    new = Entry("a2", "p1-course", 2, "booked", datetime(2026, 12, 1, 17, tzinfo=UTC), "ash", "garden", "course")
    assert kept(path, lambda book: (*book, new))[1] == replace(new, phase=None)
    assert cells(path)[-1] == ["a2", "p1-course", 2.0, "2026-12-01T10:00", "booked", "ash", "garden"]


def test_the_later_of_two_like_times_keeps_its_offset(sheets: Sheets) -> None:
    twice = [
        datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (7, 8)
    ]  # 01:30, before and after the clock goes back
    rows = [Entry(f"n{n}", "p1-course", 3, "cancelled", start, "ash") for n, start in enumerate(twice)]
    assert kept(sheets.path, lambda book: (*book, *rows))[2:] == tuple(rows)
    assert [row[6] for row in cells(sheets.path)[3:]] == [datetime(2026, 11, 1, 1, 30), "2026-11-01T01:30-07:00"]


def test_an_open_workbook_is_not_written_into(sheets: Sheets) -> None:
    before = sheets.path.read_bytes()
    sheets.path.with_name("~$clinic.xlsx").write_bytes(b"")
    with pytest.raises(Nonsense, match="close it there first"):
        kept(sheets.path, later)
    assert sheets.path.read_bytes() == before


def test_a_formula_is_not_written_over(sheets: Sheets) -> None:
    def worked_out(book: Workbook) -> None:
        sheet = book.get_worksheet_by_name("appointments")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_formula("G3", "=G2+7", moment, sheets.rows["appointments"][2][6])

    path = sheets.save(worked_out)
    before = path.read_bytes()
    with pytest.raises(Nonsense, match="sheet appointments, cell G3: a formula stands where '2026-12-01T13:00'"):
        kept(path, later)
    assert path.read_bytes() == before


def test_a_workbook_without_the_sheet_says_what_to_add(sheets: Sheets) -> None:
    del sheets.rows["appointments"]
    with pytest.raises(Nonsense, match="has no sheet 'appointments' to book in"):
        kept(sheets.save(), lambda book: (Entry("n", "p1-course", 1, "booked", datetime.now(UTC), "ash"),))


def test_a_workbook_that_cannot_be_replaced_stays_and_leaves_no_crumbs(
    sheets: Sheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    before = sheets.path.read_bytes()
    monkeypatch.setattr("planner.files.atomic.os.replace", full)
    with pytest.raises(OSError, match="no space left"):
        kept(sheets.path, later)
    assert sheets.path.read_bytes() == before
    assert [path.name for path in sheets.path.parent.iterdir()] == ["clinic.xlsx"]


def test_publishing_books_the_same_in_a_workbook_as_in_a_folder(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    path = Sheets(tmp_path, folder).path
    planner.write(planner.plan(planner.read(path), "2026-12", effort=0.2), tmp_path / "roster")
    now = datetime(2026, 12, 3, tzinfo=UTC)  # in the evening of the day before, at the clinic
    for clinic in (folder, path):
        assert publish(clinic, tmp_path / "roster", date(2026, 12, 2), now=now).booked
    assert load(path).clinic.book == load(folder).clinic.book
    assert publish(path, tmp_path / "roster").before == load(path).clinic.book  # and once is enough
    with pytest.raises(FaultyClinic, match="this is a file"):
        publish(folder / "plans.csv")

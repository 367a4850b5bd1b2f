"""A clinic's workbook: a sheet a table and a sheet a list of settings, as Excel and LibreOffice save it."""

from __future__ import annotations

import lzma
import struct
import zlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from lxml.etree import XMLSyntaxError
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from planner.files.reading.cells import Unreadable
from planner.files.reading.findings import Findings, nearest
from planner.files.reading.settings_tables import SETTINGS
from planner.files.reading.sources import Row, Sheet, Source, settings_sheets
from planner.files.reading.sources.frames import written
from planner.files.reading.sources.package import Styles, letters, opened, repacked, sheet_parts
from planner.files.reading.sources.survey import Survey, refuse_vast, surveyed

ENDING = ".xlsx"
SHEET = "sheet "
"""What a table is called in messages, before its name."""
GUIDE = "guide"
"""A sheet for people, which holds no table."""
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""How the older binary formats begin, and an encrypted package: MS-CFB, 2.2."""
DAMAGED = (
    *(BadZipFile, CalamineError, XMLSyntaxError, zlib.error, lzma.LZMAError, struct.error),
    *(KeyError, OSError, EOFError, ValueError, RuntimeError),  # zipfile's, for what a damaged header asks of it
)
_LAST = datetime(9999, 12, 31, 23, 59, 59)


def is_workbook(path: Path) -> bool:
    """Whether a path names a workbook rather than a folder."""
    return path.suffix.lower() == ENDING and not path.is_dir()


def find(path: Path, tables: Iterable[str], findings: Findings) -> Source | None:
    """The sheets of a workbook; None when it cannot be opened."""
    if refused := _unopenable(path):
        findings.fault(path.name, None, None, *refused)
        return None
    if lock := lock_of(path):
        wrong = f"it seems to be open in a spreadsheet program ({lock.name} lies beside it)"
        findings.warn(path.name, None, None, wrong, "what is not saved yet is not read")
    known = [*(table.name for table in SETTINGS), *tables]
    try:
        parts = opened(path)
        places, styles = sheet_parts(parts), Styles(parts)
        if not places:
            wrong, mend = "it is saved as Strict Open XML", "save it as an ordinary Excel workbook (.xlsx)"
            findings.fault(path.name, None, None, wrong, mend)
            return None
        asked = {name: place for name, place in places.items() if _table(name) in known}
        surveys = {name: surveyed(parts.get(place, b""), styles) for name, place in asked.items()}
        refuse_vast(surveys)
        if any(survey.beyond for survey in surveys.values()):
            _refuse_beyond(surveys, findings)
            return None
        book = CalamineWorkbook.from_filelike(repacked(parts))
        cells = {name: book.get_sheet_by_name(name) for name in asked}
        lines = {name: _lines(sheet, surveys[name], styles) for name, sheet in cells.items()}
    except Unreadable as why:
        findings.fault(path.name, None, None, why.wrong, why.mend)
        return None
    except DAMAGED as why:
        mend = "take it from where it is whole, or open and save it anew"
        findings.fault(path.name, None, None, f"the workbook is damaged or cut short ({why})", mend)
        return None
    source = Source(f"{SHEET}clinic", f"{SHEET}{{}}")
    for name in places:
        table = _table(name)
        if name in lines:
            sheet = _sheet(source.named(table), lines[name], findings)
            if table in source.sheets:
                findings.fault(sheet.file, None, None, "two sheets have this name", "keep one")
            source.sheets[table] = sheet
            _refuse_merged(cells[name], sheet, lines[name], findings)
            for row, column, wrong in surveys[name].valueless:
                mend = "open the workbook, let it work out and save, or write the value itself"
                findings.fault(sheet.file, row, _named(lines[name], column), wrong, mend)
        elif table != GUIDE:
            source.strays.append(name)
            mend = nearest(table, known, f"the sheets are {', '.join(known)}")
            findings.warn(f"sheet {name}", None, None, "no table has this name, it is not used", mend)
    settings_sheets.gather(source, findings)
    return source


def lock_of(path: Path) -> Path | None:
    """The file that Excel or LibreOffice keeps beside a workbook while it is open there."""
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    return next((lock for lock in locks if lock.exists()), None)


def _unopenable(path: Path) -> tuple[str, str] | None:
    """What is wrong with the file as a whole, and the mend."""
    if path.name.startswith("~$"):
        return "this is the lock that Excel keeps beside an open workbook", f"give {path.name.removeprefix('~$')}"
    try:
        with path.open("rb") as file:
            first = file.read(len(_OLE))
    except OSError as why:
        return f"the workbook cannot be read ({why.strerror or why})", "check the name, and who may read it"
    if first == _OLE:
        return "it is locked by a password, or of Excel's old format", "save it without a password, as .xlsx"
    if not first.startswith(b"PK"):
        return "this is no workbook", "save it as .xlsx"
    return None


def _table(sheet: str) -> str:
    """The table that a sheet of this name holds."""
    return sheet.strip().lower()


def _refuse_beyond(surveys: Mapping[str, Survey], findings: Findings) -> None:
    for name, survey in surveys.items():
        for row, column, wrong in survey.beyond:
            file = f"sheet {_table(name)}"
            findings.fault(file, row, letters(column), wrong, "write a date like 2026-12-01, or a time like 09:30")


def _lines(sheet: CalamineSheet, survey: Survey, styles: Styles) -> list[list[str]]:
    """The cells from A1 on as text; numbers that are shown with zeros in front have them."""
    whole_day = (styles.first + timedelta(days=1 if styles.late else 2)).date()
    rows = sheet.to_python(skip_empty_area=False)
    lines = [[_text(value, whole_day) for value in row] for row in rows]
    for (row, column), digits in survey.padded.items():
        if row <= len(lines) and column <= len(lines[row - 1]):
            lines[row - 1][column - 1] = digits
    return lines


def _text(value: Any, whole_day: date) -> str:
    """A cell as a CSV file would hold it: times of day are fractions of a day, stored to the millisecond at best.

    `whole_day` is what day number 1 becomes where a time of day was meant to be 24:00.
    """
    if isinstance(value, datetime):
        value = min(value, _LAST) + timedelta(milliseconds=500)
        value = value.replace(microsecond=0)
    elif value == whole_day:
        return "24:00"
    return written(value)


def _sheet(file: str, lines: list[list[str]], findings: Findings) -> Sheet:
    sheet = Sheet(file)
    for number, cells in enumerate(lines, start=1):
        if not any(cells):
            continue
        if sheet.columns:
            sheet.rows.append(Row.of(number, sheet.columns, cells))
        else:
            sheet.columns, sheet.header = tuple(cell.lower() for cell in cells), number
    if not sheet.columns:
        findings.fault(file, None, None, "the sheet is empty", "give it a header row at least")
        sheet.whole = False
    return sheet


def _refuse_merged(cells: CalamineSheet, sheet: Sheet, lines: list[list[str]], findings: Findings) -> None:
    for (top, left), (bottom, right) in cells.merged_cell_ranges or ():
        where = f"{letters(left + 1)}{top + 1}:{letters(right + 1)}{bottom + 1}"
        mend = "unmerge them, and write each cell's own value"
        findings.fault(sheet.file, top + 1, _named(lines, left + 1), f"the cells {where} are merged", mend)


def _named(lines: Iterable[list[str]], column: int) -> str:
    """The header of a column counted from 1, or its letters where it has none."""
    header = next((line for line in lines if any(line)), [])
    return (header[column - 1] if column <= len(header) else "") or letters(column)

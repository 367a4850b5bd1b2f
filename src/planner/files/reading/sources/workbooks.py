"""A clinic's workbook: a sheet a table and a sheet a list of settings, as Excel and LibreOffice save it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml.etree import XMLSyntaxError
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from planner.files.reading.findings import Findings, nearest
from planner.files.reading.settings_tables import SETTINGS
from planner.files.reading.sources import Row, Sheet, Source, settings_sheets
from planner.files.reading.sources.frames import written
from planner.files.reading.sources.package import letters, sheet_parts, valueless

ENDING = ".xlsx"
GUIDE = "guide"
"""A sheet for people, which holds no table."""
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""How the older binary formats begin, and an encrypted package: MS-CFB, 2.2."""
DAMAGED = (
    *(BadZipFile, CalamineError, XMLSyntaxError, zlib.error),
    *(KeyError, OSError, EOFError, ValueError, RuntimeError),  # zipfile's, for what a damaged header asks of it
)
_BEFORE_DATES = date(1900, 1, 1)
"""What day number 1 becomes where a time of day was meant to be 24:00."""


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
    try:
        with ZipFile(path) as package:
            parts = {name: package.read(part) for name, part in sheet_parts(package).items()}
        book = CalamineWorkbook.from_path(path)
        cells = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        lines = {name: _lines(sheet) for name, sheet in cells.items()}
        unworked = {name: list(valueless(parts.get(name, b""))) for name in cells}
    except DAMAGED as why:
        mend = "take it from where it is whole, or open and save it anew"
        findings.fault(path.name, None, None, f"the workbook is damaged or cut short ({why})", mend)
        return None
    if not parts:
        mend = "save it as an ordinary Excel workbook (.xlsx)"
        findings.fault(path.name, None, None, "it is saved as Strict Open XML", mend)
        return None
    source = Source("sheet clinic", "sheet {}")
    known = [*(table.name for table in SETTINGS), *tables]
    for name in book.sheet_names:
        table = name.strip().lower()
        if table in known:
            sheet = _sheet(source.named(table), lines[name], findings)
            if table in source.sheets:
                findings.fault(sheet.file, None, None, "two sheets have this name", "keep one")
            source.sheets[table] = sheet
            _refuse_merged(cells[name], sheet, lines[name], findings)
            for row, column, wrong in unworked[name]:
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


def _lines(sheet: CalamineSheet) -> list[list[str]]:
    return [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]


def _text(value: Any) -> str:
    """A cell as a CSV file would hold it: times of day are fractions of a day, stored to the millisecond at best."""
    if isinstance(value, datetime):
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    elif value == _BEFORE_DATES:
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

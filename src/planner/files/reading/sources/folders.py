"""A clinic's folder: clinic.toml and CSV files, as spreadsheets save them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from planner.files.reading.findings import Findings, nearest
from planner.files.reading.sources import Row, Sheet, Source, settings_from
from planner.files.reading.sources.source import LARGEST

MEND = "give the folder that holds clinic.toml, or a workbook .xlsx"
OTHER_BOOKS = (".ods", ".fods", ".xls", ".xlsm", ".xlsb", ".numbers")
"""Workbooks of other formats, by their endings."""


def find(path: Path, tables: Iterable[str], findings: Findings) -> Source | None:
    """The clinic.toml and the CSV files of a folder; None when there is no such folder."""
    try:
        names = sorted(entry.name for entry in path.iterdir())
    except NotADirectoryError:
        findings.fault(str(path), None, None, *_no_clinic(path))
        return None
    except (OSError, ValueError) as why:
        findings.fault(str(path), None, None, f"there is no folder to read here ({_reason(why)})", "give a clinic's")
        return None
    source = Source("clinic.toml", "{}.csv")
    books = [name for name in names if name.lower().endswith((".xlsx", *OTHER_BOOKS)) and name[0] not in "~."]
    if "clinic.toml" not in names and books:
        wrong = "this folder holds no clinic.toml, but a workbook"
        book = min(books, key=lambda name: not name.lower().endswith(".xlsx"))
        saved = "" if book.lower().endswith(".xlsx") else ", saved as .xlsx"
        findings.fault(str(path), None, None, wrong, f"give the workbook itself, {path / book}{saved}")
        return None
    if "clinic.toml" not in names:
        findings.fault("clinic.toml", None, None, "the file is missing", "add it; it gives the clinic's name and care")
    elif content := text_of(path / "clinic.toml", findings):
        source.settings = settings_from(content[0], "clinic.toml", findings)
    known = [source.named(table) for table in tables]
    for name in names:
        if name in known:
            source.sheets[name.removesuffix(".csv")] = csv_sheet(path / name, findings)
        elif name.lower().endswith(".csv") and not name.startswith("."):
            source.strays.append(name.removesuffix(".csv"))
            mend = nearest(name, known, f"the tables are {', '.join(known)}")
            findings.warn(name, None, None, "no table has this name, it is not used", mend)
    return source


def _no_clinic(path: Path) -> tuple[str, str]:
    """What a file is that is no clinic, and the mend."""
    ending = path.suffix.lower()
    if ending in OTHER_BOOKS:
        return f"this is a workbook of another format, {ending}", "open it and save it as .xlsx (an Excel workbook)"
    if path.name == "clinic.toml" or ending == ".csv":
        return "this is a file of a clinic's folder, not the folder", f"give the folder itself, {path.parent}"
    return "this is a file, not a folder", MEND


def text_of(path: Path, findings: Findings) -> tuple[str] | None:
    """The file's text, in a tuple since it may be empty; None when it could not be read."""
    if path.is_dir():
        findings.fault(path.name, None, None, "this is a folder, not a file", f"put the file {path.name} in its place")
        return None
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as why:
        findings.fault(path.name, None, None, f"the file cannot be read ({_reason(why)})", "check who may read it")
        return None
    if len(content) > LARGEST:
        wrong = f"the file is larger than {LARGEST // 2**20} MB"
        findings.fault(path.name, None, None, wrong, "a table is far smaller: is it another file?")
        return None
    try:
        return (content.decode("utf-8-sig"),)
    except UnicodeDecodeError as why:
        row = bytes(why.object[: why.start]).count(b"\n") + 1
        save = "“CSV UTF-8”" if path.suffix == ".csv" else "UTF-8"
        findings.fault(path.name, row, None, "here is a character that is not UTF-8", f"save the file as {save}")
        return None


def csv_sheet(path: Path, findings: Findings) -> Sheet:
    """A CSV as a spreadsheet saves it, separated by commas or semicolons."""
    text = text_of(path, findings)
    if text is None:
        return Sheet(path.name, whole=False)
    lines = text[0].splitlines()
    header = next((line for line in lines if line.strip()), "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    records = csv.reader(io.StringIO(text[0], newline=""), delimiter=delimiter, strict=True)
    return _sheet(path.name, _numbered(path.name, records, findings), findings)


def _numbered(file: str, records: Iterator[list[str]], findings: Findings) -> Iterator[tuple[int, list[str]] | None]:
    """The records from 1, a quoted line break within one not counted; None, at last, if the rest is unreadable."""
    number = 0
    try:
        for number, cells in enumerate(records, start=1):
            yield number, [cell.strip() for cell in cells]
    except csv.Error as why:
        mend = 'a quoted cell begins and ends with ", and a " inside it is doubled'
        findings.fault(file, number + 1, None, f"the row cannot be taken apart ({why})", mend)
        yield None


def _sheet(file: str, records: Iterator[tuple[int, list[str]] | None], findings: Findings) -> Sheet:
    sheet = Sheet(file)
    for record in records:
        if record is None:
            sheet.whole = False
        elif not any(record[1]):
            continue
        elif not sheet.columns:
            sheet.columns = tuple(record[1])
        else:
            number, cells = record
            if any(cells[len(sheet.columns) :]):
                mend = f"keep to the {len(sheet.columns)} columns of the header; quote a cell that holds the separator"
                findings.fault(file, number, None, f"the row has {len(cells)} cells, more than the header", mend)
            sheet.rows.append(Row.of(number, sheet.columns, cells))
    if not sheet.columns and sheet.whole:
        findings.fault(file, None, None, "the file is empty", "give it a header row at least")
        sheet.whole = False
    return sheet


def _reason(why: Exception) -> str:
    return (why.strerror if isinstance(why, OSError) else None) or str(why)

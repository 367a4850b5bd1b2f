"""The sheet `appointments` of a clinic's workbook, rewritten cell by cell: all else stays as its keeper left it.

Only that sheet's part of the package is written anew (ECMA-376, part 1, 18.3): the other sheets, formats, notes, charts
and drop-down lists are copied as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from lxml import etree

from planner.clinic import Entry
from planner.errors import Nonsense
from planner.files.atomic import file_in_place
from planner.files.book.csv import Cells, differences, said_in
from planner.files.reading import NAMES, load
from planner.files.reading.findings import Findings
from planner.files.reading.sources import Sheet, workbooks
from planner.files.reading.sources.package import MAIN as M
from planner.files.reading.sources.package import Parts, Styles, letters, opened, parsed, position, sheet_parts

SHEET = "appointments"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def keep(path: Path, before: Sequence[Entry], after: Sequence[Entry], zone: ZoneInfo) -> None:
    """Put what differs between the two books into the workbook: changed cells in place, new rows below the last.

    The new workbook is written beside the old one, read back and held against `after` before it takes its place.
    Raises Nonsense where the workbook is open in a spreadsheet program, or has no such sheet, or where a formula stands
    in a cell to be written.
    """
    if lock := workbooks.lock_of(path):
        raise Nonsense(f"{path} is open in a spreadsheet program ({lock.name} lies beside it); close it there first")
    source = workbooks.find(path, NAMES, Findings())
    if source is None or SHEET not in source.sheets:
        raise Nonsense(f"{path} has no sheet {SHEET!r} to book in; add it, with a header row")
    path = path.resolve()
    with file_in_place(path) as part:
        parts = opened(path)
        target = next(each for name, each in sheet_parts(parts).items() if name.strip().lower() == SHEET)
        table = _Table(parts, target, source.sheets[SHEET])
        table.put(*differences(before, after, zone))
        with ZipFile(path) as package:
            _write(package, part, {target: table.content})
        expected = after if "phase" in table.columns else [replace(entry, phase=None) for entry in after]
        if set(load(part).clinic.book) != set(expected):
            raise Nonsense(f"{path} could not be written so that it reads back alike; nothing was changed")


def _write(package: ZipFile, path: Path, changed: dict[str, bytes]) -> None:
    with ZipFile(path, "w") as new:
        for each in package.infolist():
            new.writestr(each, changed.get(each.filename) or package.read(each), each.compress_type)


class _Table:
    """The sheet's part, with the columns and rows that were read from it."""

    def __init__(self, parts: Parts, part: str, sheet: Sheet) -> None:
        self.root, self.styles = parsed(parts[part]), Styles(parts)
        self.columns, self.header = list(sheet.columns), sheet.header
        self.numbers = {row.cells.get("appointment", ""): row.number for row in sheet.rows}
        self.last = max([sheet.header, *self.numbers.values()])
        data = self.root.find(f"{M}sheetData")
        assert data is not None, "a sheet has its data"
        self.data = data
        self.rows = {int(row.get("r") or 0): row for row in data}

    @property
    def content(self) -> bytes:
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def put(self, changed: dict[str, Cells], added: Iterable[Cells]) -> None:
        for name in said_in(changed, added := list(added)):
            if name not in self.columns:
                self.columns.append(name)
                self._put(self.header, name, name)
        like = self.last
        for id, cells in changed.items():
            for name, text in cells.items():
                if name in self.columns:
                    self._put(self.numbers[id], name, text)
        for row in added:
            self.last += 1
            for name, text in row.items():
                if text and name in self.columns:
                    self._put(self.last, name, text, like)
        extent = self.root.find(f"{M}dimension")
        if extent is not None:
            extent.set("ref", f"A1:{letters(len(self.columns))}{max(self.last, *self.rows)}")

    def _put(self, number: int, name: str, text: str, like: int | None = None) -> None:
        """Write a cell as the number or moment it is, where it stands among such, or as text; formatted like a row."""
        column = self.columns.index(name) + 1
        cell = self._cell(number, column)
        if cell.find(f"{M}f") is not None:
            where = f"sheet {SHEET}, cell {letters(column)}{number}"
            raise Nonsense(f"{where}: a formula stands where {text!r} is to be booked; write its value in its place")
        above = self._find(like, column) if like is not None and like > self.header else None
        if cell.get("s") is None and above is not None and above.get("s") is not None:
            cell.set("s", above.get("s") or "0")
        for child in list(cell):
            cell.remove(child)
        if cell.get("t"):
            del cell.attrib["t"]
        if name == "number" and number != self.header:
            etree.SubElement(cell, f"{M}v").text = text
        elif name == "start" and (moment := _local(text)) and self._dated(cell, column):
            etree.SubElement(cell, f"{M}v").text = self.styles.serial(moment)
        elif text:
            cell.set("t", "inlineStr")
            inside = etree.SubElement(etree.SubElement(cell, f"{M}is"), f"{M}t")
            inside.text = text
            inside.set(_SPACE, "preserve")

    def _dated(self, cell: etree._Element, column: int) -> bool:
        """Whether the cell shows moments, by its own format or its column's, which it then takes over."""
        wide = [
            each
            for each in self.root.iterfind(f"{M}cols/{M}col")
            if int(each.get("min") or 0) <= column <= int(each.get("max") or 0)
        ]
        for style in (cell.get("s"), *(each.get("style") for each in wide)):
            if style is not None and self.styles.is_moment(int(style)):
                cell.set("s", style)
                return True
        return False

    def _find(self, number: int, column: int) -> etree._Element | None:
        row = self.rows.get(number)
        reference = f"{letters(column)}{number}"
        return None if row is None else next((cell for cell in row if cell.get("r") == reference), None)

    def _cell(self, number: int, column: int) -> etree._Element:
        """The cell, made in its place where the sheet has none."""
        if number not in self.rows:
            row = etree.Element(f"{M}row", r=str(number))
            self.data.insert(sum(other < number for other in self.rows), row)
            self.rows[number] = row
        element = self._find(number, column)
        if element is None:
            element = etree.Element(f"{M}c", r=f"{letters(column)}{number}")
            before = sum(position(cell.get("r") or "A1")[1] < column for cell in self.rows[number])
            self.rows[number].insert(before, element)
        return element


def _local(text: str) -> datetime | None:
    """A moment of the wall clock; None for a header, or a time with an offset, which no cell of dates can hold."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo else moment

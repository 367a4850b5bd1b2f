"""A workbook as the package of XML parts that it is (ECMA-376, Office Open XML): which part holds which sheet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from planner.files.reading.cells import Unreadable
from planner.files.reading.sources.source import LARGEST

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS, COLUMNS = 1_048_576, 16_384
"""What a sheet can have (18.3.1.73, as every spreadsheet program limits it)."""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK = "xl/workbook.xml"
_DATE_AND_TIME = "22"
"""The built-in number format of moments (18.8.30)."""
_DATES = {*map(str, range(14, 23)), "45", "46", "47"}
"""All built-in formats of dates and times."""
Parts = Mapping[str, bytes]
"""The XML parts of a package by name."""


def opened(path: Path) -> Parts:
    """The XML parts of a workbook; pictures and the like are left alone.

    Raises Unreadable for parts that unpack to more than LARGEST, before any is unpacked.
    """
    with ZipFile(path) as package:
        parts = [each for each in package.infolist() if each.filename.lower().endswith((".xml", ".rels"))]
        size = sum(each.file_size for each in parts)
        if size > LARGEST:
            wrong = f"it unpacks to {size / 2**20:,.0f} MB, and at most {LARGEST // 2**20} are read"
            raise Unreadable(wrong, "take out what is no table, or copy the tables' cells into a new workbook")
        return {each.filename: package.read(each) for each in parts}


def repacked(parts: Parts) -> BytesIO:
    """The parts as a plain package, so that whoever reads it meets the very bytes that were looked at."""
    content = BytesIO()
    with ZipFile(content, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    content.seek(0)
    return content


def parsed(content: bytes) -> etree._Element:
    """The root of a part; entities are left alone, as the parts of a workbook have none."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The part of each sheet by the sheet's name."""
    relations = parsed(parts["xl/_rels/workbook.xml.rels"])
    targets = {each.get("Id"): posixpath.join("/xl", each.get("Target") or "").lstrip("/") for each in relations}
    sheets = parsed(parts[_BOOK]).iter(f"{MAIN}sheet")
    return {sheet.get("name") or "": targets[sheet.get(_RELATION)] for sheet in sheets}


def cells_of(content: bytes) -> Iterator[tuple[int, int, etree._Element]]:
    """The cells of a sheet with their rows and columns, from 1, a row at a time in memory.

    One without a reference stands right of the one before. Raises ValueError for a reference that is none, or for a
    cell that stands in no row.
    """
    plain = {"resolve_entities": False, "no_network": True}
    walk = etree.iterparse(BytesIO(content), ("end",), tag=f"{MAIN}row", **plain)
    number = 0
    for _, row in walk:
        number, column = int(row.get("r") or number + 1), 0
        for cell in row.iterchildren(f"{MAIN}c"):
            reference = cell.get("r")
            if reference is None or reference == f"{letters(column + 1)}{number}":  # as nearly all are
                column += 1
                yield number, column, cell
            else:
                other, column = position(reference)
                yield other, column, cell
        row.clear()
    if walk.root is not None and next(walk.root.iter(f"{MAIN}c"), None) is not None:
        raise ValueError("a cell stands in no row")


def position(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as AB12. Raises ValueError for one that no sheet has."""
    parts = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", reference)
    column = 0
    for letter in parts[1].upper() if parts else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(parts[2]) if parts else 0
    if not (1 <= row <= ROWS and 1 <= column <= COLUMNS):
        raise ValueError(f"a cell at {reference[:20]!r}, where no sheet has one")
    return row, column


@cache
def letters(column: int) -> str:
    """The letters of a column counted from 1: 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class Styles:
    """The number formats of a workbook's cells, and the day it counts from."""

    def __init__(self, parts: Parts) -> None:
        root = parsed(parts["xl/styles.xml"]) if "xl/styles.xml" in parts else etree.Element("none")
        codes = {each.get("numFmtId"): each.get("formatCode") or "" for each in root.iter(f"{MAIN}numFmt")}
        self._codes = {id: re.sub(r'"[^"]*"|\\.', "", code).lower() for id, code in codes.items()}
        formats = root.find(f"{MAIN}cellXfs")
        self._formats = [each.get("numFmtId") or "0" for each in formats] if formats is not None else []
        settings = parsed(parts[_BOOK]).find(f"{MAIN}workbookPr")
        self.late = settings is not None and settings.get("date1904") in ("1", "true")
        self.first = datetime(1904, 1, 1) if self.late else datetime(1899, 12, 30)

    def _of(self, style: int) -> tuple[str, str]:
        """The id of a style's format, and its code less quoted text."""
        id = self._formats[style] if style < len(self._formats) else "0"
        return id, self._codes.get(id, "")

    def is_moment(self, style: int) -> bool:
        """Whether cells of this style show a date with a time of day."""
        id, code = self._of(style)
        return id == _DATE_AND_TIME or ("y" in code and "h" in code)

    def is_dated(self, style: int) -> bool:
        """Whether cells of this style show a date, a time of day or a length of time."""
        id, code = self._of(style)
        return id in _DATES or bool(re.search("[ymdhs]", re.sub(r"\[(?!(?:h+|m+|s+)\])[^\]]*\]|general", "", code)))

    def zeros(self, style: int) -> int:
        """The digits that numbers of this style are shown with at least: 3 for the format `000`."""
        code = self._of(style)[1]
        return len(code) if code.strip("0") == "" else 0

    def serial(self, moment: datetime) -> str:
        """A wall-clock moment as the days since the first that the workbook counts from."""
        return repr((moment - self.first) / timedelta(days=1))

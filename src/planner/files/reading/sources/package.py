"""A workbook as the package of XML parts that it is (ECMA-376, Office Open XML): which part holds which sheet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zipfile import ZipFile

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK = "xl/workbook.xml"
_DATE_AND_TIME = "22"
"""The built-in number format of moments (18.8.30)."""


def parsed(content: bytes) -> etree._Element:
    """The root of a part; entities are left alone, as the parts of a workbook have none."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def sheet_parts(package: ZipFile) -> dict[str, str]:
    """The part of each sheet by the sheet's name."""
    relations = parsed(package.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): posixpath.join("/xl", each.get("Target") or "").lstrip("/") for each in relations}
    sheets = parsed(package.read(_BOOK)).iter(f"{MAIN}sheet")
    return {sheet.get("name") or "": targets[sheet.get(_RELATION)] for sheet in sheets}


def valueless(content: bytes) -> Iterator[tuple[int, int, str]]:
    """The cells of a sheet that a program must still work out, or could not: row, column (from 1) and which."""
    if b"<f" not in content and b't="e"' not in content:
        return
    for cell in parsed(content).iter(f"{MAIN}c"):
        row, column = position(cell.get("r") or "A1")
        if cell.get("t") == "e":
            yield row, column, f"the formula failed: {cell.findtext(f'{MAIN}v')}"
        elif cell.find(f"{MAIN}f") is not None and not cell.findtext(f"{MAIN}v"):
            yield row, column, "the formula has no value yet"


def position(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as AB12."""
    letters, row = re.fullmatch(r"([A-Z]+)([0-9]+)", reference).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(row), column


def letters(column: int) -> str:
    """The letters of a column counted from 1: 28 is AB."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


class Styles:
    """The number formats of a workbook's cells, and the day it counts from."""

    def __init__(self, package: ZipFile) -> None:
        root = parsed(package.read("xl/styles.xml"))
        self._codes = {each.get("numFmtId"): each.get("formatCode") or "" for each in root.iter(f"{MAIN}numFmt")}
        formats = root.find(f"{MAIN}cellXfs")
        self._formats = [each.get("numFmtId") or "0" for each in formats] if formats is not None else []
        settings = parsed(package.read(_BOOK)).find(f"{MAIN}workbookPr")
        late = settings is not None and settings.get("date1904") in ("1", "true")
        self._first = datetime(1904, 1, 1) if late else datetime(1899, 12, 30)

    def is_moment(self, style: int) -> bool:
        """Whether cells of this style show a date with a time of day."""
        id = self._formats[style] if style < len(self._formats) else "0"
        code = re.sub(r'"[^"]*"|\\.', "", self._codes.get(id, "")).lower()
        return id == _DATE_AND_TIME or ("y" in code and "h" in code)

    def serial(self, moment: datetime) -> str:
        """A wall-clock moment as the days since the first that the workbook counts from."""
        return repr((moment - self._first) / timedelta(days=1))

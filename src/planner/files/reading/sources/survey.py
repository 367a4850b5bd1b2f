"""A sheet's cells looked at one by one, before all of its rectangle is laid out in memory."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, partial

from lxml import etree

from planner.files.reading.cells import Unreadable
from planner.files.reading.sources.package import MAIN, Styles, cells_of, letters

VALUE = f"{MAIN}v"
MOST = 2_000_000
"""The cells of a workbook's tables, empty ones between others too: 200,000 rows of ten columns."""
LAST_DAY = 2_958_465
"""The number of 9999-12-31, after which spreadsheets know no date."""


@dataclass
class Survey:
    """Where a sheet's cells lie, and what is odd about single ones, as (row, column, what), from 1.

    `padded` has the digits of whole numbers that are shown with zeros in front.
    """

    rows: int = 0
    columns: int = 0
    farthest: str = "A1"
    valueless: list[tuple[int, int, str]] = field(default_factory=list)
    beyond: list[tuple[int, int, str]] = field(default_factory=list)
    padded: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def span(self) -> int:
        """The cells of the rectangle from A1 to the last one that holds something."""
        return self.rows * self.columns

    def note(self, row: int, column: int) -> None:
        """That a cell holds something."""
        if row > self.rows or column > self.columns:
            self.farthest = f"{letters(max(column, self.columns))}{max(row, self.rows)}"
            self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def surveyed(content: bytes, styles: Styles) -> Survey:
    """What a sheet's part holds. Raises ValueError for a cell that no sheet can have."""
    found, formulas = Survey(), re.search(rb"[<:]f[\s/>]", content) is not None
    look = cache(partial(_look, styles))
    for row, column, cell in cells_of(content) if content else ():
        if not len(cell):
            continue
        found.note(row, column)
        kind = cell.get("t", "n")
        if formulas or kind == "e":
            _note_formula(found, row, column, cell)
        if kind == "n" and (value := cell.findtext(VALUE)):
            _note_number(found, row, column, value, *look(cell.get("s") or "0"))
    return found


def _look(styles: Styles, style: str) -> tuple[int, bool]:
    """The digits that a style shows at least, and whether it shows days or times."""
    number = int(style) if style.isdecimal() and len(style) < 10 else 0
    return styles.zeros(number), styles.is_dated(number)


def _note_formula(found: Survey, row: int, column: int, cell: etree._Element) -> None:
    value = cell.findtext(VALUE)
    if cell.get("t") == "e":
        found.valueless.append((row, column, f"the formula failed: {value}"))
    elif not value and cell.find(f"{MAIN}f") is not None:
        found.valueless.append((row, column, "the formula has no value yet"))


def _note_number(found: Survey, row: int, column: int, value: str, digits: int, dated: bool) -> None:
    if digits and value.isdecimal():
        found.padded[row, column] = value.zfill(digits)
    elif dated:
        try:
            reached = abs(float(value)) <= LAST_DAY
        except ValueError:  # a text that nobody called one
            reached = True
        if not reached:
            found.beyond.append((row, column, f"{value[:20]} is no day or time that a calendar has"))


def refuse_vast(surveys: dict[str, Survey]) -> None:
    """Raise Unreadable where the sheets' rectangles are more than anybody means."""
    if sum(each.span for each in surveys.values()) > MOST:
        name, vast = max(surveys.items(), key=lambda pair: pair[1].span)
        wrong = f"the cells of sheet {name} reach to {vast.farthest}, over {vast.span:,} places"
        raise Unreadable(f"{wrong}, and at most {MOST:,} are read", "delete the rows and columns beyond the table")

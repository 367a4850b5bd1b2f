"""A sheet's cells looked at one by one, before all of its rectangle is laid out in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from planner.files.reading.cells import Unreadable
from planner.files.reading.sources.package import MAIN, Styles, cells_of, letters

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

    def note(self, row: int, column: int, cell: etree._Element, styles: Styles) -> None:
        value = cell.findtext(f"{MAIN}v")
        if row * column > self.span or row * max(column, self.columns) > self.span:
            self.farthest = f"{letters(column)}{row}"
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if cell.get("t") == "e":
            self.valueless.append((row, column, f"the formula failed: {value}"))
        elif cell.find(f"{MAIN}f") is not None and not value:
            self.valueless.append((row, column, "the formula has no value yet"))
        elif value and cell.get("t") in (None, "n"):
            self._note_number(row, column, cell, styles, value)

    def _note_number(self, row: int, column: int, cell: etree._Element, styles: Styles, value: str) -> None:
        digits = styles.zeros(cell)
        if digits and value.isdecimal():
            self.padded[row, column] = value.zfill(digits)
        elif styles.is_dated(cell):
            try:
                reached = abs(float(value)) <= LAST_DAY
            except ValueError:  # a text that nobody called one
                reached = True
            if not reached:
                self.beyond.append((row, column, f"{value[:20]} is no day or time that a calendar has"))


def surveyed(content: bytes, styles: Styles) -> Survey:
    """What a sheet's part holds. Raises ValueError for a cell that no sheet can have."""
    found = Survey()
    for row, column, cell in cells_of(content) if content else ():
        if len(cell):
            found.note(row, column, cell, styles)
    return found


def refuse_vast(surveys: dict[str, Survey]) -> None:
    """Raise Unreadable where the sheets' rectangles are more than anybody means."""
    if sum(each.span for each in surveys.values()) > MOST:
        name, vast = max(surveys.items(), key=lambda pair: pair[1].span)
        wrong = f"the cells of sheet {name} reach to {vast.farthest}, over {vast.span:,} places"
        raise Unreadable(f"{wrong}, and at most {MOST:,} are read", "delete the rows and columns beyond the table")

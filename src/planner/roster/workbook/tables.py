"""Tables on sheets: a heading, a row each, filters, and columns as wide as what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from xlsxwriter.worksheet import Worksheet

from planner.roster.workbook.book import INK, Book
from planner.roster.workbook.paper import points_of
from planner.roster.workbook.text import wrapped

DATE, TIME, WHOLE, HOURS, PART, NUMBER = "d mmm yyyy", "hh:mm", "#,##0", "#,##0.0", "0%", "#,##0.###"
"""How numbers, days and times are shown."""
NUMBERS = {WHOLE, HOURS, PART, NUMBER}
LINE, SIZE = 12.0, 9.0
"""Points: a line, and its letters."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, the values below, how they are shown, and its width where that is not theirs."""

    heading: str
    values: Sequence[Any]
    form: str = "@"
    width: float = 0.0
    wrap: bool = False


def write_table(
    book: Book, sheet: Worksheet, first: int, columns: Sequence[Column], filters: bool = False, total: bool = False
) -> int:
    """Write the columns from this row on; returns the row after the last. Texts are texts, whatever they begin with.

    `total` sets off the last row, which has the sums.
    """
    rows = len(columns[0].values)
    for place, column in enumerate(columns):
        side = {"align": "right"} if column.form in NUMBERS else {"align": "left", "indent": 1}
        head = book.style(bold=True, font_color="#FFFFFF", bg_color=INK, text_wrap=True, valign="top", **side)
        sheet.write_string(first, place, column.heading, head)
        look: dict[str, Any] = {"num_format": column.form, "bottom": 1, "bottom_color": "#D9D9D9", "valign": "top"}
        look |= {"text_wrap": column.wrap} | side
        style = book.style(**look)
        sums = book.style(**look | {"bold": True, "top": 1, "top_color": INK})
        for row, value in enumerate(column.values, first + 1):
            write_value(sheet, row, place, value, sums if total and row == first + rows else style)
    for row in range(rows if any(column.wrap for column in columns) else 0):
        sheet.set_row(first + 1 + row, LINE * max(_lines(column, column.values[row]) for column in columns) + 3)
    if filters:
        sheet.set_row(first, 2 * LINE + 4)  # room for the filters' buttons below the words
        sheet.autofilter(first, 0, first + max(rows, 1), len(columns) - 1)
    return first + 1 + rows


def _lines(column: Column, value: object) -> int:
    """How many lines a wrapped text takes: not every program finds out by itself."""
    if not (column.wrap and isinstance(value, str)):
        return 1
    return len(wrapped(value, points_of(column.width) - 8, SIZE)) or 1


def set_widths(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width or fitting(column))


def fitting(column: Column) -> float:
    """Characters that hold the heading's longest word, its filter's button, and the values' text."""
    longest = max((len(str(value)) for value in column.values if isinstance(value, str)), default=8)
    return min(40.0, max(longest + 2.0, max(len(word) for word in column.heading.split()) + 4.0))


def write_value(sheet: Worksheet, row: int, place: int, value: Any, style: Any) -> None:
    """A cell by the type of its value; an empty one for None and for no text."""
    if value is None or value == "":
        sheet.write_blank(row, place, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, style)
    elif isinstance(value, date | datetime | time):
        sheet.write_datetime(row, place, value, style)
    else:
        sheet.write_number(row, place, value, style)

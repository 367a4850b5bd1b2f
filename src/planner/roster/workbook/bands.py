"""A practitioner's week as a band: its days side by side, their sessions as blocks in order of time.

Tue 1 Dec                       the heading
09:00–17:00                     what stands under it
09:00–10:00  Ann Lee            a block: in its service's colour,
Facial acupuncture
Willow · rests 09:15–09:45      hatched where the patient rests
555-0100 · walks with a stick   how the patient is reached, where that is known
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from xlsxwriter.worksheet import Worksheet

from planner.roster.tables.details import SessionDetails
from planner.roster.workbook.book import GREY, INK, PALE, Book

HEADING, UNDER, LINE, BEFORE, AFTER = 15.0, 12.0, 11.75, 3.0, 9.0
"""Heights of rows in points: the two of the heading, a block's, before each block, and after a band."""
LABEL = 9.0
"""Characters in the first column."""
NARROWEST, WIDEST = 20.0, 27.0
"""Characters in a column of blocks."""
WRAPPED = 32
"""Characters of a small line in such a column."""
ALARM = "#B00020"
"""The colour of what is closed, and to be looked after."""
HATCHED, THICK, DASHED = 14, 5, 8
"""Excel's numbers of the pattern and the borders."""


@dataclass(frozen=True)
class Column:
    """One column of a band; `closed` is greyed, `draft` set apart, `outside` empty."""

    heading: str
    under: str = ""
    blocks: Sequence[SessionDetails] = field(default=())
    closed: bool = False
    draft: bool = False
    outside: bool = False


def lines(row: SessionDetails) -> tuple[str, ...]:
    """The lines of a block: three, and the contact's.

    Marks go to the shorter of the second and third, so that neither need be set small.
    """
    what, where = [row.service], [part for part in (row.room, row.resting) if part]
    marks = [mark for mark in row.marks if mark != "draft"]  # said over the day
    shorter = what if len(" · ".join(what)) < len(" · ".join(where)) else where
    shorter += marks
    contact = textwrap.wrap(row.contact, WRAPPED)
    return f"{row.time}  {row.patient}", " · ".join(what), " · ".join(where), *contact


def width(rows: Sequence[SessionDetails]) -> float:
    """Characters for a column that holds the lines of these blocks, within reason; what is longer is set smaller."""
    longest = max((len(line) for row in rows for line in lines(row)), default=0)
    return min(WIDEST, max(NARROWEST, 0.85 * longest + 2))


def height(columns: Sequence[Column]) -> float:
    """A band's height in points."""
    return HEADING + UNDER + sum(lines * LINE + BEFORE for lines in _slots(columns)) + AFTER


def write_band(book: Book, sheet: Worksheet, first: int, label: str, columns: Sequence[Column]) -> int:
    """Write a band from this row on, `label` before it; returns the row after it."""
    sheet.set_row(first, HEADING)
    sheet.set_row(first + 1, UNDER)
    sheet.write_string(first, 0, label, book.style(bold=True, font_color=INK, valign="top"))
    for place, column in enumerate(columns, 1):
        _write_heading(book, sheet, first, place, column)
    at = first + 2
    for slot, tall in enumerate(_slots(columns)):
        for place, column in enumerate(columns, 1):
            block = column.blocks[slot] if slot < len(column.blocks) else None
            _write_block(book, sheet, at, place, column, block, 1 + tall)
        for line, points in enumerate((BEFORE, *[LINE] * tall)):
            sheet.set_row(at + line, points)
        at += 1 + tall
    sheet.set_row(at, AFTER)
    return at + 1


def _slots(columns: Sequence[Column]) -> list[int]:
    """The lines of the first blocks of all days, of their second ones, and so on: as many as the one with most."""
    slots = zip_longest(*(column.blocks for column in columns))
    return [max(len(lines(block)) for block in blocks if block) for blocks in slots] or [3]


def _write_heading(book: Book, sheet: Worksheet, row: int, place: int, column: Column) -> None:
    if column.outside:
        sheet.write_string(row, place, column.heading, book.style(font_color="#BBBBBB", indent=1))
        return
    look: dict[str, Any] = {"bg_color": "#DCE4EC", "font_color": INK, "indent": 1, "left": 1, "left_color": "#FFFFFF"}
    if column.draft:
        look |= {"bg_color": "#FFFFFF", "italic": True, "border": 3, "border_color": GREY, "left": 3}
    top, under = (look | {"bottom": 0}, look | {"top": 0}) if column.draft else (look, look)
    heading = f"{column.heading} · draft" if column.draft else column.heading
    sheet.write_string(row, place, heading, book.style(bold=True, shrink=True, **top))
    sheet.write_string(row + 1, place, column.under, book.style(shrink=True, **under | {"font_size": 8}))


def _write_block(
    book: Book,
    sheet: Worksheet,
    row: int,
    place: int,
    column: Column,
    block: SessionDetails | None,
    tall: int,
) -> None:
    if block is None:
        if column.closed and not column.outside:
            for line in range(tall):
                sheet.write_blank(row + line, place, None, book.style(bg_color=PALE, left=1, left_color="#FFFFFF"))
        return
    colour = book.colour(block.service_id)
    if "closed" in block.marks:
        colour = replace(colour, line=ALARM)
    edge = {"left": DASHED if "tentative" in block.marks else THICK, "left_color": colour.line, "shrink": True}
    filled = {**edge, "bg_color": colour.fill}
    hatched = {**edge, "pattern": HATCHED, "fg_color": colour.fill, "bg_color": "#FFFFFF"}
    said, small = lines(block), {**filled, "font_size": 8}
    looks = ({**filled, "bold": True}, filled, {**(hatched if block.rests else filled), "font_size": 8})
    for line, (text, look) in enumerate(zip(said, [*looks, *[small] * (len(said) - 3)], strict=True), 1):
        if "closed" in block.marks:
            look = {**look, "font_color": ALARM, "right": THICK, "right_color": ALARM}
        sheet.write_string(row + line, place, text, book.style(**look, indent=1))

"""Every sheet on A4 landscape: what is printed, in what width, with what at the head and foot of each page."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from planner.files.worksheets import units
from planner.roster.format.dates import period
from planner.roster.workbook.book import Book

A4 = 9
INCH, POINTS = 25.4, 72.0
SIDE, TOP, BOTTOM, EDGE = 10 / INCH, 18 / INCH, 15 / INCH, 8 / INCH
"""Margins in inches, that of heads and feet last."""
WIDTH, HEIGHT = (297 / INCH - 2 * SIDE) * POINTS, (210 / INCH - TOP - BOTTOM) * POINTS
"""What a page has room for, in points."""
FULL = 0.97 * WIDTH
"""Points of columns that are printed at full size: programs round their widths each in its own way."""
SMALLEST = 0.7
"""The part of their size at which sheets are set to fill a page, at least."""
TITLE, NOTE = 24.0, 15.0
"""Heights in points of a sheet's title and of the note below it."""
LETTERS = '&9&"Arial,Regular"'
"""The size first: a text that begins with a digit would be read into it."""
LONGEST = 60
"""UTF-16 units of a name at the head of a page; Excel allows 255 in all, codes included."""


def write_head(book: Book, sheet: Worksheet, title: str, note: str = "") -> None:
    """The title of a sheet and a note below it, in rows tall enough: not every program makes them so by itself."""
    sheet.set_row(0, TITLE)
    sheet.write_string(0, 0, title, book.title)
    if note:
        sheet.set_row(1, NOTE)
        sheet.write_string(1, 0, note, book.note)


def print_on_a4(book: Book, sheet: Worksheet, title: str, rows: int, columns: int, repeat: tuple[int, int]) -> None:
    """Print the first rows and columns as wide as the page, the rows `repeat` at the top of each."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=SIDE, right=SIDE, top=TOP, bottom=BOTTOM)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.print_area(0, 0, max(rows - 1, 0), columns - 1)
    sheet.repeat_rows(*repeat)
    problem, edge = book.roster.problem, {"margin": EDGE}
    clinic, days = _plain(problem.clinic.name), period(problem.horizon)
    sheet.set_header(f"&L{LETTERS}{clinic}&C{LETTERS}{_plain(title)}&R{LETTERS}{days}", edge)
    sheet.set_footer(f"&L{LETTERS}Made by planner&R{LETTERS}Page &P of &N", edge)


def breaks(bands: Sequence[tuple[int, float]], columns: Sequence[float], head: float) -> list[int]:
    """The rows before which a page ends so that no band is cut in two that a page has room for.

    `bands` are first rows and heights in points, `columns` widths in characters, `head` the height of repeated rows.
    """
    found, used, most = [], 0.0, room(columns, head)
    for row, height in bands:
        if used and used + height > most:
            found.append(row)
            used = 0.0
        used += height
    return found


def points_of(characters: float) -> float:
    """The width in points of a column of so many characters."""
    return 0.75 * (7 * characters + 5)


def filling(columns: Sequence[float], tallest: float, head: float) -> list[float]:
    """The columns' characters, the first as it is and the others widened alike until they fill a page.

    All is set smaller, within reason, where what is `tallest` would not fit below the repeated rows otherwise.
    """
    first, *others = columns
    size = min(1.0, max(SMALLEST, HEIGHT / (tallest + head)))
    spare = (FULL / size - points_of(first) - sum(map(points_of, others))) / (0.75 * 7)
    return [first, *(width + max(0.0, spare) / len(others) for width in others)] if others else [first]


def room(columns: Sequence[float], head: float) -> float:
    """The height in points of what a page holds below its repeated rows, printed as wide as the page."""
    points = sum(map(points_of, columns))
    return HEIGHT / min(1.0, FULL / points) - head


def _plain(text: str) -> str:
    """Text at the head of a page, where & begins a code."""
    text = " ".join(text.split())[:LONGEST]
    while units(text.replace("&", "&&")) > LONGEST:
        text = text[:-1]
    return text.replace("&", "&&")

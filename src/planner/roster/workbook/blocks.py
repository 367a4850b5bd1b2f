"""A session as a block on the time scale of a day sheet, as tall as it lasts, with what its height has room for."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.roster.tables.details import SessionDetails
from planner.roster.workbook.bands import DASHED, HATCHED
from planner.roster.workbook.book import Book
from planner.roster.workbook.scale import Scale
from planner.roster.workbook.text import laid_out, points

SIZE, LINE = 8.0, 1.22
"""Points of the letters where there is room for them, and of a line for each point of these."""


def write_block(
    book: Book,
    sheet: Worksheet,
    top: int,
    place: int,
    run: range,
    details: SessionDetails,
    start: int,
    scale: Scale,
    block: float,
) -> None:
    """A session in these rows: its rail in the column `place`, hatched while the patient rests, and its words after."""
    colour = book.colour(details.service_id)
    edge = {"left": DASHED, "left_color": colour.line} if "tentative" in details.marks else {}
    solid = book.style(bg_color=colour.line, **edge)
    hatched = book.style(pattern=HATCHED, fg_color=colour.line, bg_color="#FFFFFF", **edge)
    at = run.start
    for rest in details.rests:
        first, last = (scale.row(start + (moment - details.start).seconds // 60) for moment in rest)
        fill(sheet, top + at, top + first, place, place, solid)
        fill(sheet, top + first, top + last, place, place, hatched)
        at = last
    fill(sheet, top + at, top + run.stop, place, place, solid)
    tall = len(run) * scale.points
    size = min(SIZE, (tall - 1) / LINE)
    lines = _lines(details, int((tall - 1) / (size * LINE)), block, size)
    look: dict[str, Any] = {"bg_color": colour.fill, "font_size": size, "valign": "top", "text_wrap": True}
    whole = book.style(**look, bottom=1, bottom_color="#FFFFFF")
    bold = book.style(bold=True, font_size=size)
    if len(lines) == 1:
        whole = book.style(**look | {"text_wrap": False}, bold=True, bottom=1, bottom_color="#FFFFFF")
    fill(sheet, top + run.start, top + run.stop, place + 1, place + 1, whole, lines[0] if len(lines) == 1 else "")
    if len(lines) > 1:
        rest_of = book.style(font_size=size)
        parts = [bold, lines[0], rest_of, "\n" + "\n".join(lines[1:])]
        sheet.write_rich_string(top + run.start, place + 1, *parts, whole)


def _lines(details: SessionDetails, most: int, block: float, size: float) -> list[str]:
    """When, who, what and with whom, in as many lines as a block has room for."""
    marks = [mark for mark in details.marks if mark != "draft"]  # said over the day
    short, what, room = f"{details.start:%H:%M} {details.patient}", " · ".join([details.service, *marks]), block - 4
    full = f"{details.time}  {details.patient}"
    first = full if points(full, size, bold=True) <= room else short
    texts = [first, what, details.practitioner, details.contact, details.resting]
    if most < 3:
        texts = [first, " · ".join(filter(None, [what, details.practitioner]))]
    if most < 2:
        texts = [" · ".join(filter(None, [short, details.service, details.practitioner]))]
    return laid_out([text for text in texts if text], max(most, 1), room, size)


def fill(sheet: Worksheet, first: int, until: int, column: int, last: int, look: Format, text: str = "") -> None:
    """Rows and columns as one cell with this text; nothing where there are none."""
    if until <= first:
        return
    if until - first > 1 or last > column:
        sheet.merge_range(first, column, until - 1, last, "", look)
    if text:
        sheet.write_string(first, column, text, look)
    else:
        sheet.write_blank(first, column, None, look)

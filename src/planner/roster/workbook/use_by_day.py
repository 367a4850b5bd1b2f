"""A map of every day: what part of the hours is used, practitioners and then rooms down, days across."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from planner.roster.format.dates import between, in_full
from planner.roster.tables.details import name
from planner.roster.tables.use import NONE, PRACTITIONER, ROOM
from planner.roster.workbook.book import INK, Book
from planner.roster.workbook.paper import breaks, print_on_a4

SCALE = {
    **{"type": "2_color_scale", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100},
    **{"min_color": "#FFFFFF", "max_color": "#56B4E9"},
}
NAME, CELL, ROW = 22.0, 3.4, 15.0
"""Widths in characters, and a row's height in points."""


def write(book: Book) -> None:
    horizon, use, clinic = book.roster.problem.horizon, book.roster.utilisation, book.roster.problem.clinic
    staffed = set(use[use["on_shift"] > NONE]["day"].dt.date)
    days = [day for day in horizon.days if day in staffed]
    widths = [NAME, *[CELL] * max(1, len(days))]
    sheet, title = book.sheet("Utilisation by day"), "Utilisation by day"
    for place, characters in enumerate(widths):
        sheet.set_column(place, place, characters)
    sheet.write_string(0, 0, f"{title} · {between(horizon.first, horizon.end)}", book.title)
    said = "In percent: a practitioner's hours on shift with patients, a room's staffed hours in which it is taken."
    drafted = f" Days in italics, after {in_full(horizon.last)}, are a draft."
    sheet.write_string(1, 0, said + (drafted if horizon.end > horizon.last else ""), book.note)
    _write_dates(book, sheet, 2, days, horizon.last)
    at, parts = 4, []
    for kind, known in ((PRACTITIONER, clinic.practitioners), (ROOM, clinic.rooms)):
        parts.append((at, ROW * (len(known) + 1)))
        sheet.write_string(at, 0, f"{kind.capitalize()}s", book.heading)
        of = dict(list(use[use["kind"] == kind].groupby("id", observed=True)))
        for row, id in enumerate(known, at + 1):
            sheet.write_string(row, 0, name(known, id), book.style(shrink=True, indent=1))
            _write_row(book, sheet, row, days, of[id])
        at += len(known) + 1
    sheet.conditional_format(5, 1, at, len(widths) - 1, SCALE)
    sheet.freeze_panes(4, 1)
    sheet.set_h_pagebreaks(breaks(parts, widths, 5 * ROW))
    print_on_a4(book, sheet, title, at, len(widths), repeat=(0, 3))


def _write_row(book: Book, sheet: Worksheet, at: int, days: Sequence[date], rows: Any) -> None:
    """One practitioner's or room's days; grey where there are no hours."""
    parts = {row.day.date(): row.attended / row.on_shift for row in rows.itertuples() if row.on_shift}
    for place, day in enumerate(days, 1):
        if day in parts:
            style = book.style(num_format="0", font_size=8, align="center")
            sheet.write_number(at, place, 100 * parts[day], style)
        else:
            sheet.write_blank(at, place, None, book.style(bg_color="#EFEFEF"))


def _write_dates(book: Book, sheet: Worksheet, at: int, days: Sequence[date], last: date) -> None:
    """Weekdays over days of the month."""
    for place, day in enumerate(days, 1):
        look = {"bold": day <= last, "italic": day > last, "align": "center", "font_size": 8, "font_color": INK}
        sheet.write_string(at, place, f"{day:%a}"[:2], book.style(**look))
        sheet.write_number(at + 1, place, day.day, book.style(**look, bottom=2))

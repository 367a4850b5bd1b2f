"""A map of every day: what part of the hours is used, practitioners and then rooms down, days across."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from planner.roster.format.dates import between, in_full
from planner.roster.tables.details import name
from planner.roster.tables.shares import ALL, shares
from planner.roster.tables.use import NONE, PRACTITIONER, ROOM
from planner.roster.workbook.book import INK, Book
from planner.roster.workbook.paper import breaks, print_on_a4, write_head

SCALE = {
    **{"type": "2_color_scale", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100},
    **{"min_color": "#FFFFFF", "max_color": "#56B4E9"},
}
NAME, CELL, TOTAL, ROW = 22.0, 3.4, 4.4, 15.0
"""Widths in characters, and a row's height in points."""


def write(book: Book) -> None:
    horizon, use, clinic = book.roster.problem.horizon, book.roster.utilisation, book.roster.problem.clinic
    staffed = set(use[use["on_shift"] > NONE]["day"].dt.date)
    days = [day for day in horizon.days if day in staffed]
    widths = [NAME, *[CELL] * len(days), TOTAL]
    sheet, title = book.sheet("Utilisation by day"), "Utilisation by day"
    for place, characters in enumerate(widths):
        sheet.set_column(place, place, characters)
    explanation = (
        "In percent: a practitioner's hours on shift with patients, a room's staffed hours in which it is taken."
    )
    if horizon.end > horizon.last:
        explanation += f" Days in italics, after {in_full(horizon.last)}, are a draft, which “all” does not count."
    write_head(book, sheet, f"{title} · {between(horizon.first, horizon.end)}", explanation)
    _write_dates(book, sheet, 2, days, horizon.last)
    at, parts = 4, []
    for kind, known in ((PRACTITIONER, clinic.practitioners), (ROOM, clinic.rooms)):
        parts.append((at, ROW * (len(known) + 2)))
        sheet.write_string(at, 0, f"{kind.capitalize()}s", book.heading)
        figures = shares(book.roster, kind)
        for row, id in enumerate([*known, ALL], at + 1):
            look = {"bold": True} if id == ALL else {}
            sheet.write_string(row, 0, name(known, id) or "All", book.style(shrink=True, indent=1, **look))
            _write_row(book, sheet, row, [*days, ALL], figures.loc[id], look)
        at += len(known) + 2
    sheet.conditional_format(5, 1, at, len(widths) - 1, SCALE)
    sheet.freeze_panes(4, 1)
    sheet.set_h_pagebreaks(breaks(parts, widths, 5 * ROW))
    print_on_a4(book, sheet, title, at, len(widths), repeat=(0, 3))


def _write_row(
    book: Book, sheet: Worksheet, at: int, columns: Sequence[date | str], figures: Any, look: dict[str, Any]
) -> None:
    """One practitioner's or room's days; grey where there are no hours."""
    for place, column in enumerate(columns, 1):
        bold = look | ({"bold": True, "left": 1, "left_color": "#FFFFFF"} if column == ALL else {})
        if pd.isna(figures[column]):
            sheet.write_blank(at, place, None, book.style(bg_color="#EFEFEF"))
        else:
            style = book.style(num_format="0", font_size=8, align="center", **bold)
            sheet.write_number(at, place, 100 * float(figures[column]), style)


def _write_dates(book: Book, sheet: Worksheet, at: int, days: Sequence[date], last: date) -> None:
    """Weekdays over days of the month, and at last the column of all."""
    look: dict[str, Any] = {"align": "center", "font_size": 8, "font_color": INK}
    for place, day in enumerate(days, 1):
        own = look | {"bold": day <= last, "italic": day > last}
        sheet.write_string(at, place, f"{day:%a}"[:2], book.style(**own))
        sheet.write_number(at + 1, place, day.day, book.style(**own, bottom=2))
    sheet.write_string(at + 1, len(days) + 1, "all", book.style(**look, bold=True, bottom=2))

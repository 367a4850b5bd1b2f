"""A sheet a practitioner: the month as a calendar, weeks down and days across."""

from __future__ import annotations

from planner.roster.format.dates import WEEKDAYS, label, period, week_of
from planner.roster.tables.months import Day, Month, months
from planner.roster.workbook import bands
from planner.roster.workbook.book import INK, Book
from planner.roster.workbook.paper import NOTE, TITLE, breaks, filling, print_on_a4, write_head

NAMES = 15.0
HEAD = TITLE + NOTE + NAMES
"""The heights of the weekdays' names, and of all that is repeated on every page."""


def write(book: Book) -> None:
    for month in months(book.roster, book.sessions):
        _write_month(book, month)


def _write_month(book: Book, month: Month) -> None:
    sheet = book.sheet(month.name)
    sessions = [row for week in month.weeks for day in week for row in day.sessions]
    weeks = [[_column(day) for day in week] for week in month.weeks]
    tallest = max((bands.height(columns) for columns in weeks), default=0.0)
    widths = filling([bands.LABEL, *[bands.width(sessions)] * len(month.weekdays)], tallest, HEAD)
    for place, characters in enumerate(widths):
        sheet.set_column(place, place, characters)
    write_head(book, sheet, f"{month.name} · {period(book.roster.problem.horizon)}", month.note)
    sheet.set_row(2, NAMES)
    for place, weekday in enumerate(month.weekdays, 1):
        sheet.write_string(2, place, WEEKDAYS[weekday], book.style(bold=True, font_color=INK, bottom=2, indent=1))
    at, parts = 3, []
    for week, columns in zip(month.weeks, weeks, strict=True):
        parts.append((at, bands.height(columns)))
        at = bands.write_band(book, sheet, at, week_of(week[0].day), columns)
    sheet.freeze_panes(3, 1)
    sheet.set_h_pagebreaks(breaks(parts, widths, HEAD))
    print_on_a4(book, sheet, month.name, at, len(widths), repeat=(0, 2))


def _column(day: Day) -> bands.Column:
    return bands.Column(
        label(day.day), day.hours, day.sessions, closed=not day.works, draft=day.draft, outside=not day.inside
    )

"""A sheet a practitioner: the month as a calendar, weeks down and days across."""

from __future__ import annotations

from planner.roster.format.dates import WEEKDAYS, label, period
from planner.roster.format.months import Day, Month, months
from planner.roster.workbook import bands
from planner.roster.workbook.book import INK, Book
from planner.roster.workbook.paper import breaks, print_on_a4

TITLE, NOTE, NAMES = 24.0, 15.0, 15.0
"""Heights of the rows above the calendar, repeated on every page."""


def write(book: Book) -> None:
    for month in months(book.roster, book.sessions):
        _write_month(book, month)


def _write_month(book: Book, month: Month) -> None:
    sheet = book.sheet(month.name)
    sessions = [row for week in month.weeks for day in week for row in day.sessions]
    widths = [bands.LABEL, *[bands.width(sessions, "practitioner")] * len(month.weekdays)]
    for place, characters in enumerate(widths):
        sheet.set_column(place, place, characters)
    for row, points in enumerate((TITLE, NOTE, NAMES)):
        sheet.set_row(row, points)
    sheet.write_string(0, 0, f"{month.name} · {period(book.roster.problem.horizon)}", book.title)
    sheet.write_string(1, 0, month.note, book.note)
    for place, weekday in enumerate(month.weekdays, 1):
        sheet.write_string(2, place, WEEKDAYS[weekday], book.style(bold=True, font_color=INK, bottom=2, indent=1))
    at, parts = 3, []
    for week in month.weeks:
        columns = [_column(day) for day in week]
        parts.append((at, bands.height(columns)))
        at = bands.write_band(book, sheet, at, f"Week {week[0].day.isocalendar().week}", columns, "practitioner")
    sheet.freeze_panes(3, 1)
    sheet.set_h_pagebreaks(breaks(parts, widths, TITLE + NOTE + NAMES))
    print_on_a4(book, sheet, month.name, at, len(widths), repeat=(0, 2))


def _column(day: Day) -> bands.Column:
    return bands.Column(
        label(day.day), day.hours, day.sessions, closed=not day.works, draft=day.draft, outside=not day.inside
    )

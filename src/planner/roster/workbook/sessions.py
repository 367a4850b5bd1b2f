"""All sessions in one table, to filter by day, practitioner, patient or room."""

from __future__ import annotations

from planner.roster.format.dates import WEEKDAYS, period
from planner.roster.workbook.book import Book
from planner.roster.workbook.paper import print_on_a4, write_head
from planner.roster.workbook.tables import DATE, TIME, WHOLE, Column, set_widths, write_table


def write(book: Book) -> None:
    rows, horizon = book.sessions, book.roster.problem.horizon
    sheet, title = book.sheet("Sessions"), "Sessions"
    columns = [
        Column("Day", [row.day for row in rows], DATE, 12),
        Column("Weekday", [WEEKDAYS[row.day.weekday()] for row in rows]),
        Column("From", [row.start.time() for row in rows], TIME, 7.5),
        Column("Until", [row.end.time() for row in rows], TIME, 7.5),
        Column("Patient", [row.patient for row in rows]),
        Column("Service", [row.service for row in rows], width=26, wrap=True),
        Column("Practitioner", [row.practitioner for row in rows]),
        Column("Room", [row.room for row in rows]),
        Column("Plan", [row.plan for row in rows]),
        Column("Session", [row.number for row in rows], WHOLE, 9),
        Column("Patient rests", [row.resting.removeprefix("rests ") for row in rows]),
        Column("Marks", [", ".join(row.marks) for row in rows], width=15, wrap=True),
    ]
    set_widths(sheet, columns)
    write_head(book, sheet, f"{title} · {period(horizon)}")
    end = write_table(book, sheet, 1, columns, filters=True)
    sheet.freeze_panes(2, 0)
    print_on_a4(book, sheet, title, end, len(columns), repeat=(1, 1))

"""The sessions without a place, each with its reason."""

from __future__ import annotations

from planner.roster.format.dates import period
from planner.roster.format.words import headline
from planner.roster.tables.details import left_out
from planner.roster.workbook.book import Book
from planner.roster.workbook.paper import print_on_a4, write_head
from planner.roster.workbook.tables import DATE, WHOLE, Column, set_widths, write_table


def write(book: Book) -> None:
    problem, figures = book.roster.problem, book.roster.figures
    rows = left_out(problem, book.roster.unplaced)
    sheet = book.sheet("Unplaced", tab="#D55E00" if sum(figures.left_out) else None)

    columns = [
        Column("Priority", [row["priority"] for row in rows], WHOLE, 8),
        Column("Due", ["yes" if row["due"] else "no" for row in rows], width=7),
        Column("Patient", [row["patient"] for row in rows], width=17, wrap=True),
        Column("Plan", [row["plan"] for row in rows], width=17, wrap=True),
        Column("Session", [row["number"] for row in rows], WHOLE, 8),
        Column("Phase", [row["phase"] for row in rows], width=13, wrap=True),
        Column("Service", [row["service"] for row in rows], width=19, wrap=True),
        Column("Ideal day", [row["ideal"] for row in rows], DATE, 12),
        Column("Window from", [row["window_start"] for row in rows], DATE, 12),
        Column("Window until", [row["window_end"] for row in rows], DATE, 12),
        Column("Reason", [row["reason"] for row in rows], width=62, wrap=True),
        Column("Tentative", ["yes" if row["tentative"] else "no" for row in rows], width=10),
    ]
    set_widths(sheet, columns)
    note = f"{headline(figures)} One that is not due may still find a place next month."
    write_head(book, sheet, f"Sessions without a place · {period(problem.horizon)}", note)
    end = write_table(book, sheet, 2, columns, filters=True)
    sheet.freeze_panes(3, 3)
    print_on_a4(book, sheet, "Sessions without a place", end, len(columns), repeat=(2, 2))

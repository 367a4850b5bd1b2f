"""The first sheet: how good the roster is, in a manager's words."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from planner.roster.format import words
from planner.roster.format.dates import asked, period
from planner.roster.workbook.book import INK, Book
from planner.roster.workbook.charts import BLUE, bars
from planner.roster.workbook.paper import print_on_a4
from planner.roster.workbook.tables import NUMBER, PART, WHOLE, Column, write_table

WIDTHS = (30.0, 14.0, 12.0, 84.0)


def write(book: Book) -> None:
    problem, figures = book.roster.problem, book.roster.figures
    horizon = problem.horizon
    sheet = book.sheet("Summary", tab=INK)
    for place, characters in enumerate(WIDTHS):
        sheet.set_column(place, place, characters)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, f"{problem.clinic.name} · {period(horizon)}", book.title)
    sheet.set_row(1, 20)
    sheet.write_string(1, 0, words.headline(figures), book.style(bold=True, font_size=12))
    sheet.write_string(2, 0, asked(horizon), book.note)

    at = 4
    sheet.write_string(at, 0, "How good it is", book.heading)
    for figure in words.score(figures):
        at += 1
        sheet.write_string(at, 0, figure.name, book.style(bold=True))
        sheet.write_string(at, 1, figure.value, book.style(bold=True, align="right"))
        sheet.merge_range(at, 2, at, 3, "", book.style())
        sheet.write_string(at, 2, figure.says, book.style(indent=1))

    at += 2
    sheet.write_string(at, 0, "Due sessions left out", book.heading)
    priorities = Column("Priority", ["3, the highest", "2", "1, the lowest"])
    at = write_table(book, sheet, at + 1, [priorities, Column("Left out", list(figures.left_out), WHOLE)])

    at = _write_costs(book, sheet, at + 1)
    sheet.write_string(at, 0, f"Searched for {figures.seconds:,.0f} s, seed {figures.seed}.", book.note)
    sheet.freeze_panes(2, 0)
    print_on_a4(book, sheet, "Summary", at + 1, len(WIDTHS), repeat=(0, 0))
    sheet.fit_to_pages(1, 1)


def _write_costs(book: Book, sheet: Worksheet, at: int) -> int:
    """What each goal cost, as a table and a chart below it; returns the row after both."""
    costs = words.costs(book.roster.figures)
    sheet.write_string(at, 0, "What each goal cost", book.heading)
    first = at + 2
    at = write_table(
        book,
        sheet,
        at + 1,
        [
            Column("Goal", [cost.title for cost in costs]),
            Column("Cost", [cost.price for cost in costs], NUMBER),
            Column("Share", [cost.share for cost in costs], PART),
            Column("What is paid for", [cost.says for cost in costs], width=WIDTHS[3], wrap=True),
        ],
    )
    at += 1
    if costs:
        chart = bars(book, sheet, "What each goal cost", (first, at - 2), [("Cost", 1, BLUE)], labels=True)
        chart.set_size({"width": 760, "height": 270})
        sheet.insert_chart(at, 0, chart, {"description": "The cost of each goal, as in the table above."})
        at += 15
    return at

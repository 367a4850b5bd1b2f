"""What the sessions consume, day by day and in all."""

from __future__ import annotations

import pandas as pd

from planner.roster.format.dates import WEEKDAYS, between, period
from planner.roster.workbook.book import INK, Book
from planner.roster.workbook.paper import print_on_a4, write_head
from planner.roster.workbook.tables import DATE, NUMBER, Column, set_widths, write_table


def write(book: Book) -> None:
    horizon, title = book.roster.problem.horizon, "Supplies"
    used = book.roster.supplies
    by_day = used.pivot_table(index="day", columns="item", values="quantity", aggfunc="sum", observed=True)
    days = [day.date() for day in by_day.index]
    asked = by_day[by_day.index <= pd.Timestamp(horizon.last)]
    sheet = book.sheet(title)
    columns = [
        Column("Day", days, DATE, 16),
        Column("Weekday", [WEEKDAYS[day.weekday()] for day in days], width=14),
        *(
            Column(str(item), [None if pd.isna(value) else float(value) for value in by_day[item]], NUMBER)
            for item in by_day.columns
        ),
        Column("Draft", ["draft" if day > horizon.last else "" for day in days], width=10),
    ]
    set_widths(sheet, columns)
    note = "Each item in its own unit, as clinic.toml counts it."
    none = "No service placed in these days names any supplies."
    write_head(book, sheet, f"{title} · {period(horizon)}", none if used.empty else note)
    if used.empty:
        print_on_a4(book, sheet, title, 2, len(columns), repeat=(0, 0))
        return
    for row, (said, frame) in enumerate(
        [(f"In all, {between(horizon.first, horizon.last)}", asked), ("With the draft", by_day)], 2
    ):
        look = {"bold": True, "font_color": INK, "num_format": NUMBER}
        sheet.write_string(row, 0, said, book.style(**look))
        for place, item in enumerate(by_day.columns, 2):
            sheet.write_number(row, place, float(frame[item].sum()), book.style(**look))
    end = write_table(book, sheet, 5, columns, filters=True)
    sheet.freeze_panes(6, 1)
    print_on_a4(book, sheet, title, end, len(columns), repeat=(5, 5))

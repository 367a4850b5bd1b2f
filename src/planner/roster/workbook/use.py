"""How the hours of practitioners and rooms are used: totals, with a chart beside each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from planner.roster.format.dates import between, period
from planner.roster.tables.details import name
from planner.roster.tables.shares import ALL, shares
from planner.roster.tables.use import PRACTITIONER, ROOM
from planner.roster.workbook.book import Book
from planner.roster.workbook.charts import BLUE, ORANGE, PALE, bars
from planner.roster.workbook.paper import breaks, print_on_a4, room, write_head
from planner.roster.workbook.tables import HOURS, PART, WHOLE, Column, write_table

COLOURS = {"attended": BLUE, "resting": ORANGE, "idle": PALE}
WIDTHS = (24.0, 11.0, 13.0, 13.0, 11.0, 9.0, 10.0, 3.0, 62.0)
"""Characters: a table's columns, a gap, and the chart's."""
PIXELS, POINTS = 20, 15.0
"""A row's height."""
HEAD = 3 * POINTS
"""The height of what is repeated on every page."""


def write(book: Book) -> None:
    horizon, title = book.roster.problem.horizon, "Utilisation"
    sheet = book.sheet(title)
    for place, characters in enumerate(WIDTHS):
        sheet.set_column(place, place, characters)
    draft = ", without the draft" if horizon.end > horizon.last else ""
    write_head(book, sheet, f"{title} · {period(horizon)}", f"Hours, {between(horizon.first, horizon.last)}{draft}.")
    people = {"With patients": "attended", "Patients rest": "resting", "Idle": "idle"}
    middle = _write_kind(book, sheet, 3, PRACTITIONER, "On shift", people)
    end = _write_kind(book, sheet, middle, ROOM, "Staffed", {"Taken": "attended", "Free": "idle"})
    sheet.freeze_panes(2, 1)
    parts = [(3, POINTS * (middle - 3)), (middle, POINTS * (end - middle))]
    sheet.set_h_pagebreaks(breaks(parts, WIDTHS, HEAD))
    print_on_a4(book, sheet, title, end, len(WIDTHS), repeat=(0, 1))


def _write_kind(book: Book, sheet: Worksheet, at: int, kind: str, total: str, parts: Mapping[str, str]) -> int:
    """A table of totals and its chart beside it; returns the row after both."""
    clinic, use = book.roster.problem.clinic, book.roster.utilisation
    known: Mapping[str, Any] = clinic.practitioners if kind == PRACTITIONER else clinic.rooms
    asked = use[(use["kind"] == kind) & (use["day"] <= pd.Timestamp(book.roster.problem.horizon.last))]
    spans = ["on_shift", *parts.values()]
    sums: Any = asked.groupby("id", observed=True)[[*spans, "sessions"]].sum().reindex(list(known))
    hours = {column: [float(value / timedelta(hours=1)) for value in sums[column]] for column in spans}
    used = [None if pd.isna(share) else float(share) for share in shares(book.roster, kind)[ALL]]
    columns = [
        Column(kind.capitalize(), [*(name(known, id) for id in known), "All"]),
        Column(total, with_total(hours["on_shift"]), HOURS),
        *(Column(heading, with_total(hours[column]), HOURS) for heading, column in parts.items()),
        Column("Used", used, PART),
        Column("Sessions", with_total(sums["sessions"].tolist()), WHOLE),
    ]
    end = write_table(book, sheet, at, columns, total=True) - 1  # the row of all, which the chart leaves out
    if not known:
        return end + 2
    series = [(heading, place, COLOURS[column]) for place, (heading, column) in enumerate(parts.items(), 2)]
    chart = bars(book, sheet, f"{kind.capitalize()}s, hours", (at + 1, end - 1), series)
    rows = max(5 + len(known), 10)
    page = int(room(WIDTHS, HEAD) / POINTS)
    chart.set_size({"width": 430, "height": PIXELS * min(rows, page)})
    sheet.insert_chart(at, len(WIDTHS) - 1, chart, {"description": f"Hours by {kind}, as in the table beside it."})
    return at + rows + 1


def with_total(values: Sequence[float]) -> list[float]:
    return [*values, sum(values)]

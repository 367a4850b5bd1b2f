"""How the hours of practitioners and rooms are used: totals with charts, and a map of every day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from planner.roster.tables.shown import name
from planner.roster.tables.use import NONE, PRACTITIONER, ROOM
from planner.roster.weeks import between, period
from planner.roster.workbook.book import INK, Book
from planner.roster.workbook.paper import print_on_a4
from planner.roster.workbook.tables import HOURS, PART, WHOLE, Column, write_table

SHADES = {"attended": "#0072B2", "resting": "#E69F00", "idle": "#D5D5D5"}
"""Told apart by the colour-blind and in grey."""
WIDTHS = (24.0, 11.0, 11.0, 11.0, 11.0, 9.0, 10.0)
CHART, BESIDE = 62.0, len(WIDTHS) + 1
ROW = 20
"""Pixels."""


def write(book: Book) -> None:
    _write_totals(book)
    _write_days(book)


def _write_totals(book: Book) -> None:
    horizon, title = book.roster.problem.horizon, "Utilisation"
    sheet = book.sheet(title)
    for place, characters in enumerate((*WIDTHS, 3.0, CHART)):
        sheet.set_column(place, place, characters)
    sheet.write_string(0, 0, f"{title} · {period(horizon)}", book.title)
    sheet.write_string(1, 0, f"Hours, {between(horizon.first, horizon.last)}, without the draft.", book.note)
    people = {"With patients": "attended", "Patients rest": "resting", "Idle": "idle"}
    at = _write_kind(book, sheet, 3, PRACTITIONER, "On shift", people)
    at = _write_kind(book, sheet, at + 1, ROOM, "Staffed", {"Taken": "attended", "Free": "idle"})
    sheet.freeze_panes(2, 1)
    print_on_a4(book, sheet, title, at, BESIDE + 1, repeat=(0, 1))


def _write_kind(book: Book, sheet: Worksheet, at: int, kind: str, total: str, parts: Mapping[str, str]) -> int:
    """A table of totals and its chart beside it; returns the row after both."""
    use, known = book.roster.utilisation, _known(book, kind)
    asked = use[(use["kind"] == kind) & (use["day"] <= pd.Timestamp(book.roster.problem.horizon.last))]
    spans = ["on_shift", *parts.values()]
    sums: Any = asked.groupby("id", observed=True)[[*spans, "sessions"]].sum()
    hours = {column: [float(value / timedelta(hours=1)) for value in sums[column]] for column in spans}
    busy = [used / of if of else None for used, of in zip(hours["attended"], hours["on_shift"], strict=True)]
    names = [name(known, id) for id in sums.index]
    columns = [
        Column(kind.capitalize(), names),
        Column(total, hours["on_shift"], HOURS),
        *(Column(heading, hours[column], HOURS) for heading, column in parts.items()),
        Column("Used", busy, PART),
        Column("Sessions", sums["sessions"].tolist(), WHOLE),
    ]
    end = write_table(book, sheet, at, columns)
    if not names:
        return end
    chart = book.chart("bar", stacked=True)
    for place, (heading, column) in enumerate(parts.items(), 2):
        chart.add_series(
            {
                "name": heading,
                "categories": [sheet.name, at + 1, 0, end - 1, 0],
                "values": [sheet.name, at + 1, place, end - 1, place],
                "fill": {"color": SHADES[column]},
                "border": {"color": "#FFFFFF", "width": 0.5},
                "gap": 40,
            }
        )
    _dress(chart, f"{kind.capitalize()}s, hours", names)
    rows = max(end - at, 3 + len(names), 10)
    chart.set_size({"width": 430, "height": ROW * rows})
    sheet.insert_chart(at, BESIDE, chart, {"description": f"Hours by {kind}, as in the table beside it."})
    return max(end, at + rows + 1)


def _dress(chart: Any, title: str, names: Sequence[str]) -> None:
    small = {"name": "Arial", "size": 8}
    chart.set_title({"name": title, "name_font": {"name": "Arial", "size": 10, "color": INK}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": small})
    chart.set_y_axis({"reverse": True, "num_font": small, "interval_unit": 1, "major_gridlines": {"visible": False}})
    chart.set_x_axis(
        {"num_font": small, "num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#E5E5E5"}}}
    )


def _known(book: Book, kind: str) -> Mapping[str, Any]:
    clinic = book.roster.problem.clinic
    return clinic.practitioners if kind == PRACTITIONER else clinic.rooms


def _write_days(book: Book) -> None:
    """The part of each day's hours that is used, practitioners and then rooms down, days across."""
    horizon, use = book.roster.problem.horizon, book.roster.utilisation
    days = [day for day in horizon.days if day in set(use[use["on_shift"] > NONE]["day"].dt.date)]
    title = "Utilisation by day"
    sheet = book.sheet(title)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, max(1, len(days)), 3.4)
    sheet.write_string(0, 0, f"{title} · {between(horizon.first, horizon.end)}", book.title)
    said = "In percent: a practitioner's hours on shift with patients, a room's staffed hours in which it is taken."
    drafted = f" Days in italics, after {between(horizon.last, horizon.last)}, are a draft."
    sheet.write_string(1, 0, said + (drafted if horizon.end > horizon.last else ""), book.note)
    _write_dates(book, sheet, 2, days, horizon.last)
    at = 4
    for kind in (PRACTITIONER, ROOM):
        sheet.write_string(at, 0, f"{kind.capitalize()}s", book.heading)
        at += 1
        for id, rows in use[use["kind"] == kind].groupby("id", observed=True):
            sheet.write_string(at, 0, name(_known(book, kind), str(id)), book.style(shrink=True, indent=1))
            parts = _parts(rows)
            for place, day in enumerate(days, 1):
                if day in parts:
                    sheet.write_number(
                        at, place, 100 * parts[day], book.style(num_format="0", font_size=8, align="center")
                    )
                else:
                    sheet.write_blank(at, place, None, book.style(bg_color="#EFEFEF"))
            at += 1
    scale = {"type": "2_color_scale", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100}
    sheet.conditional_format(5, 1, at, max(1, len(days)), scale | {"min_color": "#FFFFFF", "max_color": "#56B4E9"})
    sheet.freeze_panes(4, 1)
    print_on_a4(book, sheet, title, at, max(1, len(days)) + 1, repeat=(0, 3))


def _parts(rows: Any) -> dict[date, float]:
    """By day, what is used of the hours there are."""
    return {row.day.date(): row.attended / row.on_shift for row in rows.itertuples() if row.on_shift}


def _write_dates(book: Book, sheet: Worksheet, at: int, days: Sequence[date], last: date) -> None:
    """Weekdays over days of the month."""
    for place, day in enumerate(days, 1):
        look = {"bold": day <= last, "italic": day > last, "align": "center", "font_size": 8, "font_color": INK}
        sheet.write_string(at, place, f"{day:%a}"[:2], book.style(**look))
        sheet.write_number(at + 1, place, day.day, book.style(**look, bottom=2))

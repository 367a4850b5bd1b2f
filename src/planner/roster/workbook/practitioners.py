"""A sheet a practitioner: the month as a calendar, weeks down and days across."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from planner.clinic import Practitioner
from planner.clinic.spans import DAY
from planner.roster.tables.shown import Shown
from planner.roster.tables.use import PRACTITIONER
from planner.roster.weeks import WEEKDAYS, between, hours, label, open_weekdays, period, weeks
from planner.roster.workbook import bands
from planner.roster.workbook.book import INK, Book
from planner.roster.workbook.paper import breaks, print_on_a4

TITLE, NOTE, NAMES = 24.0, 15.0, 15.0
"""Heights of the rows above the calendar, repeated on every page."""


def write(book: Book) -> None:
    problem = book.roster.problem
    of: dict[str, list[Shown]] = defaultdict(list)
    for row in book.sessions:
        of[row.owner["practitioner"] or ""].append(row)
    weekdays = open_weekdays(problem.clinic, problem.horizon, book.sessions)
    known = problem.clinic.practitioners
    strangers = {id: Practitioner(id, id) for id in sorted(set(of) - set(known) - {""})}
    for practitioner in [*known.values(), *strangers.values()]:
        _write_sheet(book, practitioner, of[practitioner.id], weekdays)


def _write_sheet(book: Book, practitioner: Practitioner, rows: Sequence[Shown], weekdays: Sequence[int]) -> None:
    horizon, title = book.roster.problem.horizon, practitioner.name or practitioner.id
    sheet = book.sheet(title)
    widths = [bands.LABEL, *[bands.width(rows, "practitioner")] * len(weekdays)]
    for place, characters in enumerate(widths):
        sheet.set_column(place, place, characters)
    sheet.set_row(0, TITLE)
    sheet.write_string(0, 0, f"{title} · {period(horizon)}", book.title)
    sheet.set_row(1, NOTE)
    sheet.write_string(1, 0, _note(book, practitioner, rows), book.note)
    sheet.set_row(2, NAMES)
    for place, weekday in enumerate(weekdays, 1):
        sheet.write_string(2, place, WEEKDAYS[weekday], book.style(bold=True, font_color=INK, bottom=2, indent=1))
    at, parts = 3, []
    of_day: dict[date, list[Shown]] = defaultdict(list)
    for row in rows:
        of_day[row.day].append(row)
    for monday in weeks(horizon):
        columns = [_column(book, practitioner, monday + weekday * DAY, of_day) for weekday in weekdays]
        if all(column.outside for column in columns):
            continue
        parts.append((at, bands.height(columns)))
        at = bands.write_band(book, sheet, at, f"Week {monday.isocalendar().week}", columns, "practitioner")
    sheet.freeze_panes(3, 1)
    sheet.set_h_pagebreaks(breaks(parts, widths, TITLE + NOTE + NAMES))
    print_on_a4(book, sheet, title, at, len(widths), repeat=(0, 2))


def _column(book: Book, practitioner: Practitioner, day: date, of_day: Mapping[date, Sequence[Shown]]) -> bands.Column:
    problem = book.roster.problem
    if day not in problem.horizon:
        return bands.Column(label(day), outside=True)
    said = hours(problem.clinic, practitioner, day)
    works = said[:1].isdigit()
    return bands.Column(label(day), said, of_day.get(day, ()), closed=not works, draft=day > problem.horizon.last)


def _note(book: Book, practitioner: Practitioner, rows: Sequence[Shown]) -> str:
    """How much work the days asked for are, and until when the draft runs."""
    horizon, use = book.roster.problem.horizon, book.roster.utilisation
    mine = use[(use["kind"] == PRACTITIONER) & (use["id"] == practitioner.id)]
    mine = mine[mine["day"] <= pd.Timestamp(horizon.last)]
    asked = sum(row.day <= horizon.last for row in rows)
    said = "1 session" if asked == 1 else f"{asked} sessions"
    said += f" · {_hours(mine['attended'])} with patients, {_hours(mine['on_shift'])} on shift"
    drafted = len(rows) - asked
    if horizon.end > horizon.last:
        said += f" · {drafted} more in the draft, {between(horizon.last + timedelta(days=1), horizon.end)}"
    return said


def _hours(lengths: Any) -> str:
    return f"{lengths.sum() / timedelta(hours=1):,.1f} h"

"""One week of a roster as calendars: days across, times down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.cli.terminal.elements import heading, item
from planner.roster.roster import Roster
from planner.roster.tables.details import name

NARROWEST = len("09:00–10:00")
"""Characters that a day's column needs; a week that has no room for all its days is shown in two parts or more."""
WIDEST = 28
HOURS = len(" 09:00  ")
BORDER = 2


@dataclass(frozen=True)
class _Shown:
    """One session of a practitioner as words."""

    day: date
    start: str
    end: str
    patient: str
    service: str
    room: str

    @property
    def text(self) -> Text:
        """When, who, what and where, a line each."""
        where = f"\n{self.room}" if self.room else ""
        return Text.assemble(
            (f"{self.start}–{self.end}", "cyan"), "\n", (self.patient, "bold"), f"\n{self.service}", (where, "dim")
        )


def show_week(console: Console, roster: Roster) -> None:
    """The first week of the days asked for that has sessions, a calendar for each practitioner who has any."""
    shown = _by_practitioner(roster)
    days = sorted({row.day for rows in shown.values() for row in rows})
    if not days:
        asked_for = "None of its sessions is placed." if roster.problem.sessions else "No plan asks for a session then."
        console.print(item(asked_for))
        return
    asked = [day for day in days if roster.problem.horizon.first <= day <= roster.problem.horizon.last]
    first = (asked or days)[0]
    monday = first - timedelta(days=first.weekday())
    week = [day for day in days if monday <= day < monday + timedelta(days=7)]
    console.print(heading(f"Week of {monday}"))
    practitioners = roster.problem.clinic.practitioners
    for id, rows in shown.items():
        here = [row for row in rows if row.day in week]
        if here:
            console.print(Text(f"\n{name(practitioners, id)}", "bold"))
            for part in _parts(week, console.width):
                console.print(_calendar(here, part, console.width))


def _by_practitioner(roster: Roster) -> dict[str, list[_Shown]]:
    rows = roster.calendar("practitioner", "day")
    shown: dict[str, list[_Shown]] = defaultdict(list)
    for (owner, day), *cells in rows.itertuples():
        shown[owner].append(_Shown(day.date(), **dict(zip(rows.columns, cells, strict=True))))
    return shown


def _parts(week: Sequence[date], width: int) -> list[Sequence[date]]:
    """The days in as few parts of like size as the width has room for."""
    fit = max(1, (width - HOURS) // (NARROWEST + BORDER))
    parts = ceil(len(week) / fit)
    size = ceil(len(week) / parts)
    return [week[first : first + size] for first in range(0, len(week), size)]


def _calendar(rows: Sequence[_Shown], days: Sequence[date], width: int) -> Table:
    """A row for each hour in which anything starts, a column for each day."""
    cells: dict[tuple[str, date], list[Text]] = defaultdict(list)
    for row in rows:
        if row.day in days:
            cells[f"{row.start[:2]}:00", row.day].append(row.text)
    calendar = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    calendar.add_column("", style="dim", no_wrap=True)
    for day in days:
        column = min(WIDEST, (width - HOURS) // len(days) - BORDER)
        calendar.add_column(f"{day:%a} {day.day} {day:%b}", width=column, overflow="fold")
    hours = sorted({hour for hour, _ in cells})
    for hour in hours:
        gap = "" if hour == hours[-1] else "\n"  # an empty line between the hours
        calendar.add_row(hour, *(Text("\n\n").join(cells.get((hour, day), [])) + Text(gap) for day in days))
    return calendar

"""What a table and its columns are, and the columns that several tables have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from planner.files.reading import facts
from planner.files.reading.cells import text, weekday, whole
from planner.files.reading.moments import clock, day, end_clock, last_day, when

NEEDED = object()
"""Stands for the default of a column that has none."""


@dataclass(frozen=True)
class Column:
    """`refers` names what a cell's text must be an id of, `offers` what its drop-down list holds where others may do.

    `about` is its meaning, as docs/tables.md says it.
    """

    name: str
    parse: Callable[[str], Any] = text
    default: Any = NEEDED
    refers: str = ""
    offers: str = ""
    about: str = ""

    @property
    def needed(self) -> bool:
        return self.default is NEEDED


@dataclass(frozen=True)
class Table:
    """`make` makes a row's fact; `blame` is the column named when the row as a whole cannot be, `mend` what would be.

    Where `identified`, the first column is the rows' id. A table not `needed` may be absent, and is empty then.
    """

    name: str
    columns: tuple[Column, ...]
    make: Callable[[facts.Values, ZoneInfo], Any] = facts.as_read
    blame: str = ""
    mend: str = "mend it"
    identified: bool = False
    needed: bool = False
    about: str = ""

    @property
    def key(self) -> str:
        return self.columns[0].name


NOTHING = None
LATER = "give a later day, or none"
WEEKLY = (
    Column("weekday", weekday, about="mon to sun, or the full English name"),
    Column("start", clock, about="from this time of day"),
    Column("end", end_clock, about="until this time of day; 24:00 is the day's end"),
    Column("from", day, NOTHING, about="the first day the row holds"),
    Column("until", last_day, NOTHING, about="the last day the row holds"),
    Column("every", whole(1, 520), 1, about="2: the week of from and every second one after it; 3: every third …"),
)
SITE = Column("site", text, NOTHING, about="where, if the clinic has several sites; empty fits any")
AWAY = (
    Column("start", when, about="a date, or a date with a time of day"),
    Column(
        "end",
        when,
        about="a date, or a date with a time of day; whole days, and midnight to midnight, include the last one",
    ),
    Column("reason", text, "", about="shown where this is why a session is left out"),
    Column("source", text, "", about="the calendar it came from, which may take it back; empty: written by hand"),
)


def weekly(name: str, owner: Column, about: str, *more: Column, needed: bool = False) -> Table:
    """A table of weekly hours."""
    mend = "give a later end; 24:00 is the day's"
    columns = (owner, *WEEKLY, *more)
    return Table(name, columns, facts.hours, blame="end", mend=mend, needed=needed, about=about)


def away(name: str, owner: Column, about: str) -> Table:
    """A table of absences, or of closures."""
    return Table(name, (owner, *AWAY), facts.absence, blame="end", about=about)

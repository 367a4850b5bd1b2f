"""The tables of a clinic: what each column holds, what an empty cell means, and what its name points to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from planner.app.reading import facts
from planner.app.reading.cells import items, one_of, some_of, text, weekday, whole, yes_no
from planner.app.reading.moments import clock, day, end_clock, last_day, moment, when
from planner.clinic.appointments import IN_THE_BOOK
from planner.clinic.people import PARTS_OF_DAY

NEEDED = object()
"""Stands for the default of a column that has none."""


@dataclass(frozen=True)
class Column:
    """`refers` names what a cell's text must be an id of."""

    name: str
    parse: Callable[[str], Any] = text
    default: Any = NEEDED
    refers: str = ""

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
    make: Callable[[facts.Values, ZoneInfo], Any]
    blame: str
    mend: str = "mend it"
    identified: bool = False
    needed: bool = False

    @property
    def key(self) -> str:
        return self.columns[0].name


NOTHING = None
LATER = "give a later day, or none"
WEEKLY = (
    Column("weekday", weekday),
    Column("start", clock),
    Column("end", end_clock),
    Column("from", day, NOTHING),
    Column("until", last_day, NOTHING),
)
AWAY = (Column("start", when), Column("end", when), Column("reason", text, ""))

TABLES = (
    Table(
        "practitioners",
        (
            Column("practitioner"),
            Column("name", text, ""),
            Column("qualifications", items, ()),
            Column("licensed_until", last_day, NOTHING),
            Column("max_sessions_per_day", whole(), NOTHING),
        ),
        make=facts.practitioner,
        blame="practitioner",
        identified=True,
        needed=True,
    ),
    Table(
        "shifts",
        (Column("practitioner", refers="practitioners"), *WEEKLY),
        make=facts.hours,
        blame="end",
        mend="give a later end; 24:00 is the day's",
        needed=True,
    ),
    Table(
        "absences",
        (Column("practitioner", refers="practitioners"), *AWAY),
        make=facts.absence,
        blame="end",
    ),
    Table(
        "rooms",
        (Column("room"), Column("name", text, ""), Column("features", items, ())),
        make=facts.room,
        blame="room",
        identified=True,
    ),
    Table(
        "equipment",
        (Column("equipment"), Column("name", text, ""), Column("units", whole(), 1)),
        make=facts.equipment,
        blame="equipment",
        identified=True,
    ),
    Table(
        "closures",
        (Column("what", refers="rooms or equipment"), *AWAY),
        make=facts.absence,
        blame="end",
    ),
    Table(
        "patients",
        (
            Column("patient"),
            Column("name", text, ""),
            Column("preferred_practitioner", text, NOTHING, refers="practitioners"),
            Column("prefers", some_of(*PARTS_OF_DAY), ()),
        ),
        make=facts.patient,
        blame="patient",
        identified=True,
        needed=True,
    ),
    Table(
        "times",
        (Column("patient", refers="patients"), *WEEKLY),
        make=facts.hours,
        blame="end",
        mend="give a later end; 24:00 is the day's",
    ),
    Table(
        "plans",
        (
            Column("plan"),
            Column("patient", refers="patients"),
            Column("protocol", refers="protocols"),
            Column("start", day),
            Column("priority", whole(1, 3), 2),
            Column("sessions", whole(1), NOTHING),
            Column("practitioner", text, NOTHING, refers="practitioners"),
            Column("finish_by", last_day, NOTHING),
        ),
        make=facts.plan,
        blame="finish_by",
        mend=LATER,
        identified=True,
        needed=True,
    ),
    Table(
        "events",
        (
            Column("patient", refers="patients"),
            Column("kind", refers="kinds"),
            Column("on", day),
            Column("until", last_day, NOTHING),
            Column("note", text, ""),
        ),
        make=facts.event,
        blame="until",
        mend=LATER,
    ),
    Table(
        "clearances",
        (
            Column("patient", refers="patients"),
            Column("kind", refers="kinds"),
            Column("by"),
            Column("on", day),
            Column("until", last_day, NOTHING),
        ),
        make=facts.clearance,
        blame="until",
        mend=LATER,
    ),
    Table(
        "appointments",
        (
            Column("appointment"),
            Column("plan", refers="plans"),
            Column("number", whole(1)),
            Column("phase", text, NOTHING),
            Column("practitioner", text, NOTHING, refers="practitioners"),
            Column("room", text, NOTHING, refers="rooms"),
            Column("start", moment),
            Column("status", one_of(*IN_THE_BOOK)),
            Column("fixed", yes_no, False),
            Column("service", text, NOTHING, refers="services"),
        ),
        make=facts.entry,
        blame="start",
        identified=True,
    ),
)

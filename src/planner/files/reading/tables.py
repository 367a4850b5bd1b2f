"""The tables of a clinic: what each column holds, what an empty cell means, and what its name points to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from planner.clinic.appointments import IN_THE_BOOK
from planner.clinic.people import PARTS_OF_DAY
from planner.files.reading import facts
from planner.files.reading.cells import OneOf, items, some_of, text, weekday, whole, yes_no
from planner.files.reading.moments import clock, day, end_clock, last_day, moment, usual, when

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
)

TABLES = (
    Table(
        "practitioners",
        (
            Column("practitioner", about="the id"),
            Column("name", text, "", about="a name for people"),
            Column("qualifications", items, (), about="what services ask for in needs; several by ;"),
            Column("licensed_until", last_day, NOTHING, about="the last licensed day"),
            Column("max_sessions_per_day", whole(), NOTHING, about="the most sessions a day, planned and booked"),
            Column("max_sessions_per_week", whole(), NOTHING, about="the most sessions a week, Monday to Sunday"),
        ),
        make=facts.practitioner,
        blame="practitioner",
        identified=True,
        needed=True,
        about="Who treats: one row a practitioner.",
    ),
    Table(
        "shifts",
        (Column("practitioner", refers="practitioners", about="an id of practitioners"), *WEEKLY, SITE),
        make=facts.hours,
        blame="end",
        mend="give a later end; 24:00 is the day's",
        needed=True,
        about="Weekly hours; several rows a day make breaks, rows that touch or overlap are one.",
    ),
    Table(
        "breaks",
        (
            Column("practitioner", refers="practitioners", about="an id of practitioners"),
            Column("weekday", weekday, about="mon to sun, or the full English name"),
            Column("start", clock, about="the break lies somewhere from this time of day"),
            Column("end", end_clock, about="until this one; 24:00 is the day's end"),
            Column(
                "minutes",
                whole(1, 24 * 60),
                about="so many minutes in a row without an attended step; no more than the span has",
            ),
        ),
        make=facts.rest,
        blame="minutes",
        mend="give fewer minutes, or a longer span",
        about="Breaks that move with the day's sessions: lunch somewhere between 11:00 and 14:00.",
    ),
    Table(
        "absences",
        (Column("practitioner", refers="practitioners", about="an id of practitioners"), *AWAY),
        make=facts.absence,
        blame="end",
        about="When a practitioner is away: whole days, or from one moment to another.",
    ),
    Table(
        "rooms",
        (
            Column("room", about="the id"),
            Column("name", text, "", about="a name for people"),
            Column("features", items, (), about="what services ask for in room; several by ;"),
            Column("places", whole(1), 1, about="how many sessions it takes at a time"),
            SITE,
        ),
        make=facts.room,
        blame="room",
        identified=True,
        about="Where: one row a room.",
    ),
    Table(
        "room_hours",
        (Column("room", refers="rooms", about="an id of rooms"), *WEEKLY),
        make=facts.hours,
        blame="end",
        mend="give a later end; 24:00 is the day's",
        about="When a room is open; without a row, at any time.",
    ),
    Table(
        "equipment",
        (
            Column("equipment", about="the id; no room may have the same"),
            Column("name", text, "", about="a name for people"),
            Column("units", whole(), 1, about="how many there are"),
        ),
        make=facts.equipment,
        blame="equipment",
        identified=True,
        about="Devices, of which there are so many units.",
    ),
    Table(
        "closures",
        (Column("what", refers="rooms or equipment", about="an id of rooms or equipment"), *AWAY),
        make=facts.absence,
        blame="end",
        about="When a room, or one unit of an equipment, cannot be used.",
    ),
    Table(
        "patients",
        (
            Column("patient", about="the id"),
            Column("name", text, "", about="a name for people"),
            Column(
                "preferred_practitioner",
                items,
                (),
                refers="practitioners",
                about="ids of practitioners, each as good as the others; several by ;",
            ),
            Column(
                "prefers",
                some_of(*PARTS_OF_DAY),
                (),
                about="morning (before 12:00), afternoon, evening (from 17:00), by the start; several by ;",
            ),
            Column(
                "not_with", items, (), refers="practitioners", about="ids of practitioners never chosen; several by ;"
            ),
            Column("phone", text, "", about="for the clinic's own people; never in others' calendars"),
            Column("email", text, "", about="for the clinic's own people; never in others' calendars"),
            Column("note", text, "", about="for the clinic's own people, on day sheets and at the desk"),
        ),
        make=facts.patient,
        blame="patient",
        identified=True,
        needed=True,
        about="Who comes: one row a patient.",
    ),
    Table(
        "times",
        (Column("patient", refers="patients", about="an id of patients"), *WEEKLY),
        make=facts.hours,
        blame="end",
        mend="give a later end; 24:00 is the day's",
        about="When a patient can come; without a row, any time.",
    ),
    Table(
        "away",
        (Column("patient", refers="patients", about="an id of patients"), *AWAY),
        make=facts.absence,
        blame="end",
        about="When a patient is away: whole days, or from one moment to another.",
    ),
    Table(
        "plans",
        (
            Column("plan", about="the id"),
            Column("patient", refers="patients", about="an id of patients"),
            Column("protocol", refers="protocols", about="a protocol of clinic.toml"),
            Column("start", day, about="the day the plan starts"),
            Column("priority", whole(1, 3), 2, about="1, 2 or 3; 3 is the highest"),
            Column(
                "sessions",
                whole(1),
                NOTHING,
                about="how many sessions the course has, in place of the protocol's number",
            ),
            Column(
                "practitioner",
                text,
                NOTHING,
                refers="practitioners",
                about="the only practitioner who may treat under this plan",
            ),
            Column("finish_by", last_day, NOTHING, about="the last day for sessions of counted phases"),
            Column("usual", usual, NOTHING, about="the patient's usual weekday and time of day, such as tue 11:00"),
            Column("attended", whole(), 0, about="how many sessions took place before the book begins"),
            Column("last_attended", day, NOTHING, about="the day of the last of these"),
        ),
        make=facts.plan,
        blame="finish_by",
        mend=LATER,
        identified=True,
        needed=True,
        about="One row a plan: one patient on one protocol.",
    ),
    Table(
        "events",
        (
            Column("patient", refers="patients", about="an id of patients"),
            Column("kind", refers="kinds", about="a trigger of the policy, such as botox; planner policy lists them"),
            Column("on", day, about="the day it happened, began or is planned"),
            Column(
                "until",
                last_day,
                NOTHING,
                about="the day it ended or healed, the first that is open again; not for kinds that wait a fixed time",
            ),
            Column("note", text, "", about="for people"),
        ),
        make=facts.event,
        blame="until",
        mend=LATER,
        about="Health events, which close days to a patient by the policy.",
    ),
    Table(
        "clearances",
        (
            Column("patient", refers="patients", about="an id of patients"),
            Column("kind", refers="kinds", about="a trigger of the policy"),
            Column("by", about="who signed it"),
            Column("on", day, about="the first day it holds"),
            Column("until", last_day, NOTHING, about="the last day it holds"),
        ),
        make=facts.clearance,
        blame="until",
        mend=LATER,
        about="Written clearances by a professional, which lift what the policy closes.",
    ),
    Table(
        "appointments",
        (
            Column("appointment", about="the id"),
            Column("plan", refers="plans", about="an id of plans"),
            Column("number", whole(1), about="which session of the plan, counted from 1 through all phases"),
            Column(
                "phase",
                text,
                NOTHING,
                about="which phase the session belongs to; after lapsed sessions the number alone does not say",
            ),
            Column(
                "practitioner",
                text,
                NOTHING,
                refers="practitioners",
                about="an id of practitioners; must be given for what is booked",
            ),
            Column("room", text, NOTHING, refers="rooms", about="an id of rooms"),
            Column("start", moment, about="a moment"),
            Column(
                "status",
                OneOf(*IN_THE_BOOK),
                about="attended, booked, cancelled (by the patient), withdrawn (by the clinic) or no-show",
            ),
            Column("fixed", yes_no, False, about="yes: the booked appointment may not be moved"),
            Column(
                "service",
                text,
                NOTHING,
                refers="services",
                about="which service of the visit this row is; only needed where a session has several",
            ),
        ),
        make=facts.entry,
        blame="start",
        identified=True,
        about="The appointment book. planner publish writes into it.",
    ),
)

"""The tables of people: practitioners with their hours, and patients with theirs."""

from __future__ import annotations

from planner.clinic.people import PARTS_OF_DAY
from planner.files.reading import facts
from planner.files.reading.cells import items, some_of, text, weekday, whole
from planner.files.reading.moments import clock, end_clock, last_day
from planner.files.reading.tables.columns import NOTHING, SITE, Column, Table, away, weekly

STAFF = (
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
    weekly(
        "shifts",
        Column("practitioner", refers="practitioners", about="an id of practitioners"),
        "Weekly hours; several rows a day make breaks, rows that touch or overlap are one.",
        SITE,
        needed=True,
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
    away(
        "absences",
        Column("practitioner", refers="practitioners", about="an id of practitioners"),
        "When a practitioner is away: whole days, or from one moment to another.",
    ),
)

PATIENTS = (
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
    weekly(
        "times",
        Column("patient", refers="patients", about="an id of patients"),
        "When a patient can come; without a row, any time.",
    ),
    away(
        "away",
        Column("patient", refers="patients", about="an id of patients"),
        "When a patient is away: whole days, or from one moment to another.",
    ),
)

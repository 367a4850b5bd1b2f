"""The tables of what patients have: plans, health events, clearances, and the appointment book."""

from __future__ import annotations

from planner.clinic.appointments import IN_THE_BOOK
from planner.clinic.identifiers import IDENTIFIED
from planner.files.reading import facts
from planner.files.reading.cells import OneOf, text, whole, yes_no
from planner.files.reading.moments import day, last_day, moment, usual
from planner.files.reading.tables.columns import LATER, NOTHING, Column, Table

BOOK = (
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
    Table(
        "identifiers",
        (
            Column("what", OneOf(*IDENTIFIED), about=f"{', '.join(IDENTIFIED[:-1])} or {IDENTIFIED[-1]}"),
            Column("id", about="its id in this clinic"),
            Column("system", text, "", about="whose identifier it is, as an address or a URN"),
            Column("value", about="what it is called there"),
        ),
        make=facts.identifier,
        blame="value",
        about="What other systems call patients, practitioners, rooms …, as FHIR brings it.",
    ),
)

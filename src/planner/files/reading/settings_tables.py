"""What clinic.toml says, as the sheets of a workbook: one a list, its columns named like the keys."""

from __future__ import annotations

from dataclasses import fields

from planner.clinic import BookingRules, RepairPrices
from planner.files.reading.cells import OneOf, acts, items, number, text, yes_no
from planner.files.reading.moments import day
from planner.files.reading.tables import NOTHING, Column, Table

KEYS = {
    "name": text,
    "timezone": text,
    "holidays": text,
    "closed": items,
    "open": items,
    "start_every": number,
}
"""The rows of the sheet `clinic`, and what their values are."""
GOALS = {
    **{f"place {level}": ("place", str(level)) for level in (3, 2, 1)},
    **{f"timely {key}": ("timely", key) for key in ("day", "late")},
    **{key: (key,) for key in ("stretch", "preferred", "continuity", "time_of_day")},
    **{"moved": ("moved", "change"), "moved hour": ("moved", "hour")},
    **{key: (key,) for key in ("rhythm", "usual")},
}
"""The rows of the sheet `goals`, and where clinic.toml has them."""
REPAIRS = [each.name for each in fields(RepairPrices)]
"""The rows of the sheet `repairs`."""
BOOKING = [each.name for each in fields(BookingRules)]
"""The rows of the sheet `booking`."""

SETTINGS = (
    Table(
        "clinic",
        (
            Column("key", OneOf(*KEYS), about="name, timezone, holidays, closed, open or start_every"),
            Column("value", text, NOTHING, about="its value; several dates by ;"),
        ),
        identified=True,
        needed=True,
        about="The clinic's name, time zone and calendar.",
    ),
    Table(
        "services",
        (
            Column("service", about="the id"),
            Column("title", text, NOTHING, about="a name for people"),
            Column("reset", number, NOTHING, about="minutes the room stays taken after the session"),
            Column("needs", items, NOTHING, about="qualifications the practitioner must hold; several by ;"),
            Column("room", items, NOTHING, about="features the room must have; several by ;"),
            Column("takes_room", yes_no, NOTHING, about="no: a call or a home visit, which takes no room"),
            Column("equipment", items, NOTHING, offers="equipment", about="ids of equipment; several by ;"),
            Column("acts", acts, NOTHING, about="what the policy looks at, like needling:face; several by ;, or none"),
            Column("counts_as", text, NOTHING, offers="kinds", about="the health event that having it is"),
            Column("shareable", yes_no, NOTHING, about="yes: one session may serve two plans of a patient"),
        ),
        identified=True,
        needed=True,
        about="What is done to a patient in one session: one row a service.",
    ),
    Table(
        "steps",
        (
            Column("service", refers="services", about="the service; its steps follow in the order of the rows"),
            Column("do", about="what is done"),
            Column("minutes", number, about="how long, 1 to 1440"),
            Column("with", OneOf("practitioner"), NOTHING, about="practitioner; empty: the patient rests"),
        ),
        needed=True,
        about="The steps of each service, in order, without a break.",
    ),
    Table(
        "supplies",
        (
            Column("service", refers="services", about="the service"),
            Column("item", about="what one session consumes"),
            Column("amount", number, about="how much of it"),
        ),
        about="What one session of a service consumes.",
    ),
    Table(
        "protocols",
        (
            Column("protocol", about="the id"),
            Column("title", text, NOTHING, about="a name for people"),
            Column(
                "start_within", number, NOTHING, about="days after a plan's start in which its first session is due"
            ),
        ),
        identified=True,
        needed=True,
        about="The courses of treatment that plans follow; their phases stand in the next sheet.",
    ),
    Table(
        "phases",
        (
            Column("protocol", refers="protocols", about="the protocol; its phases follow in the order of the rows"),
            Column("phase", about="its name, once in the protocol"),
            Column("service", items, offers="services", about="the service; several by ; are one visit"),
            Column("first", text, NOTHING, offers="services", about="another service for the phase's first session"),
            Column("sessions", number, NOTHING, about="how many sessions"),
            Column("at_least", number, NOTHING, about="from here on the course may end at a review"),
            Column("least", number, NOTHING, about="days from the session before: never fewer"),
            Column("ideal", number, NOTHING, about="days from the session before: best"),
            Column("most", number, NOTHING, about="days from the session before: more cost"),
            Column("for_days", number, NOTHING, about="the phase ends so many days after the phase before"),
            Column("every", number, NOTHING, about="in place of least, ideal, most: a fixed schedule, in days"),
            Column("tolerance", number, NOTHING, about="days either way on a fixed schedule"),
        ),
        needed=True,
        about="The phases of each protocol, in order: sessions or for_days long, by least, ideal, most or by every.",
    ),
    Table(
        "waits",
        (
            Column("after", offers="services", about="the service after which it is waited"),
            Column("service", text, NOTHING, offers="services", about="the service that waits; or acts"),
            Column("acts", items, NOTHING, about="patterns of acts that wait, such as light:*; several by ;"),
            Column("days", number, about="for how many days"),
        ),
        about="For so many days after one service the same patient has none of another.",
    ),
    Table(
        "follow_ups",
        (
            Column("after", offers="services", about="the service that is followed up"),
            Column("service", offers="services", about="the service that follows"),
            Column("least", number, about="first day, counted from the session"),
            Column("most", number, about="last day"),
        ),
        about="Who has one service needs another between the first and the last day after it.",
    ),
    Table(
        "goals",
        (
            Column("goal", OneOf(*GOALS), about="what is priced; planner's page of the goals says for what"),
            Column("price", number, NOTHING, about="the clinic's own price; empty: the default"),
        ),
        identified=True,
        about="The clinic's own prices: what matters more, or less, than by default.",
    ),
    Table(
        "repairs",
        (
            Column("repair", OneOf(*REPAIRS), about="what is priced: an hour, a room, a unit, a move or times"),
            Column("price", number, NOTHING, about="what the clinic gives for it, in points; empty: the default"),
        ),
        identified=True,
        about="What the clinic gives for each kind of repair.",
    ),
    Table(
        "booking",
        (
            Column("rule", OneOf(*BOOKING), about="notice and change in hours, ahead in days, holds in number"),
            Column("value", number, NOTHING, about="how much; empty: no such rule"),
        ),
        identified=True,
        about="What patients may book by themselves on a portal.",
    ),
    Table(
        "policy",
        (
            Column("kind", offers="kinds", about="the kind of health event whose rule the clinic changes or adds"),
            Column("days", number, NOTHING, about="how many days are closed, from the event's day on"),
            Column("months", number, NOTHING, about="how many calendar months are closed"),
            Column("lasting", yes_no, NOTHING, about="yes: closed until the event ends"),
            Column("acts", items, NOTHING, about="patterns of acts that are closed; several by ;"),
            Column("clearable", yes_no, NOTHING, about="whether a professional's clearance lifts it"),
            Column("off", yes_no, NOTHING, about="yes: the rule is turned off"),
            Column("reason", about="why the clinic differs"),
            Column("why", text, NOTHING, about="the rule in a sentence"),
            Column("source", text, NOTHING, about="where it is from"),
            Column("words", text, NOTHING, about="its exact words there"),
            Column("reviewed", day, NOTHING, about="when the two were last compared"),
        ),
        identified=True,
        about="Where the clinic differs from the default policy, and why.",
    ),
    Table(
        "codes",
        (
            Column("code", about="another system's code for a health event, as system|code"),
            Column("kind", offers="kinds", about="the kind of health event that it is here"),
        ),
        identified=True,
        about="Codes of other systems for health events, as FHIR brings them.",
    ),
)

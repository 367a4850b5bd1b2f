"""Which tables there are to look at, which rows stand in another's form, and who may change what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from planner.clinic.prices import GIVEN_FOR, PRICED, Prices, RepairPrices
from planner.errors import UnknownName
from planner.files.reading.tables import Table
from planner.files.starting.workbooks import EVERY
from planner.http.access.caller import Caller
from planner.http.access.scopes import DAILY, PUBLISH

GROUPS: Mapping[str, Sequence[str]] = {
    "Patients": ("patients", "plans", "events", "clearances", "away"),
    "Staff": ("practitioners", "absences"),
    "Places": ("rooms", "equipment", "closures"),
    "Care": ("services", "protocols", "waits", "follow_ups"),
    "Clinic": ("clinic", "goals", "repairs", "booking", "identifiers", "codes"),
}
"""The tables in the order of the page; the policy has a page of its own, and the book is the board's."""
PARTS: Mapping[str, Sequence[str]] = {
    "practitioners": ("shifts", "breaks"),
    "patients": ("times",),
    "rooms": ("room_hours",),
    "services": ("steps", "supplies"),
    "protocols": ("phases",),
}
"""Whose rows stand in the form of the row that they are of, by their first column."""
GIVEN = ("clinic", "goals", "repairs", "booking")
"""Tables whose rows are given: their values change, and none comes or goes."""
POLICY = "policy"
TITLES = {
    "away": "Patients away",
    "events": "Health events",
    "closures": "Closures",
    "follow_ups": "Follow-ups",
    "goals": "Prices of goals",
    "repairs": "Prices of repairs",
    "booking": "Booking by patients",
    "clinic": "Name and calendar",
    "identifiers": "Names elsewhere",
    "codes": "Codes of health events",
    "room_hours": "Opening hours",
    "times": "When they can come",
    "shifts": "Weekly hours",
}
SAID: Mapping[str, Mapping[str, str]] = {
    "clinic": {
        **{"name": "name", "timezone": "time zone", "holidays": "public holidays of", "closed": "closed on"},
        **{"open": "open on, though a public holiday", "start_every": "minutes from one start to the next"},
    },
    "goals": PRICED,
    "repairs": GIVEN_FOR,
    "booking": {
        "notice": "a place is booked at least so many hours before it begins",
        "ahead": "a place is booked at most so many days before it begins",
        "change": "a visit is moved or cancelled at least so many hours before it begins",
        "holds": "a patient has at most so many places held at a time",
    },
}
"""What the rows of given tables say, by their keys."""
ONE = {
    "away": "absence",
    "events": "health event",
    "equipment": "piece of equipment",
    "policy": "rule",
    "repairs": "price",
    "goals": "price",
    "booking": "rule",
    "clinic": "value",
}
_SHOWN = {POLICY, *(name for names in GROUPS.values() for name in names)}


def table_of(name: str) -> Table:
    """Raises UnknownName for one that the page does not show."""
    if name not in _SHOWN:
        raise UnknownName("table", name, _SHOWN)
    return EVERY[name]


def title(name: str) -> str:
    """Such as `Health events`."""
    return TITLES.get(name, name.replace("_", " ").capitalize())


def one(name: str) -> str:
    """What a row is called, such as `absence`."""
    return ONE.get(name, name.replace("_", "-").removesuffix("s"))


def price_unless_told(table: str, key: str) -> str:
    """The price of a goal or a repair where the clinic has none of its own; empty for anything else."""
    usual = {"goals": Prices().each, "repairs": asdict(RepairPrices())}.get(table, {}).get(key)
    return "" if usual is None else f"{usual:g}"


def may_change(caller: Caller, table: str) -> bool:
    return table in DAILY or caller.may(PUBLISH)

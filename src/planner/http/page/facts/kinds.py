"""Which tables there are to look at, which rows stand in another's form, and who may change what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
ONE = {"away": "absence", "policy": "rule", "repairs": "price", "goals": "price", "booking": "rule", "clinic": "value"}
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


def may_change(caller: Caller, table: str) -> bool:
    return table in DAILY or caller.may(PUBLISH)

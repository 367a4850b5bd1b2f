"""A column of a table as a field of a form: what it asks for decides what it looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.clinic import Clinic
from planner.clinic.names import name
from planner.clinic.people import PARTS_OF_DAY
from planner.clinic.spans import WEEKDAYS
from planner.files.reading.cells import OneOf, items, number, weekday, yes_no
from planner.files.reading.moments import clock, day, end_clock, last_day, moment, when
from planner.files.reading.tables import Column

CHECKS, SELECT, DATE, NUMBER, TEXT = "checks", "select", "date", "number", "text"
FEW = 30
"""How many choices are laid out; of more, one types and is offered what fits."""
LIKE: Mapping[Any, str] = {
    clock: "09:30",
    end_clock: "17:00",
    when: "2026-12-15, or 2026-12-15 13:00",
    moment: "2026-12-15 13:00",
}
Choice = tuple[str, str]
"""A value, and what people call it."""


@dataclass(frozen=True)
class Field:
    """`id` is its name in the form, `list` the name of the choices that are offered while one types."""

    id: str
    column: Column
    kind: str
    value: str
    choices: Sequence[Choice] = ()
    list: str = ""
    like: str = ""
    fault: str = ""
    fixed: bool = False

    @property
    def label(self) -> str:
        return self.column.name.replace("_", " ").capitalize()

    @property
    def chosen(self) -> Sequence[str]:
        return items(self.value)


def field(clinic: Clinic, id: str, column: Column, value: str, fault: str = "", fixed: bool = False) -> Field:
    """The field of a column, with what stands in it and what is wrong with that."""
    choices = _choices(clinic, column)
    several = column.parse is items or _is_some_of(column)
    if choices and several and len(choices) <= FEW and {*items(value)} <= {each for each, _ in choices}:
        return Field(id, column, CHECKS, value, choices, fault=fault, fixed=fixed)
    if choices and not several and len(choices) <= FEW and not column.offers:
        there = value.lower() in {each for each, _ in choices} or value in {each for each, _ in choices}
        more = [] if not value or there else [(value, value)]
        return Field(id, column, SELECT, value, [*choices, *more], fault=fault, fixed=fixed)
    if column.parse in (day, last_day):
        return Field(id, column, DATE, value, fault=fault, fixed=fixed)
    kind = NUMBER if column.parse is number or "whole" in getattr(column.parse, "__qualname__", "") else TEXT
    offered = (column.refers or column.offers).replace(" ", "-") if choices else ""
    return Field(id, column, kind, value, (), offered, LIKE.get(column.parse, ""), fault, fixed)


def lists(clinic: Clinic, columns: Sequence[Column]) -> Mapping[str, Sequence[Choice]]:
    """The choices that are offered while one types, by name."""
    return {
        (column.refers or column.offers).replace(" ", "-"): _choices(clinic, column)
        for column in columns
        if column.refers or column.offers
    }


def _is_some_of(column: Column) -> bool:
    return "some_of" in getattr(column.parse, "__qualname__", "")


def _choices(clinic: Clinic, column: Column) -> Sequence[Choice]:
    if column.parse is yes_no:
        return [("yes", "yes"), ("no", "no")]
    if column.parse is weekday:
        return [(each, each.capitalize()) for each in WEEKDAYS]
    if isinstance(column.parse, OneOf):
        return [(each, each) for each in column.parse.names]
    if _is_some_of(column):
        return [(each, each) for each in PARTS_OF_DAY]
    asked = column.refers or column.offers
    if asked == "kinds":
        return [(each, each) for each in sorted(clinic.policy.kinds)]
    return [(id, _name(clinic, asked, id)) for id in _ids(clinic, asked)]


NAMED = ("practitioners", "patients", "rooms", "equipment", "services")
"""Facts that people call by a name."""


def _ids(clinic: Clinic, asked: str) -> Sequence[str]:
    """The ids that a column may refer to; none for what has no ids."""
    if asked == "rooms or equipment":
        return [*clinic.rooms, *clinic.equipment]
    found = getattr(clinic, asked, None) if asked else None
    return list(found) if isinstance(found, Mapping) else []


def _name(clinic: Clinic, asked: str, id: str) -> str:
    """What people call it, or its id."""
    if asked == "rooms or equipment":
        return name({**clinic.rooms, **clinic.equipment}, id)
    if asked == "protocols" and id in clinic.protocols:
        return clinic.protocols[id].title or id
    return name(getattr(clinic, asked), id) if asked in NAMED else id


def called(clinic: Clinic, column: Column, value: str) -> str:
    """A cell as people read it: names in place of ids."""
    ids = items(value) if column.parse is items else (value,)
    return ", ".join(_name(clinic, column.refers, id) for id in ids) if value and column.refers else value

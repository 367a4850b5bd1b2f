"""A column of a table as a field of a form: what it asks for decides what it looks like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from planner.clinic import Clinic, default_policy
from planner.clinic.names import act_name, acts_name, capital, name, spoken
from planner.clinic.people import PARTS_OF_DAY
from planner.clinic.spans import WEEKDAYS
from planner.files.reading.cells import OneOf, items, number, weekday, yes_no
from planner.files.reading.moments import clock, day, end_clock, last_day, moment, when
from planner.files.reading.tables import Column, Table
from planner.files.sheets import Cells
from planner.http.page.facts.kinds import SAID
from planner.roster.format.plain import plain, plan_name

CHECKS, SELECT, DATE, NUMBER, TEXT, HIDDEN = "checks", "select", "date", "number", "text", "hidden"
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
        return spoken(self.column.name).capitalize()

    @property
    def hint(self) -> str:
        """What it asks for, less how that is written where it is chosen or ticked."""
        about = self.column.about
        if self.kind == SELECT and about.startswith("an id of "):
            return ""
        return f"{capital(about.partition('; several by ;')[0] if self.kind == CHECKS else about)}."

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
    """What there is to choose, each as people call it; those that are called alike with their ids."""
    found = _found(clinic, column)
    alike = Counter(words for _, words in found)
    return [(value, words if alike[words] == 1 else f"{words} ({value})") for value, words in found]


def _found(clinic: Clinic, column: Column) -> Sequence[Choice]:
    if column.parse is yes_no:
        return [("yes", "yes"), ("no", "no")]
    if column.parse is weekday:
        return [(each, each.capitalize()) for each in WEEKDAYS]
    if isinstance(column.parse, OneOf):
        return [(each, spoken(each)) for each in column.parse.names]
    if _is_some_of(column):
        return [(each, each) for each in PARTS_OF_DAY]
    if column.name == "acts" and column.parse is items:  # those of a service are its own, and may be new
        return [(act, capital(act_name(act))) for act in _acts(clinic)]
    asked = column.refers or column.offers
    if asked == "kinds":
        return [(each, capital(spoken(each))) for each in sorted(clinic.policy.kinds)]
    return [(id, name_of(clinic, asked, id)) for id in _ids(clinic, asked)]


def _acts(clinic: Clinic) -> Sequence[str]:
    """The acts of the services, and the patterns of acts that rules have."""
    rules = [*clinic.policy.rules.values(), *default_policy().rules.values()]
    given = [
        *(each.acts for each in clinic.services.values()),
        *(each.acts for each in rules),
        *(each.acts for each in clinic.waits),
    ]
    return sorted({*chain.from_iterable(given), "*"}, key=lambda act: (act != "*", act))


NAMED = ("practitioners", "patients", "rooms", "equipment", "services")
"""Facts that people call by a name."""


def _ids(clinic: Clinic, asked: str) -> Sequence[str]:
    """The ids that a column may refer to; none for what has no ids."""
    if asked == "rooms or equipment":
        return [*clinic.rooms, *clinic.equipment]
    found = getattr(clinic, asked, None) if asked else None
    return list(found) if isinstance(found, Mapping) else []


def name_of(clinic: Clinic, asked: str, id: str) -> str:
    """What people call it, or its id."""
    if asked == "rooms or equipment":
        return name({**clinic.rooms, **clinic.equipment}, id)
    if asked == "protocols" and id in clinic.protocols:
        return clinic.protocols[id].title or id
    if asked == "plans" and id in clinic.plans:
        return f"{plan_name(clinic, id)} of {name(clinic.patients, clinic.plans[id].patient)}"
    if asked == "kinds":
        return spoken(id)
    return name(getattr(clinic, asked), id) if asked in NAMED else id


def called(clinic: Clinic, column: Column, value: str) -> str:
    """A cell as people read it: names in place of ids, days and times as on the board."""
    asked = column.refers or column.offers
    if not value or value == "none":
        return value
    if column.name == "acts":
        return acts_name(items(value))
    if asked:
        return ", ".join(name_of(clinic, asked, id) for id in (items(value) if column.parse is items else (value,)))
    if column.parse in (day, last_day, when, moment):
        return plain(clinic, value)
    if column.parse is weekday:
        return value.capitalize()
    return spoken(value) if isinstance(column.parse, OneOf) or _is_some_of(column) else value


def cells(clinic: Clinic, table: Table, row: Cells) -> Mapping[str, str]:
    """A row as people read it, by what they call its columns."""
    told = {spoken(column.name): called(clinic, column, row.get(column.name, "")) for column in table.columns}
    if said := SAID.get(table.name, {}).get(row.get(table.key, "")):
        told[spoken(table.key)] = capital(said)
        if table.name == "clinic":
            told["value"] = plain(clinic, told["value"])
    return told

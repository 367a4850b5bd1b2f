"""The example clinic, which is there in a checkout and in an installed package alike, on whatever day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner.clinic import Clinic
from planner.clinic.clinic import UTC
from planner.clinic.spans import DAY, monday
from planner.errors import Nonsense
from planner.files.reading import load

NAME = "maple-street"
CHECKOUT = Path(__file__).parents[4] / "examples" / NAME
ITS_DAY = date(2026, 12, 1)
"""The day on which its book is as it is, and December is to be planned."""


def example_folder() -> Path:
    """Where the example's folder is. Raises Nonsense where planner was installed without it."""
    installed = Path(str(files("planner.files.starting"))) / NAME
    for folder in (installed, CHECKOUT):
        if (folder / "clinic.toml").is_file():
            return folder
    raise Nonsense("planner was installed here without its example; take it from examples/maple-street of its sources")


def example_clinic(now: datetime) -> Clinic:
    """The example, all its days moved by whole weeks, so that its own week is that of `now`, at a weekend the next one.

    The policy's days stay.
    """
    clinic = load(example_folder()).clinic
    by = monday(clinic.day(now) + 2 * DAY) - monday(ITS_DAY)
    facts = {each.name: getattr(clinic, each.name) for each in fields(clinic) if each.name != "policy"}
    return replace(clinic, **{name: _moved(fact, by, clinic.timezone) for name, fact in facts.items()})


def _moved(fact: Any, by: timedelta, zone: ZoneInfo) -> Any:
    """A fact with its days and moments later; moments by the wall clock, so that nine o'clock stays nine o'clock."""
    if isinstance(fact, datetime):
        return (fact.astimezone(zone) + by).astimezone(UTC)
    if isinstance(fact, date):
        return fact + by
    if isinstance(fact, Mapping):
        return {key: _moved(value, by, zone) for key, value in fact.items()}
    if isinstance(fact, tuple | frozenset):
        return type(fact)(_moved(each, by, zone) for each in fact)
    if is_dataclass(fact) and not isinstance(fact, type):
        return replace(fact, **{f.name: _moved(getattr(fact, f.name), by, zone) for f in fields(fact) if f.init})
    return fact

"""What a clinic's folder cannot say, found by reading what was written and laying it beside the clinic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Any

from planner.clinic import Clinic
from planner.clinic.people import CONTACTS
from planner.errors import Fault
from planner.files.reading.values import shown

MEND = "change it to what a folder can say: lengths in whole minutes, text without blanks around it, a reason for each \
change of the policy"


def losses(clinic: Clinic, found: Clinic) -> list[Fault]:
    """A fault for each place in which what was read is not what was to be written, such as `patients.ann.name`."""
    return [
        Fault("the clinic", None, place, _said(place, given, again), MEND)
        for place, given, again in _differences("", clinic, found)
    ]


def _said(place: str, given: Any, again: Any) -> str:
    if place.startswith("patients.") and place.rpartition(".")[2] in CONTACTS:  # for the clinic's own people alone
        return "this would be read again otherwise"
    return f"{_shown(given)} would be read again as {_shown(again)}"


def _differences(place: str, given: Any, again: Any) -> Iterator[tuple[str, Any, Any]]:
    """The smallest parts in which two facts differ, each with its place; None stands for a part that is not there."""
    if given == again:
        return
    parts, others = _parts(given), _parts(again)
    alike = type(given) is type(again) and (isinstance(given, Mapping) or parts.keys() == others.keys())
    if parts and alike:
        for name in parts | others:
            yield from _differences(f"{place}.{name}".removeprefix("."), parts.get(name), others.get(name))
    else:
        yield place, given, again


def _parts(fact: Any) -> dict[str, Any]:
    """What a fact is made of, by name, or by its place in a list counted from 1; empty for a value."""
    if is_dataclass(fact):
        return {field.name: getattr(fact, field.name) for field in fields(fact)}
    if isinstance(fact, Mapping):
        return {str(key): value for key, value in fact.items()}
    if isinstance(fact, tuple):
        return {str(number): value for number, value in enumerate(fact, start=1)}
    return {}


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Set):
        return str(sorted(map(str, value)))
    return f"a list of {len(value)}" if isinstance(value, tuple) else shown(value)

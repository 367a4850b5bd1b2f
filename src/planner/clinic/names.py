"""What people call a practitioner, patient, room, service or piece of equipment, a health event, an act or a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from planner.clinic.alike import folded
from planner.clinic.services import Service


def name(known: Mapping[str, Any], id: str | None) -> str:
    """Its name, or a service's title, with the id where another is called so too.

    The id alone where the clinic has no name for it; empty for None.
    """
    alone = name_alone(known, id)
    return f"{alone} ({id})" if id in known and id in _namesakes(_Known(known)) else alone


def name_alone(known: Mapping[str, Any], id: str | None) -> str:
    """Its name, or a service's title, whoever else is called so; the id where the clinic has no name for it."""
    return _called(known[id]) if id is not None and id in known else id or ""


class _Known:
    """What is known, as a key: the very same is alike, and its content is not looked at."""

    def __init__(self, things: Mapping[str, Any]) -> None:
        self.things = things

    def __hash__(self) -> int:
        return id(self.things)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.things is other.things


@lru_cache(maxsize=8)
def _namesakes(known: _Known) -> frozenset[str]:
    """The ids of those whose names people cannot tell apart."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for id, thing in known.things.items():
        alike[folded(_called(thing))].append(id)
    return frozenset(id for ids in alike.values() if len(ids) > 1 for id in ids)


def _called(thing: Any) -> str:
    return str((thing.title if isinstance(thing, Service) else thing.name) or thing.id)


def spoken(code: str) -> str:
    """A name that is written for a file, such as `chemical-peel`, as it is said: `chemical peel`."""
    return code.replace("-", " ").replace("_", " ")


def capital(text: str) -> str:
    """The same with a capital letter in front, and nothing else changed."""
    return f"{text[:1].upper()}{text[1:]}"


def act_name(act: str) -> str:
    """An act, or a pattern of acts, as it is said: `needling on the face`, `light anywhere`, `anything on the face`."""
    what, _, where = act.partition(":")
    said = "anything" if what == "*" else spoken(what)
    if where == "*":
        return f"{said} anywhere"
    return f"{said} on the {spoken(where)}" if where else said


def acts_name(acts: Iterable[str]) -> str:
    """Such as `needling on the face and light anywhere`."""
    *others, last = [act_name(act) for act in acts] or ["nothing"]
    return f"{', '.join(others)} and {last}" if others else last


def day_name(day: date) -> str:
    """Such as `Tue 1 Dec 2026`."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"

"""Facts as documents of plain JSON values."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import NoneType
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

from cattrs.preconf.json import make_converter

from planner.clinic import Clinic
from planner.clinic.clinic import UTC
from planner.desk.answers import Wish

Document = Any
"""What JSON can say."""

BY_ID = ("services", "protocols", "practitioners", "patients", "plans", "rooms", "equipment")
"""The clinic's facts that have an id."""
WISHES = "wishes"
"""What patients would rather have: a fact of the desk's own, by plan and number, that is no part of the clinic."""
LISTED = ("absences", "away", "closures", "events", "clearances", "waits", "follow_ups")
"""Those that have none."""
SETTINGS = ("name", "timezone", "policy", "prices", "repair_prices", "start_every", "holidays", "closed", "open")
"""What a clinic has one of."""

_HINTS = get_type_hints(Clinic)
_TYPES = (
    {kind: _HINTS[kind].__args__[1] for kind in BY_ID}
    | {kind: _HINTS[kind].__args__[0] for kind in LISTED}
    | {kind: _HINTS[kind] for kind in SETTINGS}
    | {WISHES: Wish}
)

converter = make_converter(unstruct_collection_overrides={frozenset: sorted})
converter.register_unstructure_hook(ZoneInfo, str)
converter.register_structure_hook(ZoneInfo, lambda name, _: ZoneInfo(name))
converter.register_unstructure_hook(timedelta, lambda length: length.total_seconds())
converter.register_structure_hook(timedelta, lambda seconds, _: timedelta(seconds=seconds))
converter.register_unstructure_hook(time, lambda clock: clock.isoformat())
converter.register_structure_hook(time, lambda clock, _: time.fromisoformat(clock))
converter.register_unstructure_hook(datetime, lambda moment: moment.astimezone(UTC).isoformat())
converter.register_structure_hook(datetime, lambda moment, _: datetime.fromisoformat(moment).astimezone(UTC))
converter.register_structure_hook(float, lambda number, _: number)  # a price of 2 stays 2, and is not shown as 2.0


def may_be_none(setting: str) -> bool:
    return NoneType in get_args(_HINTS[setting])


def document(kind: str, fact: object) -> Document:
    """A fact as JSON values; `kind` is the field of Clinic it stands in."""
    return converter.unstructure(fact, unstructure_as=_TYPES[kind])


def fact(kind: str, document: Document) -> Any:
    """The fact that `document` was made of."""
    return converter.structure(document, _TYPES[kind])

"""Facts as documents of plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from cattrs.gen import make_dict_structure_fn
from cattrs.preconf.json import make_converter

from planner.clinic import Clinic, Patient
from planner.clinic.clinic import UTC
from planner.clinic.people import CONTACTS
from planner.desk.answers import Wish

Document = Any
"""What JSON can say."""

_HINTS = {name: hint for name, hint in get_type_hints(Clinic).items() if name != "book"}
BY_ID = tuple(name for name, hint in _HINTS.items() if get_origin(hint) is Mapping)
"""The clinic's facts that have an id, by their fields."""
LISTED = tuple(name for name, hint in _HINTS.items() if get_origin(hint) is tuple)
"""Those that have none."""
SETTINGS = tuple(name for name in _HINTS if name not in (*BY_ID, *LISTED))
"""What a clinic has one of."""
WISHES = "wishes"
"""What patients would rather have: a fact of the desk's own, by plan and number, that is no part of the clinic."""
PEOPLE = "people"
"""Who patients are, by their ids: kept apart from what the journal tells of them, until they are forgotten."""

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


def _patient(document: Document, _: Any) -> Patient:
    """A patient, named by the id where no name is kept; stores before had one preferred practitioner at most."""
    document = dict(document) | {"name": document["name"] or document["id"]}
    before = document.pop("preferred_practitioner", None)
    return _PATIENT(document | ({"preferred_practitioners": [before]} if before else {}), Patient)


_PATIENT = make_dict_structure_fn(Patient, converter)
converter.register_structure_hook(Patient, _patient)


def type_of(kind: str) -> Any:
    """The class of the facts of a kind."""
    return _TYPES[kind]


def may_be_none(setting: str) -> bool:
    return NoneType in get_args(_HINTS[setting])


def document(kind: str, fact: object) -> Document:
    """A fact as JSON values; `kind` is the field of Clinic it stands in."""
    return converter.unstructure(fact, unstructure_as=_TYPES[kind])


PERSONAL: Mapping[str, tuple[str, ...]] = {
    "patients": ("name", *CONTACTS),
    "events": ("note",),
    "away": ("reason",),
}
"""What says who a patient is, and free text about one, by the facts it stands in."""


def journalled(kind: str, document: Document) -> Document:
    """What the journal, which forgets nothing, may hold of a fact's document: all that is not personal."""
    if kind not in PERSONAL or document is None:
        return document
    return document | dict.fromkeys(PERSONAL[kind], "")


def fact(kind: str, document: Document) -> Any:
    """The fact that `document` was made of."""
    return converter.structure(document, _TYPES[kind])

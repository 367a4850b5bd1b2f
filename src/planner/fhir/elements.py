"""Elements of FHIR as they are written: dictionaries without anything empty, their keys in the order of FHIR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planner.fhir.names import CODE, logical_id

Element = dict[str, Any]
"""An element, or a resource, as JSON holds it."""
EMPTY: tuple[Any, ...] = (None, "", [], {})


def element(fields: Mapping[str, Any] | None = None, /, **more: Any) -> Element:
    """An element less what is empty; FHIR has no empty values."""
    return {key: value for key, value in {**(fields or {}), **more}.items() if value not in EMPTY}


def resource(type: str, id: str, /, **fields: Any) -> Element:
    return element({"resourceType": type, "id": logical_id(id)}, **fields)


def concept(system: str, code: str, text: str = "") -> Element:
    """A CodeableConcept; what FHIR does not allow as a code is its text alone."""
    if not CODE.fullmatch(code):
        return {"text": code}
    return element(coding=[element(system=system, code=code)], text="" if text == code else text)


def identifier(system: str, value: str) -> Element:
    return element(system=system, value=value)


def reference(type: str, id: str | None, display: str = "") -> Element:
    """A reference to a resource of this id; none for None."""
    return element() if id is None else element(reference=f"{type}/{logical_id(id)}", display=display)


def texts(values: Iterable[str]) -> list[str]:
    return [value for value in values if value]


def quantity(days: float) -> Element:
    """A number of days."""
    return {"value": days, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"}


def minutes(number: float) -> Element:
    return {"value": number, "unit": "min", "system": "http://unitsofmeasure.org", "code": "min"}

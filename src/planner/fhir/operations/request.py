"""What an operation is asked: a Parameters resource, or a query, as values by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from planner.clinic.clinic import UTC
from planner.clinic.spans import DAY, MIDNIGHT
from planner.errors import Nonsense
from planner.fhir.elements import Element
from planner.fhir.moments import is_day, read_day, read_moment

MOST = 100
"""Appointments in an answer, whatever `_count` asks for."""


@dataclass(frozen=True)
class Asked:
    """Values by the names of parameters, in the order in which they came: text, or a resource."""

    values: Mapping[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def of_query(cls, query: Iterable[tuple[str, str]]) -> Asked:
        """A query's parameters; commas stand between values of one (R4, section 3.1.1.4.17)."""
        found: dict[str, list[Any]] = {}
        for name, value in query:
            found.setdefault(name, []).extend(part for part in value.split(",") if part)
        return cls(found)

    @classmethod
    def of_parameters(cls, document: Any) -> Asked:
        """A Parameters resource, of JSON or of XML. Raises Nonsense for anything else."""
        if not isinstance(document, Mapping) or document.get("resourceType") != "Parameters":
            raise Nonsense("send a Parameters resource")
        given = document.get("parameter", [])
        found: dict[str, list[Any]] = {}
        for each in given if isinstance(given, list) else [given]:
            if not isinstance(each, Mapping) or not isinstance(each.get("name"), str):
                raise Nonsense("a parameter has no name")
            found.setdefault(each["name"], []).append(_value(each))
        return cls(found)

    def texts(self, name: str) -> list[str]:
        for each in self.values.get(name, []):
            if not isinstance(each, str):
                raise Nonsense(f"the parameter {name} is no text")
        return list(self.values.get(name, []))

    def text(self, name: str) -> str | None:
        """The one value of a parameter. Raises Nonsense where several are given."""
        found = self.texts(name)
        if len(found) > 1:
            raise Nonsense(f"the parameter {name} is given {len(found)} times; give it once")
        return found[0] if found else None

    def resource(self, name: str, type: str) -> Element | None:
        found = self.values.get(name, [])
        if not found:
            return None
        if len(found) > 1 or not isinstance(found[0], Mapping) or found[0].get("resourceType") != type:
            raise Nonsense(f"the parameter {name} is not one {type}")
        return dict(found[0])

    def moment(self, name: str, zone: ZoneInfo, last: bool = False) -> datetime | None:
        """A moment; a date is its beginning, or as the last one its end."""
        text = self.text(name)
        if text is None or not is_day(text):
            return None if text is None else read_moment(text)
        day = read_day(text, zone) + (DAY if last else 0 * DAY)
        return datetime.combine(day, MIDNIGHT, zone).astimezone(UTC)

    @property
    def count(self) -> int:
        text = self.text("_count")
        if text is None:
            return 10
        if not text.isdecimal():
            raise Nonsense(f"_count is {text!r}; give a whole number")
        return min(int(text), MOST)


def _value(parameter: Mapping[str, Any]) -> Any:
    """Its value as text, that of a reference or an identifier too; or its resource."""
    if "resource" in parameter:
        return parameter["resource"]
    value = next((each for key, each in parameter.items() if key.startswith("value")), None)
    if isinstance(value, Mapping):
        if "reference" in value:
            return value["reference"]
        part = value.get("coding", value.get("identifier", value))  # a logical reference has an identifier alone
        part = part[0] if isinstance(part, list) and part else part
        if isinstance(part, Mapping) and ("value" in part or "code" in part):
            return f"{part.get('system', '')}|{part.get('value', part.get('code'))}"
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def id_of(reference: str, type: str) -> str | None:
    """The id that a reference, relative or absolute, or an id alone, means; None where it is of another type."""
    parts = reference.split("/")
    if len(parts) == 1:
        return reference
    return parts[-1] if parts[-2] == type else None

"""A clinic while it is read: facts as they come, in pieces where FHIR has them in several resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from planner.clinic import (
    Absence,
    Clearance,
    Clinic,
    Entry,
    Equipment,
    Event,
    Patient,
    Plan,
    Practitioner,
    Protocol,
    Room,
    Service,
    WeeklyHours,
)
from planner.clinic.identifiers import Identifier
from planner.fhir.index import URI, Index
from planner.fhir.names import BASE, own
from planner.fhir.node import Node
from planner.jobs.imports.courses import CourseVisit

T = TypeVar("T")
Ordered = list[tuple[int, T]]
"""Facts with their places in the clinic's list; those that say none come last, as they came."""
LAST = 2**31


@dataclass
class Draft:
    """What was read so far, over the clinic that it is laid over, if there is one."""

    index: Index
    base: Clinic | None = None
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    """The kinds of health events by system and code."""
    clinic: dict[str, Any] = field(default_factory=dict)
    """The clinic's own fields: its name, its clock, its policy."""
    practitioners: dict[str, Practitioner] = field(default_factory=dict)
    shifts: defaultdict[str, Ordered[WeeklyHours]] = field(default_factory=lambda: defaultdict(list))
    patients: dict[str, Patient] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    equipment: dict[str, Equipment] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    protocols: dict[str, Protocol] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    book: list[Entry] = field(default_factory=list)
    visits: list[tuple[Node, CourseVisit]] = field(default_factory=list)
    """Those that follow no plan, with what they were read from."""
    absences: Ordered[Absence] = field(default_factory=list)
    closures: Ordered[Absence] = field(default_factory=list)
    away: Ordered[Absence] = field(default_factory=list)
    events: Ordered[Event] = field(default_factory=list)
    clearances: list[Clearance] = field(default_factory=list)
    identifiers: Ordered[Identifier] = field(default_factory=list)

    def know_codes(self) -> None:
        codes = (*(self.base.codes if self.base else ()), *self.clinic.get("codes", ()))
        self.codes = {(each.system, each.code): each.kind for each in codes}

    def has(self, field: str, id: str) -> bool:
        """Whether there is a fact of this id, read or in the clinic before."""
        return id in getattr(self, field) or (self.base is not None and id in getattr(self.base, field))

    def identify(self, node: Node, kind: str, id: str) -> None:
        """Keep what other systems call a fact; what is called nothing is known by where it was."""
        found = [(order_of(each), *_named(each)) for each in node.each("identifier")]
        url = node.origin.full_url
        if not found and "://" in url and id == node.content.get("id"):
            found = [(LAST, URI, url)]
        others = [(place, system, value) for place, system, value in found if value and not system.startswith(BASE)]
        self.identifiers += [(place, Identifier(kind, id, system, value)) for place, system, value in others]


def _named(node: Node) -> tuple[str, str]:
    node.passed("use", "type", "period", "assigner")
    return node.text("system") or "", node.text("value") or ""


def in_order(facts: Iterable[tuple[int, T]]) -> tuple[T, ...]:
    return tuple(fact for _, fact in sorted(facts, key=lambda each: each[0]))


def order_of(node: Node) -> int:
    """The place that a fact says it has in the clinic's list."""
    said = [extension.whole("valueInteger") for extension in node.extensions(own("order"))]
    return next((number for number in said if number is not None), LAST)

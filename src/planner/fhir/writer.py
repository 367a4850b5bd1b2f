"""What the writing of all resources shares: the clinic, the release, and what is looked up of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from planner.clinic import Clinic, Entry
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.clinic.courses.numbering import places_of
from planner.clinic.subproblem import appointments_of
from planner.fhir.elements import Element, concept, element, identifier, reference
from planner.fhir.moments import written
from planner.fhir.names import SERVICE, own
from planner.fhir.release import Release


@dataclass(frozen=True)
class Writer:
    """A clinic on its way out."""

    clinic: Clinic
    release: Release

    def moment(self, moment: datetime) -> str:
        return written(moment, self.clinic.timezone)

    def identifiers(self, kind: str, id: str) -> list[Element]:
        """Planner's own identifier, and those that other systems gave."""
        others = [{"extension": order(n), **identifier(s, v)} for n, s, v in self._identifiers.get((kind, id), [])]
        return [identifier(own(kind), id), *others]

    @cached_property
    def _identifiers(self) -> Mapping[tuple[str, str], list[tuple[int, str, str]]]:
        found: defaultdict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
        for place, each in enumerate(self.clinic.identifiers):
            found[each.what, each.id].append((place, each.system, each.value))
        return found

    def service(self, id: str) -> Element:
        """A service as a concept, under the codes of other systems too."""
        service = self.clinic.services.get(id)
        said = concept(own(SERVICE), id, service.title if service else "")
        others = [{"system": s, "code": v} for _, s, v in self._identifiers.get((SERVICE, id), []) if s]
        return {**said, "coding": [*said["coding"], *others]} if others and "coding" in said else said

    def practitioner(self, id: str) -> Element:
        known = self.clinic.practitioners.get(id)
        return reference("Practitioner", id, known.name if known else "")

    def room(self, id: str) -> Element:
        known = self.clinic.rooms.get(id)
        return reference("Location", id, known.name if known else "")

    def coded(self, kind: str) -> list[Element]:
        """The codes of other systems for a kind of health event."""
        return [element(system=code.system, code=code.code) for code in self.clinic.codes if code.kind == kind]

    @cached_property
    def services(self) -> Mapping[str, str]:
        """Which service each row of the book is of, where it can be told."""
        return dict(self._services())

    def _services(self) -> Iterator[tuple[str, str]]:
        standing = [entry for entry in self.clinic.book if entry.status in (ATTENDED, BOOKED)]
        yield from ((row.id, row.service) for row in appointments_of(self.clinic, standing))
        for entry in self.clinic.book:
            if entry.status not in (ATTENDED, BOOKED) and (service := self._nominal(entry)):
                yield entry.id, service

    def _nominal(self, entry: Entry) -> str | None:
        """The service of a row that does not stand: its own, or the one that its number has in its plan."""
        plan = self.clinic.plans[entry.plan]
        places = places_of(plan, self.clinic.protocol_of(plan), entry.number)
        found = {service for phase, place in places for service in phase.services_of(place or 0)}
        return entry.service or (found.pop() if len(found) == 1 else None)


def order(number: int) -> list[Element]:
    """The place of a fact in a list of the clinic that is written in pieces."""
    return [{"url": own("order"), "valueInteger": number}]

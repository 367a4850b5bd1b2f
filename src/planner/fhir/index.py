"""Which fact a resource is about, and which one a reference means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.fhir.names import (
    APPOINTMENT,
    EQUIPMENT,
    PATIENT,
    PLAN,
    PRACTITIONER,
    PROTOCOL,
    ROOM,
    SERVICE,
    SITE,
    own,
)
from planner.fhir.node import Node

KINDS: Mapping[str, tuple[str, ...]] = {
    "Patient": (PATIENT,),
    "Practitioner": (PRACTITIONER,),
    "Location": (ROOM, SITE),
    "Device": (EQUIPMENT,),
    "HealthcareService": (SERVICE,),
    "ActivityDefinition": (SERVICE,),
    "PlanDefinition": (PROTOCOL,),
    "CarePlan": (PLAN,),
    "ServiceRequest": (PLAN,),
    "Appointment": (APPOINTMENT,),
}
"""What a resource of a type is about."""
URI = "urn:ietf:rfc:3986"
"""The system of identifiers that are addresses."""
HISTORY = re.compile(r"/_history/[^/]*$")
Name = tuple[str, str]
"""A kind, and the id of one of it."""


@dataclass
class Index:
    """The facts by all that a reference may call them."""

    by_address: dict[str, Name] = field(default_factory=dict)
    by_identifier: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """By kind, system and value."""
    behind: dict[str, str] = field(default_factory=dict)
    """References that stand for others: a PractitionerRole for its Practitioner."""
    medications: dict[str, Node] = field(default_factory=dict)
    """Medications by their addresses, which have the codes of what refers to them."""

    def name(self, node: Node) -> Name | None:
        """The kind and id of what a resource is about; None where nothing names it."""
        kinds = KINDS.get(node.type, ())
        identifiers = list(identifiers_of(node))
        for kind in kinds:
            for system, value in identifiers:
                if system == own(kind):
                    return kind, value
        for kind in kinds[:1]:
            known = (self.by_identifier.get((kind, *each)) for each in [*identifiers, (URI, node.origin.full_url)])
            id = next((each for each in known if each), None) or node.content.get("id")
            id = id or next((value for _, value in identifiers), None) or node.origin.full_url.rpartition(":")[2]
            if isinstance(id, str) and id:
                return kind, id
        return None

    def add(self, node: Node, name: Name) -> None:
        kind, id = name
        addresses = [node.origin.full_url, f"{node.type}/{node.content.get('id')}", node.content.get("url")]
        for address in addresses:
            if isinstance(address, str) and address:
                self.by_address.setdefault(address, name)
        for system, value in identifiers_of(node):
            self.by_identifier.setdefault((kind, system, value), id)

    def stand_for(self, role: Node) -> None:
        """A PractitionerRole, which stands for its practitioner."""
        practitioner = role.content.get("practitioner")
        target = practitioner.get("reference") if isinstance(practitioner, Mapping) else None
        if isinstance(target, str):
            self.behind[f"PractitionerRole/{role.content.get('id')}"] = target
            self.behind[role.origin.full_url] = target

    def add_medication(self, node: Node) -> None:
        for address in (node.origin.full_url, f"{node.type}/{node.content.get('id')}"):
            self.medications.setdefault(address, node)

    def medication(self, reference: Node) -> Node | None:
        """The Medication that a reference means, contained or in the Bundle."""
        text = reference.text("reference") or ""
        reference.passed("display", "type")
        return contained(reference, text[1:]) if text.startswith("#") else self.medications.get(HISTORY.sub("", text))

    def is_by_id_alone(self, node: Node, kind: str) -> bool:
        """Whether a resource has no identifier that planner gave it or that the clinic knows."""
        given = [*identifiers_of(node), (URI, node.origin.full_url)]
        return not any(system == own(kind) or (kind, system, value) in self.by_identifier for system, value in given)

    def meant(self, reference: Node | None, *kinds: str) -> str | None:
        """The id of one of these kinds; None, and a fault, for a reference that means nothing known."""
        if reference is None:
            return None
        found = self.look(reference)
        if found and found[0] in kinds:
            return found[1]
        said = reference.content.get("reference") or reference.content.get("identifier") or "nothing but a name"
        wrong = f"this means no {' or '.join(kinds)} that is known: {said}"
        reference.fault("", wrong, "add the resource, or refer to one that is there")
        return None

    def look(self, reference: Node) -> Name | None:
        """What a reference means, by its address, by an identifier, or by those of a contained resource."""
        reference.passed("display", "type")
        text = reference.text("reference")
        identifier = reference.part("identifier")
        if text and text.startswith("#"):
            inside = contained(reference, text[1:])
            return None if inside is None else self._by_identifiers(inside)
        if text:
            text = HISTORY.sub("", text)
            text = self.behind.get(text, text)
            found = self.by_address.get(text) or self._searched(text)
            if found:
                return found
        if identifier is not None:
            return self._identified(identifier)
        return None

    def _searched(self, text: str) -> Name | None:
        """A conditional reference, such as Patient?identifier=SYSTEM|VALUE."""
        type, _, query = text.partition("?identifier=")
        system, _, value = query.partition("|")
        for kind in KINDS.get(type, ()) if query else ():
            if id := self.by_identifier.get((kind, system, value)):
                return kind, id
        return None

    def _identified(self, identifier: Node) -> Name | None:
        system, value = identifier.text("system") or "", identifier.text("value") or ""
        for kind in dict.fromkeys(kind for kinds in KINDS.values() for kind in kinds):
            if id := self.by_identifier.get((kind, system, value)):
                return kind, id
        return None

    def _by_identifiers(self, node: Node) -> Name | None:
        for kind in KINDS.get(node.type, ()):
            for system, value in identifiers_of(node):
                if id := self.by_identifier.get((kind, system, value)):
                    return kind, id
        return None


def contained(reference: Node, id: str) -> Node | None:
    """The resource of an id that is contained in the one that a reference stands in."""
    root = reference.root
    inside = root.content.get("contained")
    for number, item in enumerate(inside if isinstance(inside, list) else [inside] if inside else []):
        if isinstance(item, Mapping) and item.get("id") == id:
            return Node(item, f"{root.path}.contained[{number}]", root.origin, root.reader)
    return None


def identifiers_of(node: Node) -> Iterator[tuple[str, str]]:
    """Systems and values of a resource's identifiers, those without a value passed over."""
    given: Any = node.content.get("identifier")
    items: Iterable[Any] = given if isinstance(given, list) else [given] if given else []
    for item in items:
        if isinstance(item, Mapping) and isinstance(item.get("value"), str) and item["value"]:
            system = item.get("system")
            yield (system if isinstance(system, str) else ""), item["value"]

"""Whom and what resources are about, known before any of them is read: what every reference may mean."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from planner.clinic import Clinic
from planner.clinic.clinic import UTC
from planner.clinic.texts import LONGEST_ID, MEND, stray
from planner.fhir.draft import Draft
from planner.fhir.index import Index, Name, identifiers_of
from planner.fhir.names import PLAN, PROTOCOL, ROOM, SERVICE, SITE, canonical, own
from planner.fhir.node import Node, Origin, Reader
from planner.fhir.resources import organization, places
from planner.files.reading.findings import Findings

FIELDS: Mapping[str, str] = {
    **{"Patient": "patients", "Practitioner": "practitioners", "Location": "rooms", "Device": "equipment"},
    **{"HealthcareService": "services", "ActivityDefinition": "services", "PlanDefinition": "protocols"},
    **{"CarePlan": "plans"},
}
"""Where the clinic keeps what a type is about."""


def _quiet(node: Node) -> Node:
    """The same resource, looked into without noting anything."""
    return Node(node.content, node.path, Origin("", None, node.path), Reader(Findings(), UTC, node.reader.loose))


def zone_of(nodes: list[Node]) -> ZoneInfo | None:
    """The clinic's clock, which the day of every moment needs."""
    for node in nodes:
        if node.type == "Organization":
            looked = Draft(Index())
            organization.read(_quiet(node), looked)
            if isinstance(zone := looked.clinic.get("timezone"), ZoneInfo):
                return zone
    return None


def index_of(nodes: list[Node], base: Clinic | None) -> Index:
    """What every reference may mean. What two resources claim to be is refused."""
    index = Index()
    if base:
        index.by_identifier = {(each.what, each.system, each.value): each.id for each in base.identifiers}
        for kind, ids in ((SERVICE, base.services), (PROTOCOL, base.protocols)):
            index.by_address |= {canonical(kind, id): (kind, id) for id in ids}
    seen: dict[tuple[str, Name], Node] = {}
    for node in nodes:
        name = name_of(node, index)
        if name is None or node.type == "ServiceRequest":
            continue
        first = seen.setdefault((node.type, name), node)
        if first is not node:
            node.fault("", f"this is {name[0]} {name[1]!r}, and so is {first.path}", "keep one, or give it another id")
        _refuse_unsayable(node, name)
        _refuse_namesake(node, name, index, base)
        index.add(node, name)
    for node in nodes:
        if node.type == "ServiceRequest" and (name := plan_of(node, index)):
            index.add(node, name)
        elif node.type == "PractitionerRole":
            index.stand_for(node)
        elif node.type == "Medication":
            index.add_medication(node)
    return index


def _refuse_unsayable(node: Node, name: Name) -> None:
    """Refuse an id that no table holds."""
    kind, id = name
    if found := stray(id):
        node.fault("id", f"the id of this {kind} holds the character {found}", MEND)
    elif len(id) > LONGEST_ID:
        node.fault("id", f"the id of this {kind} has {len(id)} letters", f"use at most {LONGEST_ID}")


def _refuse_namesake(node: Node, name: Name, index: Index, base: Clinic | None) -> None:
    """Refuse a resource of elsewhere whose id somebody of the clinic has, and nothing says that they are the same."""
    kind, id = name
    there = base is not None and node.type in FIELDS and id in getattr(base, FIELDS[node.type])
    if there and index.is_by_id_alone(node, kind):
        wrong = f"the clinic has a {kind} {id!r} already, and nothing says that this is the same"
        node.fault("id", wrong, "if it is, give it one of its identifiers in identifiers.csv, else another id")


def name_of(node: Node, index: Index) -> Name | None:
    name = index.name(node)
    if name and name[0] == ROOM and places.is_site(node):
        return SITE, name[1]
    return name


def plan_of(node: Node, index: Index) -> Name | None:
    """The plan that a request is of: by planner's own identifier, or by the CarePlan it is based on."""
    mine = next((value for system, value in identifiers_of(node) if system == own(PLAN)), None)
    if mine is not None:
        return PLAN, mine
    found = [index.look(each) for each in _quiet(node).each("basedOn")]
    return next((name for name in found if name and name[0] == PLAN), None)

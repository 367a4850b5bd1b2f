"""Rooms and sites as Locations, equipment as Devices."""

from __future__ import annotations

from collections.abc import Iterator

from planner.clinic import Absence, Equipment, Room
from planner.fhir.draft import Draft
from planner.fhir.elements import Element, concept, element, identifier, reference, resource
from planner.fhir.extensions import of_fact, read_fields
from planner.fhir.hours import of_away, of_hours, read_away, read_hours
from planner.fhir.names import EQUIPMENT, FEATURE, ROOM, SITE, own
from planner.fhir.node import Node
from planner.fhir.resources import organization
from planner.fhir.resources.practitioners import AVAILABLE, site_id
from planner.fhir.writer import Writer

TOLD = ("id", "name", "features", "site", "hours")
CLOSED = "closed"
OPENING = ("openingTime", "closingTime")
FORM = "http://terminology.hl7.org/CodeSystem/location-physical-type"
WHOLE_HOUSES = frozenset(("si", "bu", "wi", "lvl", "co", "area", "jdn"))
"""Locations of these physical types have rooms, and are none."""


def of_places(writer: Writer) -> Iterator[Element]:
    clinic, form = writer.clinic, "form" if writer.release.whole_availability else "physicalType"
    closures: dict[str, list[Element]] = {}
    for place, closure in enumerate(clinic.closures):
        closures.setdefault(closure.of, []).append(of_away(writer, CLOSED, closure, place))
    home = reference("Organization", organization.ID)
    shifts = (row.site for person in clinic.practitioners.values() for row in person.shifts)
    for site in dict.fromkeys((*shifts, *(room.site for room in clinic.rooms.values()))):
        if site is not None:
            named = {"identifier": [identifier(own(SITE), site)], "status": "active", "name": site, "mode": "instance"}
            physical = {form: concept(FORM, "si", "Site")}
            yield resource("Location", site_id(site), **named, **physical, managingOrganization=home)
    for room in clinic.rooms.values():
        yield resource(
            "Location",
            room.id,
            extension=[*of_fact(ROOM, room, TOLD), *closures.get(room.id, [])],
            identifier=writer.identifiers(ROOM, room.id),
            status="active",
            name=room.name,
            mode="instance",
            type=[concept(own(FEATURE), feature) for feature in sorted(room.features)],
            **{form: concept(FORM, "ro", "Room")},
            managingOrganization=home,
            partOf=reference("Location", site_id(room.site), room.site) if room.site is not None else {},
            hoursOfOperation=_opening(writer, room),
        )
    for thing in clinic.equipment.values():
        yield _device(writer, thing, closures.get(thing.id, []))


def _opening(writer: Writer, room: Room) -> list[Element]:
    if writer.release.whole_availability:
        whole = element(availableTime=[of_hours(row, *AVAILABLE) for row in room.hours])
        return [whole] if whole else []
    return [of_hours(row, *OPENING) for row in room.hours]


def _device(writer: Writer, thing: Equipment, closures: list[Element]) -> Element:
    text = {writer.release.device_name_text: thing.name, "type": "user-friendly-name"}
    return resource(
        "Device",
        thing.id,
        extension=[*of_fact(EQUIPMENT, thing, ("id", "name")), *closures],
        identifier=writer.identifiers(EQUIPMENT, thing.id),
        status="active",
        **{writer.release.device_name: [text] if thing.name else []},
        owner=reference("Organization", organization.ID),
    )


def is_site(node: Node) -> bool:
    """Whether a Location is a house or a part of one with rooms in it."""
    said = node.content.get("physicalType") or node.content.get("form")
    coding = said.get("coding") if isinstance(said, dict) else None
    codings = coding if isinstance(coding, list) else [coding]
    return any(isinstance(each, dict) and str(each.get("code")) in WHOLE_HOUSES for each in codings)


def read_location(node: Node, draft: Draft, name: tuple[str, str]) -> None:
    node.passed("status", "mode", "physicalType", "form", "managingOrganization", "operationalStatus", "description")
    kind, id = name
    if kind == SITE:
        node.passed("name", "identifier")
        return node.close()
    said = read_fields(node, ROOM, Room)
    features = [feature for each in node.each("type") if (feature := _feature(each))]
    part_of = node.part("partOf")
    site = draft.index.look(part_of) if part_of else None
    opening = [row for each in node.each("hoursOfOperation") for row in _opened(each)]
    closures = [read_away(extension, id) for extension in node.extensions(own(CLOSED))]
    said |= {"name": node.text("name") or id, "features": frozenset(features)}
    said |= {"site": site[1] if site and site[0] == SITE else None, "hours": tuple(row for _, row in opening)}
    draft.identify(node, ROOM, id)
    node.close()
    if node.sound:
        draft.rooms[id] = Room(id, **said)
        draft.closures += _there(closures)


def _opened(node: Node) -> Iterator[tuple[int, object]]:
    times = node.each("availableTime")  # of R5, in which it is one Availability
    yield from (row for time in times for row in read_hours(time, *AVAILABLE))
    if not times:
        yield from read_hours(node, *OPENING)


def _feature(node: Node) -> str | None:
    """A feature of planner's own; what function others see in a place, no service asks for."""
    found = None
    for each in node.each("coding"):
        system, code = each.text("system"), each.text("code")
        each.passed("display", "version", "userSelected")
        found = code if system == own(FEATURE) else found
    text = node.text("text")
    if found is None and "coding" not in node.content:
        found = text
    if found is None:
        node.leave("", "planner asks for features of its own only")
    return found


def read_device(node: Node, draft: Draft, id: str) -> None:
    said = read_fields(node, EQUIPMENT, Equipment)
    names = [each.text("name" if "name" in each.content else "value") for each in _names(node)]
    closures = [read_away(extension, id) for extension in node.extensions(own(CLOSED))]
    node.passed("status", "owner")
    draft.identify(node, EQUIPMENT, id)
    node.close()
    if node.sound:
        draft.equipment[id] = Equipment(id, next((name for name in names if name), id), **said)
        draft.closures += _there(closures)


def _names(node: Node) -> list[Node]:
    names = [*node.each("deviceName"), *node.each("name")]
    for name in names:
        name.passed("type", "display")
    return names


def _there(closures: list[tuple[int, Absence] | None]) -> list[tuple[int, Absence]]:
    return [each for each in closures if each]

"""Practitioners, and their hours: a PractitionerRole for each stretch of days and site at which they work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from planner.clinic import Absence, Practitioner, WeeklyHours
from planner.fhir.draft import Draft
from planner.fhir.elements import Element, concept, element, reference, resource
from planner.fhir.extensions import of_fact, read_fields
from planner.fhir.hours import ONCE, of_absence, of_hours, read_absence, read_hours
from planner.fhir.names import PRACTITIONER, QUALIFICATION, ROOM, SITE, logical_id, own
from planner.fhir.node import Node
from planner.fhir.resources import organization
from planner.fhir.resources.patients import name_of
from planner.fhir.writer import Writer

TOLD = ("id", "name", "qualifications", "shifts")
AVAILABLE = ("availableStartTime", "availableEndTime")
Stretch = tuple[str | None, date | None, date | None]
"""A site, the first day and the last."""


def of_practitioners(writer: Writer) -> Iterator[Element]:
    absences: dict[str, list[tuple[int, Absence]]] = {}
    for place, absence in enumerate(writer.clinic.absences):
        absences.setdefault(absence.of, []).append((place, absence))
    for person in writer.clinic.practitioners.values():
        limit = (*TOLD, "licensed_until") if person.qualifications else TOLD
        until = person.licensed_until and {"end": person.licensed_until.isoformat()}
        yield resource(
            "Practitioner",
            person.id,
            extension=of_fact(PRACTITIONER, person, limit),
            identifier=writer.identifiers(PRACTITIONER, person.id),
            active=True,
            name=[element(text=person.name)] if person.name else [],
            qualification=[
                element(code=concept(own(QUALIFICATION), each), period=until) for each in sorted(person.qualifications)
            ],
        )
        yield from _roles(writer, person, absences.get(person.id, []))


def _roles(writer: Writer, person: Practitioner, absences: list[tuple[int, Absence]]) -> Iterator[Element]:
    stretches: dict[Stretch, list[tuple[int, WeeklyHours]]] = {}
    for place, row in enumerate(person.shifts):
        stretches.setdefault((row.site, row.first, row.last), []).append((place, row))
    if absences and not stretches:
        stretches[None, None, None] = []
    for number, ((site, first, last), rows) in enumerate(stretches.items(), 1):
        told = (*ONCE, "first", "last", "site")
        hours = [of_hours(row, *AVAILABLE, told, place if len(stretches) > 1 else None) for place, row in rows]
        away = [of_absence(writer, absence, place) for place, absence in absences] if number == 1 else []
        yield resource(
            "PractitionerRole",
            f"{person.id}-{number}",
            active=True,
            period=element(start=first and first.isoformat(), end=last and last.isoformat()),
            practitioner=writer.practitioner(person.id),
            organization=reference("Organization", organization.ID),
            location=[reference("Location", site_id(site), site)] if site is not None else [],
            healthcareService=[
                reference("HealthcareService", service.id, service.title)
                for service in writer.clinic.services.values()
                if service.needs <= person.qualifications
            ],
            **_availability(writer, hours, away),
        )


def _availability(writer: Writer, hours: list[Element], away: list[Element]) -> dict[str, Any]:
    if not writer.release.whole_availability:
        return {"availableTime": hours, "notAvailable": away}
    whole = element(availableTime=hours, notAvailableTime=away)
    return {"availability": [whole] if whole else []}


def site_id(site: str) -> str:
    """The id of a site's Location, which no room has."""
    return logical_id(f"site-{site}")


def read(node: Node, draft: Draft, id: str) -> None:
    said = read_fields(node, PRACTITIONER, Practitioner)
    qualifications, ends = set[str](), set[date]()
    for each in node.each("qualification"):
        code, period = each.part("code"), each.part("period")
        name = qualification_of(code) if code else None
        if name is None:
            each.leave("", "this names no qualification")
            continue
        qualifications.add(name)
        if period and (end := period.day("end")):
            ends.add(end)
    if ends:  # a service may need any of them: the safe day is the first
        said["licensed_until"] = min(ends)
    said |= {"name": name_of(node) or id, "qualifications": frozenset(qualifications)}
    node.passed("active")
    draft.identify(node, PRACTITIONER, id)
    node.close()
    if node.sound:
        draft.practitioners[id] = Practitioner(id, **said)


def qualification_of(code: Node) -> str | None:
    """What services would name in `needs`: planner's own code, the first other one, or the text."""
    codings = []
    for each in code.each("coding"):
        each.passed("display", "version")
        codings.append((each.text("system"), each.text("code")))
    mine = [value for system, value in codings if system == own(QUALIFICATION) and value]
    text = code.text("text")
    return next((value for value in (*mine, *(value for _, value in codings), text) if value), None)


def read_role(node: Node, draft: Draft) -> None:
    """The hours of a practitioner, and when they are away."""
    id = draft.index.meant(node.part("practitioner"), PRACTITIONER)
    node.passed("active", "organization", "healthcareService", "identifier", "code", "specialty")
    period = node.part("period")
    first, last = (period.day("start"), period.day("end")) if period else (None, None)
    site = _site(node, draft)
    wholes = node.each("availability")
    times = [time for part in (node, *wholes) for time in part.each("availableTime")]
    away = [*node.each("notAvailable"), *(each for part in wholes for each in part.each("notAvailableTime"))]
    if id is None:
        return node.skip("this is a role of nobody known")
    rows = [row for time in times for row in read_hours(time, *AVAILABLE, first=first, last=last, site=site)]
    absences = [read_absence(each, id) for each in away]
    node.close()
    if node.sound:
        draft.shifts[id] += rows
        draft.absences += [each for each in absences if each]


def _site(node: Node, draft: Draft) -> str | None:
    """The site of a role; that of a room is the room's, which is told where the room is."""
    for each in node.each("location"):
        found = draft.index.look(each)
        if found and found[0] == SITE:
            return found[1]
        if not found or found[0] != ROOM:
            each.leave("", "this is no site of the clinic")
    return None

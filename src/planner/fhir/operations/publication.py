"""Free times for anybody, as SMART Scheduling Links publishes them: a manifest, and a file of lines for each type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from planner.clinic import Clinic, Days
from planner.clinic.appointments import HELD
from planner.clinic.spans import DAY
from planner.desk import Desk
from planner.fhir.bundle import bulk
from planner.fhir.elements import Element, concept, element, reference, resource
from planner.fhir.release import R4, Release
from planner.fhir.resources import slots
from planner.fhir.resources.places import FORM, of_places
from planner.fhir.resources.practitioners import site_id
from planner.fhir.resources.slots import of_days, schedules_of
from planner.fhir.writer import Writer

PUBLISHED = ("Location", "PractitionerRole", "Schedule", "Slot")
WEEKS = 4
"""How far ahead free times are published."""
WHOLE = site_id("")
"""The id of the clinic's own Location, where somebody works whose shifts say no site."""


def published(desk: Desk, release: Release = R4) -> dict[str, str]:
    """The files of `$bulk-publish`, by their names: places, people's roles there, schedules, and slots.

    What anybody may see: no closure, no reason, nobody's appointment, and what is held as what is booked.
    """
    clinic, today = desk.clinic(), desk.today()
    held = [row for row in desk.appointments() if row.status == HELD]
    writer, days = Writer(clinic, release), Days(today, today + WEEKS * 7 * DAY)
    found = [*_places(writer), *_roles(clinic)]
    for each in of_days(writer, days, held):
        if each["resourceType"] == "Schedule":
            found.append({**each, "actor": _actors(each, clinic)})
        elif each["status"] != slots.AWAY:
            found.append({**each, "status": slots.BUSY if each["status"] == slots.HELD else each["status"]})
    return bulk(element(each) for each in found)


def _places(writer: Writer) -> list[Element]:
    form = "form" if writer.release.whole_availability else "physicalType"
    whole = {"status": "active", "name": writer.clinic.name or "the clinic", "mode": "instance"}
    found = [resource("Location", WHOLE, **whole, **{form: concept(FORM, "si", "Site")})]
    return found + [{**each, "extension": []} for each in of_places(writer) if each["resourceType"] == "Location"]


def _roles(clinic: Clinic) -> list[Element]:
    """Who works where, by name alone."""
    return [
        resource(
            "PractitionerRole",
            schedule,
            active=True,
            practitioner={"display": person.name or person.id},
            location=[_location(site, clinic)],
        )
        for person in clinic.practitioners.values()
        for schedule, site in schedules_of(person)
    ]


def _actors(schedule: Element, clinic: Clinic) -> list[Element]:
    """The place first, which is all that the specification's first version knows; then the role there."""
    people = clinic.practitioners.values()
    person, site = {id: (each, site) for each in people for id, site in schedules_of(each)}[schedule["id"]]
    return [_location(site, clinic), reference("PractitionerRole", schedule["id"], person.name or person.id)]


def _location(site: str | None, clinic: Clinic) -> Element:
    return reference("Location", WHOLE if site is None else site_id(site), site or clinic.name)


def manifest(files: Mapping[str, str], base: str, at: datetime) -> Element:
    return {
        "transactionTime": at.isoformat().replace("+00:00", "Z"),
        "request": f"{base}/$bulk-publish",
        "output": [{"type": name.partition(".")[0], "url": f"{base}/bulk/{name}"} for name in files],
        "error": [],
    }

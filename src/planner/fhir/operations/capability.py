"""What the server can do, as a CapabilityStatement; and its free times as SMART Scheduling Links publish them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import planner
from planner.clinic import Clinic, Days
from planner.clinic.spans import DAY
from planner.desk import Desk
from planner.fhir.bundle import bulk
from planner.fhir.elements import Element, element
from planner.fhir.operations.answer import PROFILE
from planner.fhir.operations.search import PARAMETERS
from planner.fhir.release import R4, Release
from planner.fhir.resources.places import of_places
from planner.fhir.resources.slots import of_days
from planner.fhir.writer import Writer

IHE = "https://profiles.ihe.net/ITI/Scheduling/OperationDefinition/appointment-"
OPERATIONS = ("find", "hold", "book")
FORMATS = ("application/fhir+json", "application/fhir+xml")
KINDS = {"_id": "token", "status": "token", "identifier": "token", "date": "date"}
PUBLISHED = ("Location", "Schedule", "Slot")
WEEKS = 4
"""How far ahead free times are published."""


def capability(release: Release = R4, at: str = "2026-11-30") -> Element:
    operations = [{"name": name, "definition": f"{IHE}{name}"} for name in OPERATIONS]
    searches = [{"name": name, "type": KINDS.get(name, "reference")} for name in PARAMETERS]
    appointment = element(
        type="Appointment",
        supportedProfile=[PROFILE] if release is R4 else [],
        interaction=[{"code": "read"}, {"code": "search-type"}],
        searchParam=searches,
        operation=operations,
    )
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": at,
        "kind": "instance",
        "software": {"name": "planner", "version": planner.__version__},
        "implementation": {"description": "A clinic's appointment book"},
        "fhirVersion": release.version,
        "format": list(FORMATS),
        "rest": [{"mode": "server", "resource": [appointment, _audit()]}],
    }


def _audit() -> Element:
    searches = [{"name": "patient", "type": "reference"}, {"name": "date", "type": "date"}]
    return {"type": "AuditEvent", "interaction": [{"code": "search-type"}], "searchParam": searches}


def published(desk: Desk, release: Release = R4) -> dict[str, str]:
    """The files of `$bulk-publish`, by their types: places, schedules, and the slots of the weeks to come."""
    clinic, today = desk.clinic(), desk.today()
    return bulk(_public(clinic, Days(today, today + WEEKS * 7 * DAY), release))


def _public(clinic: Clinic, days: Days, release: Release) -> list[Element]:
    """What anybody may see: free times, and no closure, no reason and nobody's appointment."""
    writer = Writer(clinic, release)
    places = [{**each, "extension": []} for each in of_places(writer) if each["resourceType"] == "Location"]
    slots = [each for each in of_days(writer, days) if each.get("status") in (None, "free", "busy")]
    return [element(each) for each in (*places, *slots)]


def manifest(files: Mapping[str, str], base: str, at: datetime) -> Element:
    return {
        "transactionTime": at.isoformat().replace("+00:00", "Z"),
        "request": f"{base}/$bulk-publish",
        "output": [{"type": name.partition(".")[0], "url": f"{base}/bulk/{name}"} for name in files],
        "error": [],
    }

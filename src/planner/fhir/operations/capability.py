"""What the server can do, as a CapabilityStatement."""

from __future__ import annotations

from collections.abc import Iterable

import planner
from planner.fhir.elements import Element, element
from planner.fhir.operations import audit, people, search
from planner.fhir.operations.answer import PROFILE
from planner.fhir.operations.companions import TYPES
from planner.fhir.release import R4, Release

IHE = "https://profiles.ihe.net/ITI/Scheduling/"
OPERATIONS = ("find", "hold", "book")
FORMATS = ("application/fhir+xml", "application/fhir+json")
KINDS = {
    **dict.fromkeys(("_id", "status", "identifier"), "token"),
    **{"date": "date", **dict.fromkeys(people.BY_NAME, "string")},
}
"""The types of parameters that are no references."""
SECURITY = {
    "service": [
        {
            "coding": [
                {"system": "http://terminology.hl7.org/CodeSystem/restful-security-service", "code": "SMART-on-FHIR"}
            ]
        }
    ],
    "description": "A token in Authorization: Bearer, given by the clinic, or by SMART Backend Services",
}


def capability(release: Release = R4, at: str = "2026-12-01") -> Element:
    operations = [{"name": name, "definition": f"{IHE}OperationDefinition/appointment-{name}"} for name in OPERATIONS]
    appointment = element(
        type="Appointment",
        supportedProfile=[PROFILE] if release is R4 else [],
        interaction=[{"code": "read"}, {"code": "search-type"}],
        searchInclude=[each for each in TYPES if each != "*"],
        searchParam=_parameters(search.PARAMETERS),
        operation=operations,
    )
    patient = element(
        type="Patient",
        interaction=[{"code": "read"}, {"code": "search-type"}],
        searchParam=_parameters(people.PARAMETERS),
    )
    events = element(
        type="AuditEvent", interaction=[{"code": "search-type"}], searchParam=_parameters(audit.PARAMETERS)
    )
    instantiates = [f"{IHE}CapabilityStatement/IHE.Scheduling.server"] if release is R4 else []
    return element(
        resourceType="CapabilityStatement",
        status="active",
        date=at,
        kind="instance",
        instantiates=instantiates,
        software={"name": "planner", "version": planner.__version__},
        implementation={"description": "A clinic's appointment book"},
        fhirVersion=release.version,
        format=list(FORMATS),
        rest=[{"mode": "server", "security": SECURITY, "resource": [patient, appointment, events]}],
    )


def _parameters(names: Iterable[str]) -> list[Element]:
    return [{"name": name, "type": KINDS.get(name, "reference")} for name in names]

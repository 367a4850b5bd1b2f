"""Services: a HealthcareService that can be booked, and an ActivityDefinition of what is done and what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from planner.clinic import Service, Step
from planner.fhir.draft import Draft
from planner.fhir.elements import Element, concept, minutes, reference, resource
from planner.fhir.extensions import MINUTE, of_fact, read_fields, read_minutes
from planner.fhir.names import SERVICE, canonical, own
from planner.fhir.node import Node
from planner.fhir.resources import organization
from planner.fhir.writer import Writer

TOLD = ("id", "title")


def of_services(writer: Writer) -> Iterator[Element]:
    for service in writer.clinic.services.values():
        yield resource(
            "HealthcareService",
            service.id,
            identifier=writer.identifiers(SERVICE, service.id),
            active=True,
            providedBy=reference("Organization", organization.ID),
            type=[writer.service(service.id)],
            name=service.title,
            appointmentRequired=True,
        )
        yield resource(
            "ActivityDefinition",
            service.id,
            extension=of_fact(SERVICE, service, TOLD),
            url=canonical(SERVICE, service.id),
            identifier=writer.identifiers(SERVICE, service.id),
            title=service.title,
            status="active",
            kind="Appointment",
            code=concept(own(SERVICE), service.id, service.title),
            timingDuration=minutes(_number(service.length)),
            participant=[{"type": "practitioner"}] if any(step.attended for step in service.steps) else [],
        )


def _number(length: timedelta) -> float:
    number = length / MINUTE
    return int(number) if number.is_integer() else number


def read_healthcare_service(node: Node, draft: Draft, id: str) -> None:
    """What is booked; how long it takes, an ActivityDefinition of the same identifier or id says."""
    if not draft.has("services", id):
        return node.skip("it does not say how long it takes; an ActivityDefinition of the same identifier would")
    draft.identify(node, SERVICE, id)
    node.passed("active", "providedBy", "type", "name", "appointmentRequired")
    node.close()


def read_activity(node: Node, draft: Draft, id: str) -> None:
    """A service; one that says its length alone is one step, with the practitioner."""
    said = read_fields(node, SERVICE, Service)
    node.passed("url", "status", "kind", "code", "participant", "name", "version", "date", "experimental")
    title = node.text("title") or id
    duration = node.part("timingDuration")
    length = duration and read_minutes(duration)
    if "steps" not in said and length:
        said["steps"] = (Step(title, length, attended=True),)
    if "steps" not in said and node.sound:
        return node.skip("it does not say how long it takes, in timingDuration or in steps")
    draft.identify(node, SERVICE, id)
    node.close()
    if node.sound:
        draft.services[id] = Service(id, title, **said)

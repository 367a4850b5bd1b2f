"""Plans: a CarePlan, and a ServiceRequest for each phase of it, which appointments are based on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planner.clinic import Plan
from planner.clinic.courses.numbering import phase_size
from planner.fhir.draft import Draft
from planner.fhir.elements import Element, element, identifier, reference, resource
from planner.fhir.extensions import of_fact, read_fields
from planner.fhir.names import PATIENT, PLAN, PROTOCOL, SERVICE, canonical, logical_id, own
from planner.fhir.node import Node
from planner.fhir.resources.timing import of_phase_timing
from planner.fhir.writer import Writer

TOLD = ("id", "patient", "protocol", "start", "finish_by")
PRIORITIES = {3: "urgent", 2: "routine", 1: "routine"}
"""planner has one below the usual, FHIR has none."""


def request_id(plan: str, phase: int) -> str:
    """The id of the ServiceRequest for a phase, counted from 1."""
    return logical_id(f"{plan}-{phase}")


def of_plans(writer: Writer) -> Iterator[Element]:
    clinic, release = writer.clinic, writer.release
    for plan in clinic.plans.values():
        protocol = clinic.protocols.get(plan.protocol)
        phases = protocol.phases if protocol else ()
        ids = [request_id(plan.id, number) for number in range(1, len(phases) + 1)]
        end = plan.finish_by and plan.finish_by.isoformat()
        yield resource(
            "CarePlan",
            plan.id,
            extension=of_fact(PLAN, plan, TOLD),
            identifier=writer.identifiers(PLAN, plan.id),
            instantiatesCanonical=[canonical(PROTOCOL, plan.protocol)],
            status="active",
            intent="plan",
            title=protocol.title if protocol else "",
            subject=reference("Patient", plan.patient),
            period=element(start=plan.start.isoformat(), end=end),
            activity=[{release.activity: reference("ServiceRequest", id)} for id in ids],
        )
        for id, phase in zip(ids, phases, strict=True):
            size = phase_size(plan, protocol, phase) if protocol else None
            yield resource(
                "ServiceRequest",
                id,
                identifier=[identifier(own(PLAN), plan.id)],
                instantiatesCanonical=[canonical(SERVICE, phase.services[0])],
                basedOn=[reference("CarePlan", plan.id)],
                status="active",
                intent="plan",
                priority=PRIORITIES[plan.priority],
                code=release.asked(writer.service(phase.services[0])),
                subject=reference("Patient", plan.patient),
                occurrenceTiming=of_phase_timing(phase, size),
                performer=[writer.practitioner(plan.practitioner)] if plan.practitioner else [],
            )


def read(node: Node, draft: Draft, id: str) -> None:
    node.passed("intent", "title", "activity", "category", "description", "created", "author")
    status = node.text("status")
    protocol = _protocol(node, draft)
    if protocol is None or status not in ("active", "draft", "on-hold", "completed", "unknown"):
        why = f"it is {status}" if protocol else "it follows no protocol of the clinic, in instantiatesCanonical"
        return node.skip(why)
    patient = draft.index.meant(node.part("subject"), PATIENT)
    period = node.part("period")
    start, end = (period.day("start"), period.day("end")) if period else (None, None)
    said: dict[str, Any] = {"finish_by": end, **read_fields(node, PLAN, Plan)}
    if start is None and node.sound:
        node.fault("period.start", "the plan begins on no day", "give the day it starts")
    draft.identify(node, PLAN, id)
    node.close()
    if node.sound and patient is not None and start is not None:
        draft.plans[id] = Plan(id, patient, protocol, start, **said)


def _protocol(node: Node, draft: Draft) -> str | None:
    for url in node.texts("instantiatesCanonical"):
        found = draft.index.by_address.get(url.partition("|")[0])
        if found and found[0] == PROTOCOL:
            return found[1]
    return None


def read_request(node: Node, draft: Draft, id: str) -> None:
    """What a plan asks for follows from its protocol; a request on its own makes no plan."""
    if not draft.has("plans", id) and node.sound:
        return node.skip("it belongs to no CarePlan of the clinic")

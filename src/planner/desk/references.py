"""What facts name of one another, so that none is left pointing at nothing."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import chain

from planner.clinic import Clearance, Clinic, Event, FollowUp, Wait


def dangling(clinic: Clinic) -> set[str]:
    """Each fact that names what the clinic does not have, in a sentence."""
    return {
        f"{who} names the {kind} {name!r}, which the clinic does not have"
        for who, kind, name, known in chain(_people(clinic), _treatments(clinic), _health(clinic))
        if name is not None and name not in known
    }


Reference = tuple[str, str, str | None, Container[str]]
"""Who names it, what kind it is of, its name, and those there are."""


def _people(clinic: Clinic) -> Iterator[Reference]:
    for plan in clinic.plans.values():
        who = f"the plan {plan.id!r}"
        yield who, "patient", plan.patient, clinic.patients
        yield who, "protocol", plan.protocol, clinic.protocols
        yield who, "practitioner", plan.practitioner, clinic.practitioners
    for patient in clinic.patients.values():
        yield f"the patient {patient.id!r}", "practitioner", patient.preferred_practitioner, clinic.practitioners
    for absence in clinic.absences:
        yield f"the absence from {absence.span.start:%Y-%m-%d} on", "practitioner", absence.of, clinic.practitioners
    for closure in clinic.closures:
        places = {*clinic.rooms, *clinic.equipment}
        yield f"the closure from {closure.span.start:%Y-%m-%d} on", "room or equipment", closure.of, places


def _treatments(clinic: Clinic) -> Iterator[Reference]:
    for protocol in clinic.protocols.values():
        for phase in protocol.phases:
            for name in (phase.first, *phase.services):
                yield f"the protocol {protocol.id!r}", "service", name, clinic.services
    for service in clinic.services.values():
        for equipment in service.equipment:
            yield f"the service {service.id!r}", "equipment", equipment, clinic.equipment
    rules: list[Wait | FollowUp] = [*clinic.waits, *clinic.follow_ups]
    for rule in rules:
        for name in (rule.after, rule.service):
            yield f"what follows {rule.after!r}", "service", name, clinic.services


def _health(clinic: Clinic) -> Iterator[Reference]:
    facts: list[Event | Clearance] = [*clinic.events, *clinic.clearances]
    for fact in facts:
        who = f"the {type(fact).__name__.lower()} {fact.kind!r} on {fact.on}"
        yield who, "patient", fact.patient, clinic.patients
        yield who, "policy rule", fact.kind, clinic.policy.kinds

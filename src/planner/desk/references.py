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


def unreadable(before: Clinic, clinic: Clinic) -> set[str]:
    """Each fact of a clinic that its tables could not say, in a sentence; `before` is what was there already."""
    return {*_lacking(clinic), *_no_reason(before, clinic)}


def _lacking(clinic: Clinic) -> Iterator[str]:
    """Services that nobody can give: without somebody qualified, a room, or a unit of their equipment."""
    for service in clinic.services.values():
        if not any(service.needs <= person.qualifications for person in clinic.practitioners.values()):
            yield f"nobody has the qualifications of the service {service.id!r}; give them to somebody"
        if service.room is not None and not any(service.room <= room.features for room in clinic.rooms.values()):
            yield f"no room has the features that the service {service.id!r} needs; give them to one"
        for id in service.equipment:
            if id in clinic.equipment and not clinic.equipment[id].units:
                yield f"the clinic has 0 units of {id!r}, which the service {service.id!r} needs; leave it one"
    for id in sorted(clinic.rooms.keys() & clinic.equipment.keys()):
        yield f"{id!r} is a room and an equipment; give one of them another id"


def _no_reason(before: Clinic, clinic: Clinic) -> Iterator[str]:
    """Changes of the policy that say no reason."""
    old, new = before.policy, clinic.policy
    for trigger, rule in new.rules.items():
        if rule != old.rules.get(trigger) and not (rule.override or "").strip():
            yield f"the change of the policy {trigger!r} says no reason; give it as `override`"
    for trigger, reason in new.off.items():
        if not reason.strip():
            yield f"the policy {trigger!r} is turned off without a reason; give it in `off`"


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

"""What facts name of one another, so that none is left pointing at nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any

from planner.clinic import Clearance, Clinic, Event, FollowUp, Patient, Plan, Protocol, Service, Wait
from planner.clinic.numbering import course_end
from planner.desk.store.facts import Name


def dangling(before: Clinic, after: Clinic, changed: Mapping[Name, Any]) -> set[str]:
    """Each fact that a change leaves naming what the clinic does not have, in a sentence; not those of before it.

    As long as all is there that a fact may name, only what was changed is looked at: a clinic has thousands of plans.
    """
    known = _known(after)
    gone = any(not names <= known[kind] for kind, names in _known(before).items())
    found = set(_dangling(known, _facts(after) if gone else ((kind, fact) for (kind, _), fact in changed.items())))
    return found.difference(_dangling(_known(before), _facts(before))) if found else found


def unreadable(before: Clinic, clinic: Clinic) -> set[str]:
    """Each fact of a clinic that its tables could not say, in a sentence; `before` is what was there already."""
    return {*_lacking(clinic), *_no_reason(before, clinic), *_beyond_the_course(clinic)}


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


def _beyond_the_course(clinic: Clinic) -> Iterator[str]:
    """Plans of which more sessions were attended before the book than their course has."""
    for plan in clinic.plans.values():
        if not plan.attended or plan.protocol not in clinic.protocols:
            continue
        end = course_end(plan, clinic.protocol_of(plan))
        if end is not None and plan.attended > end:
            yield f"the course of plan {plan.id!r} has {end} sessions, so {plan.attended} cannot have been attended"


def _no_reason(before: Clinic, clinic: Clinic) -> Iterator[str]:
    """Changes of the policy that say no reason."""
    old, new = before.policy, clinic.policy
    for trigger, rule in new.rules.items():
        if rule != old.rules.get(trigger) and not (rule.override or "").strip():
            yield f"the change of the policy {trigger!r} says no reason; give it as `override`"
    for trigger, reason in new.off.items():
        if not reason.strip():
            yield f"the policy {trigger!r} is turned off without a reason; give it in `off`"


Reference = tuple[str, str | None]
"""What kind a fact names, and its name."""


def _of_plan(plan: Plan) -> Iterable[Reference]:
    return ("patient", plan.patient), ("protocol", plan.protocol), ("practitioner", plan.practitioner)


def _of_patient(patient: Patient) -> Iterable[Reference]:
    return (("practitioner", id) for id in (*patient.preferred_practitioners, *patient.not_with))


def _of_protocol(protocol: Protocol) -> Iterable[Reference]:
    return (("service", name) for phase in protocol.phases for name in (phase.first, *phase.services))


def _of_service(service: Service) -> Iterable[Reference]:
    return (("equipment", id) for id in service.equipment)


def _of_rule(rule: Wait | FollowUp) -> Iterable[Reference]:
    return ("service", rule.after), ("service", rule.service)


def _of_health(fact: Event | Clearance) -> Iterable[Reference]:
    return ("patient", fact.patient), ("policy rule", fact.kind)


_REFERENCES: Mapping[str, Callable[[Any], Iterable[Reference]]] = {
    "plans": _of_plan,
    "patients": _of_patient,
    "absences": lambda absence: (("practitioner", absence.of),),
    "away": lambda absence: (("patient", absence.of),),
    "closures": lambda closure: (("room or equipment", closure.of),),
    "protocols": _of_protocol,
    "services": _of_service,
    "waits": _of_rule,
    "follow_ups": _of_rule,
    "events": _of_health,
    "clearances": _of_health,
}
"""What a fact names, by the field of Clinic that it stands in."""


def _called(kind: str, fact: Any) -> str:
    """A fact as the subject of a sentence."""
    if isinstance(fact, Wait | FollowUp):
        return f"what follows {fact.after!r}"
    if isinstance(fact, Event | Clearance):
        return f"the {kind.removesuffix('s')} {fact.kind!r} on {fact.on}"
    if kind == "away":
        return f"the time away from {fact.span.start:%Y-%m-%d} on"
    if kind in ("absences", "closures"):
        return f"the {kind.removesuffix('s')} from {fact.span.start:%Y-%m-%d} on"
    return f"the {kind.removesuffix('s')} {fact.id!r}"


def _known(clinic: Clinic) -> Mapping[str, Set[str]]:
    """What there is of each kind that a fact may name."""
    return {
        "patient": clinic.patients.keys(),
        "protocol": clinic.protocols.keys(),
        "practitioner": clinic.practitioners.keys(),
        "service": clinic.services.keys(),
        "equipment": clinic.equipment.keys(),
        "room or equipment": clinic.rooms.keys() | clinic.equipment.keys(),
        "policy rule": clinic.policy.kinds,
    }


def _facts(clinic: Clinic) -> Iterator[tuple[str, Any]]:
    """All facts that name others, with the fields they stand in."""
    for kind in _REFERENCES:
        facts = getattr(clinic, kind)
        yield from ((kind, fact) for fact in (facts.values() if isinstance(facts, Mapping) else facts))


def _dangling(known: Mapping[str, Set[str]], facts: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for kind, fact in facts:
        for what, name in _REFERENCES[kind](fact) if fact is not None and kind in _REFERENCES else ():
            if name is not None and name not in known[what]:
                yield f"{_called(kind, fact)} names the {what} {name!r}, which the clinic does not have"

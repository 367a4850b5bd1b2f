"""What makes a clinic sound: its facts name only what is there, and each service can be given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from planner.clinic.clinic import Clinic
from planner.clinic.identifiers import Code, Identifier
from planner.clinic.people import Patient, Plan, Practitioner
from planner.clinic.places import Equipment, Room
from planner.clinic.policy import Clearance, Event
from planner.clinic.protocols import Protocol
from planner.clinic.services import FollowUp, Service, Wait
from planner.errors import Nonsense, did_you_mean


def unsound(clinic: Clinic) -> Iterator[str]:
    """All that keeps a clinic from being sound, each in a sentence with its mend; its book apart."""
    yield from dangling(known_names(clinic), facts_of(clinic))
    yield from unusable(clinic)


def refuse_unsound(clinic: Clinic) -> None:
    """Raises Nonsense with all of that."""
    if wrong := list(unsound(clinic)):
        raise Nonsense("; ".join(wrong))


# --- services that nobody can give --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ungivable:
    """A service that cannot be given: for which of its fields, `needs`, `room` or `equipment`, and what mends it."""

    service: str
    field: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"the service {self.service!r} cannot be given: {self.wrong}; {self.mend}"


def unusable(clinic: Clinic) -> Iterator[str]:
    """Services that nobody can give, and ids that mean two things, each in a sentence."""
    for service in clinic.services.values():
        yield from map(str, unstaffed(service, clinic.practitioners.values()))
        yield from map(str, unhoused(service, clinic.rooms.values()))
        yield from map(str, unequipped(service, clinic.equipment.values()))
    for id in ambiguous(clinic.rooms, clinic.equipment):
        yield f"{id!r} is a room and an equipment; give one of them another id"


def unstaffed(service: Service, practitioners: Iterable[Practitioner]) -> Iterator[Ungivable]:
    """A service for which nobody is qualified."""
    held = [person.qualifications for person in practitioners]
    for what, mend in _nowhere(service.needs, held, "somebody"):
        yield Ungivable(service.id, "needs", f"no practitioner holds {what}", mend)


def unhoused(service: Service, rooms: Iterable[Room]) -> Iterator[Ungivable]:
    """A service for which there is no room."""
    if service.room is not None:
        for what, mend in _nowhere(service.room, [room.features for room in rooms], "a room"):
            yield Ungivable(service.id, "room", f"no room has {what}", mend)


def unequipped(service: Service, equipment: Iterable[Equipment]) -> Iterator[Ungivable]:
    """A service for an equipment of which there is no unit."""
    units = {thing.id: thing.units for thing in equipment}
    for id in service.equipment:
        if units.get(id) == 0:
            mend = "give it units, or take it out of the service"
            yield Ungivable(service.id, "equipment", f"the clinic has 0 units of {id!r}", mend)


def _nowhere(asked: frozenset[str], there: list[frozenset[str]], whom: str) -> Iterator[tuple[str, str]]:
    """What of the features asked for nobody has, and its mend; nothing where somebody has them all."""
    if any(asked <= each for each in there):
        return
    alone = [feature for feature in sorted(asked) if not any(feature in each for each in there)]
    if alone:
        near = did_you_mean(alone[0], frozenset().union(*there)).removeprefix("; ")
        yield repr(alone[0]), near or f"give it to {whom}"
    else:
        yield f"{', '.join(sorted(asked)) or 'anything: there is none'} together", f"give all of them to {whom}"


def ambiguous(rooms: Iterable[str], equipment: Iterable[str]) -> list[str]:
    """The ids that a room and an equipment both have, so that nobody knows which of them is closed."""
    return sorted(set(rooms).intersection(equipment))


# --- what facts name ----------------------------------------------------------------------------------------------

Reference = tuple[str, str | None]
"""What kind a fact names, and its name."""
Fact = tuple[str, Any]
"""The field of Clinic that a fact stands in, and the fact."""


def dangling(known: Mapping[str, Set[str]], facts: Iterable[Fact]) -> Iterator[str]:
    """Each fact that names what is not known, in a sentence."""
    for kind, fact in facts:
        for what, name in REFERENCES[kind](fact) if fact is not None and kind in REFERENCES else ():
            if name is not None and name not in known[what]:
                yield f"{_called(kind, fact)} names the {what} {name!r}, which the clinic does not have"


def known_names(clinic: Clinic) -> Mapping[str, Set[str]]:
    """What there is of each kind that a fact may name."""
    return {
        "patient": clinic.patients.keys(),
        "protocol": clinic.protocols.keys(),
        "practitioner": clinic.practitioners.keys(),
        "service": clinic.services.keys(),
        "equipment": clinic.equipment.keys(),
        "room": clinic.rooms.keys(),
        "plan": clinic.plans.keys(),
        "room or equipment": clinic.rooms.keys() | clinic.equipment.keys(),
        "policy rule": clinic.policy.kinds,
    }


def facts_of(clinic: Clinic) -> Iterator[Fact]:
    """All facts that name others."""
    for kind in REFERENCES:
        facts = getattr(clinic, kind)
        yield from ((kind, fact) for fact in (facts.values() if isinstance(facts, Mapping) else facts))


def _of_plan(plan: Plan) -> Iterable[Reference]:
    return ("patient", plan.patient), ("protocol", plan.protocol), ("practitioner", plan.practitioner)


def _of_patient(patient: Patient) -> Iterable[Reference]:
    return (("practitioner", id) for id in (*patient.preferred_practitioners, *patient.not_with))


def _of_protocol(protocol: Protocol) -> Iterable[Reference]:
    return (("service", name) for phase in protocol.phases for name in phase.all_services)


def _of_service(service: Service) -> Iterable[Reference]:
    return (("equipment", id) for id in service.equipment)


def _of_rule(rule: Wait | FollowUp) -> Iterable[Reference]:
    return ("service", rule.after), ("service", rule.service)


def _of_identifier(identifier: Identifier) -> Iterable[Reference]:
    """An appointment's is kept whatever becomes of it: the book is another thing than the facts."""
    return () if identifier.what == "appointment" else ((identifier.what, identifier.id),)


def _of_health(fact: Event | Clearance) -> Iterable[Reference]:
    return ("patient", fact.patient), ("policy rule", fact.kind)


REFERENCES: Mapping[str, Callable[[Any], Iterable[Reference]]] = {
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
    "identifiers": _of_identifier,
    "codes": lambda code: (("policy rule", code.kind),),
}
"""What a fact names, by the field of Clinic that it stands in."""


def _called(kind: str, fact: Any) -> str:
    """A fact as the subject of a sentence."""
    if isinstance(fact, Wait | FollowUp):
        return f"what follows {fact.after!r}"
    if isinstance(fact, Event | Clearance):
        return f"the {kind.removesuffix('s')} {fact.kind!r} on {fact.on}"
    if isinstance(fact, Identifier):
        return f"the identifier {fact.value!r}"
    if isinstance(fact, Code):
        return f"the code {fact.system}|{fact.code}"
    if kind == "away":
        return f"the time away from {fact.span.start:%Y-%m-%d} on"
    if kind in ("absences", "closures"):
        return f"the {kind.removesuffix('s')} from {fact.span.start:%Y-%m-%d} on"
    return f"the {kind.removesuffix('s')} {fact.id!r}"

"""What a change of facts changes, by the names under which a store keeps them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Any

from planner.clinic import (
    Absence,
    Clearance,
    Clinic,
    Code,
    Equipment,
    Event,
    FollowUp,
    Identifier,
    Patient,
    Plan,
    Practitioner,
    Protocol,
    Room,
    Service,
    Wait,
)
from planner.desk.answers import Wish
from planner.desk.store.documents import BY_ID, LISTED, SETTINGS, WISHES
from planner.desk.store.facts import Facts, Name
from planner.errors import Nonsense, UnknownName

Treatment = Service | Protocol | Wait | FollowUp
Fact = (
    Treatment
    | Practitioner
    | Patient
    | Plan
    | Room
    | Equipment
    | Absence
    | Event
    | Clearance
    | Wish
    | Identifier
    | Code
)

_KINDS: Mapping[type, str] = {
    Service: "services",
    Protocol: "protocols",
    Practitioner: "practitioners",
    Patient: "patients",
    Plan: "plans",
    Room: "rooms",
    Equipment: "equipment",
    Event: "events",
    Clearance: "clearances",
    Wait: "waits",
    Identifier: "identifiers",
    Code: "codes",
    FollowUp: "follow_ups",
    Wish: WISHES,
}


def named(facts: Facts, add: Iterable[Fact], remove: Iterable[Fact], settings: Mapping[str, Any]) -> dict[Name, Any]:
    """Facts that are added or written over those of the same id, others as None that are taken back, and settings."""
    add = list(add)
    staff = {*facts.clinic.practitioners, *(fact.id for fact in add if isinstance(fact, Practitioner))}
    return {**_removed(facts, staff, remove), **_added(facts, staff, add), **_settings(settings)}


def added(facts: Facts, add: Iterable[Patient | Plan]) -> dict[Name, Any]:
    """New patients and plans. Raises Nonsense for an id that is on record already, so that nothing is written over."""
    for new in add:
        old = facts.clinic.patients.get(new.id) if isinstance(new, Patient) else facts.clinic.plans.get(new.id)
        if old is not None:
            what = f"there is a {type(new).__name__.lower()} {new.id!r} already"
            raise Nonsense(f"{what}{_told(old)}; use another id")
    return named(facts, add, (), {})


def _told(fact: Patient | Plan) -> str:
    """What it is, less anybody's name: refusals are logged."""
    return "" if isinstance(fact, Patient) else f", {fact.protocol} for {fact.patient}"


def between(facts: Facts, clinic: Clinic, take_back: bool) -> dict[Name, Any]:
    """What makes these facts those of a clinic, and takes back what it lacks if told so; its book is not looked at."""
    before, add, remove = facts.clinic, list[Fact](), list[Fact]()
    for kind in BY_ID:
        old, new = getattr(before, kind), getattr(clinic, kind)
        add += [thing for id, thing in new.items() if old.get(id) != thing]
        remove += [thing for id, thing in old.items() if id not in new]
    for kind in LISTED:
        old, new = getattr(before, kind), getattr(clinic, kind)
        add += [thing for thing in new if thing not in old]
        remove += [thing for thing in old if thing not in new]
    settings = {kind: getattr(clinic, kind) for kind in SETTINGS if getattr(before, kind) != getattr(clinic, kind)}
    return named(facts, add, remove if take_back else (), settings)


def _kind(staff: Container[str], fact: Fact) -> str:
    if isinstance(fact, Absence):
        return "absences" if fact.of in staff else "closures"
    if type(fact) not in _KINDS:
        raise Nonsense(
            f"a {type(fact).__name__} is not a fact of a clinic; give a Plan, Patient, Absence, Event or the like"
        )
    return _KINDS[type(fact)]


def _called(fact: Fact) -> str:
    """A fact without an id, such as `event of p1`; its notes and reasons are nobody else's business."""
    of = next((getattr(fact, name) for name in ("patient", "of", "after", "plan") if hasattr(fact, name)), None)
    return type(fact).__name__.lower() + (f" of {of}" if of else "")


def _id(fact: Fact) -> str | None:
    """What a fact is written over by; None for one that stands beside its like."""
    if isinstance(fact, Wish):
        return f"{fact.plan} {fact.number}"
    if isinstance(fact, Identifier):  # whose it is: one of many
        return None
    id: str | None = getattr(fact, "id", None)
    return id


def _added(facts: Facts, staff: Container[str], add: Iterable[Fact]) -> dict[Name, Any]:
    found: dict[Name, Any] = {}
    for fact in add:
        kind = _kind(staff, fact)
        if (id := _id(fact)) is not None:
            found[kind, id] = fact
            continue
        there = facts.with_(0, found)
        if isinstance(fact, Event) and (same := _same_event(there, fact)):
            found[kind, same] = replace(fact, note=fact.note or there.of(kind).there[same].note)
        elif there.name_of(kind, fact) is None:
            found[there.new_name(kind)] = fact
        else:
            raise Nonsense(f"this {_called(fact)} is on record already")
    return found


def _same_event(facts: Facts, event: Event) -> str | None:
    """The id of the event on record that ends otherwise, or of which another note was made."""
    which, events = (event.on, event.patient, event.kind), facts.of("events").there
    same = [id for id, there in events.items() if (there.on, there.patient, there.kind) == which]
    return None if any(events[id] == event for id in same) else next(iter(same), None)


def _removed(facts: Facts, staff: Container[str], remove: Iterable[Fact]) -> dict[Name, None]:
    names: dict[Name, None] = {}
    for fact in remove:
        kind = _kind(staff, fact)
        id = _id(fact)
        name = (kind, id) if id and id in facts.of(kind).there else facts.name_of(kind, fact)
        if name is None:
            raise Nonsense(f"this {_called(fact)} is not on record")
        names[name] = None
    return names


def _settings(settings: Mapping[str, Any]) -> dict[Name, Any]:
    for name in settings:
        if name not in SETTINGS:
            raise UnknownName("setting", str(name), SETTINGS)
    return {(name, ""): thing for name, thing in settings.items()}

"""What a change of facts changes, by the names under which a store keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from planner.clinic import Clinic, Event, Identifier, Patient, Plan
from planner.desk.answers import Wish
from planner.desk.facts.kinds import Fact, Of, Owners
from planner.desk.store.documents import BY_ID, LISTED, SETTINGS
from planner.desk.store.facts import Facts, Name
from planner.errors import Nonsense, UnknownName


def named(
    facts: Facts, add: Iterable[Fact], remove: Iterable[Fact], settings: Mapping[str, Any], kind: str | None = None
) -> dict[Name, Any]:
    """Facts that are added or written over those of the same id, others as None that are taken back, and settings.

    `kind` is that of the absences among them; where it is not told, it is by whose they are.
    """
    add = list(add)
    owners = Owners(facts.clinic, add)
    return _named(facts, owners.told_apart(add, kind), owners.told_apart(remove, kind), settings)


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
    before, add, remove = facts.clinic, list[Of](), list[Of]()
    for kind in BY_ID:
        old, new = getattr(before, kind), getattr(clinic, kind)
        add += [(kind, thing) for id, thing in new.items() if old.get(id) != thing]
        remove += [(kind, thing) for id, thing in old.items() if id not in new]
    for kind in LISTED:
        old, new = getattr(before, kind), getattr(clinic, kind)
        add += [(kind, thing) for thing in new if thing not in old]
        remove += [(kind, thing) for thing in old if thing not in new]
    settings = {kind: getattr(clinic, kind) for kind in SETTINGS if getattr(before, kind) != getattr(clinic, kind)}
    return _named(facts, add, remove if take_back else (), settings)


def _named(facts: Facts, add: Iterable[Of], remove: Iterable[Of], settings: Mapping[str, Any]) -> dict[Name, Any]:
    return {**_removed(facts, remove), **_added(facts, add), **_settings(settings)}


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


def _added(facts: Facts, add: Iterable[Of]) -> dict[Name, Any]:
    found: dict[Name, Any] = {}
    for kind, fact in add:
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


def _removed(facts: Facts, remove: Iterable[Of]) -> dict[Name, None]:
    names: dict[Name, None] = {}
    for kind, fact in remove:
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

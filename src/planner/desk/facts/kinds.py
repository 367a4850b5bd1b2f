"""Of which kind a fact is: the field of a clinic that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
from planner.desk.store.documents import WISHES
from planner.errors import Nonsense

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
Of = tuple[str, Fact]
"""A fact, behind the kind that it is of."""


class Owners:
    """Who can be away, or be closed, by the kind of fact that says so: an absence says no more than whose it is."""

    def __init__(self, clinic: Clinic, new: Iterable[Fact]) -> None:
        """`new` are facts that are added to the clinic."""
        things = clinic.rooms.keys() | clinic.equipment.keys()
        self._of = {"absences": {*clinic.practitioners}, "closures": {*things}, "away": {*clinic.patients}}
        for fact in new:
            if isinstance(fact, Practitioner):
                self._of["absences"].add(fact.id)
            elif isinstance(fact, Room | Equipment):
                self._of["closures"].add(fact.id)
            elif isinstance(fact, Patient):
                self._of["away"].add(fact.id)

    def told_apart(self, facts: Iterable[Fact], kind: str | None) -> list[Of]:
        """Facts with their kinds; `kind` is that of absences, where it is known. Raises Nonsense for what is none, or
        could be of several."""
        return [(self._kind(fact, kind), fact) for fact in facts]

    def _kind(self, fact: Fact, known: str | None) -> str:
        if isinstance(fact, Absence):
            return known or self._absence(fact.of)
        if type(fact) not in _KINDS:
            raise Nonsense(
                f"a {type(fact).__name__} is not a fact of a clinic; give a Plan, Patient, Absence, Event or the like"
            )
        return _KINDS[type(fact)]

    def _absence(self, of: str) -> str:
        kinds = [kind for kind, ids in self._of.items() if of in ids]
        if len(kinds) > 1:
            raise Nonsense(f"{of!r} is the id of several; say which is meant by kind={' or '.join(map(repr, kinds))}")
        return kinds[0] if kinds else "closures"

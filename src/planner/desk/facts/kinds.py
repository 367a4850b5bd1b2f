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
_ABSENCES: Mapping[type[Practitioner | Room | Equipment | Patient], str] = {
    Practitioner: "absences",
    Room: "closures",
    Equipment: "closures",
    Patient: "away",
}
"""The kinds of absences by whose they are."""
Of = tuple[str, Fact]
"""A fact, behind the kind that it is of."""


class Owners:
    """Who can be away, or be closed: an absence says no more than whose it is."""

    def __init__(self, clinic: Clinic, new: Iterable[Fact]) -> None:
        """`new` are facts that are added to the clinic."""
        ids: Mapping[type, Iterable[str]] = {
            Practitioner: clinic.practitioners,
            Room: clinic.rooms,
            Equipment: clinic.equipment,
            Patient: clinic.patients,
        }
        self._of: dict[str, set[str]] = {kind: set() for kind in _ABSENCES.values()}
        for owner, kind in _ABSENCES.items():
            self._of[kind].update(ids[owner], (fact.id for fact in new if isinstance(fact, owner)))

    def told_apart(self, facts: Iterable[Fact]) -> list[Of]:
        """Facts with their kinds. Raises Nonsense for what is none, or could be of two."""
        return [(self._kind(fact), fact) for fact in facts]

    def _kind(self, fact: Fact) -> str:
        if isinstance(fact, Absence):
            return self._absence(fact.of)
        if type(fact) not in _KINDS:
            raise Nonsense(
                f"a {type(fact).__name__} is not a fact of a clinic; give a Plan, Patient, Absence, Event or the like"
            )
        return _KINDS[type(fact)]

    def _absence(self, of: str) -> str:
        kinds = [kind for kind, ids in self._of.items() if of in ids]
        if "away" in kinds[1:]:
            raise Nonsense(
                f"{of!r} is the id of a patient and of something else, so it cannot be told who is away; "
                "give one of the two another id"
            )
        return kinds[0] if kinds else "closures"

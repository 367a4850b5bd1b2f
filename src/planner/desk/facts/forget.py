"""A patient forgotten: who they are is taken out of the store, and the numbers stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from planner.clinic import Patient
from planner.desk.answers import Call, Receipt
from planner.desk.store import appointments, facts
from planner.desk.store.documents import PERSONAL
from planner.desk.store.facts import Name
from planner.desk.store.store import Store
from planner.desk.store.transaction import Writing
from planner.errors import Nonsense, UnknownName


def forget(store: Store, patient: str, call: Call, request: str | None) -> Receipt:
    """Name, phone, email and note of a patient, the notes of their events and the reasons they were away, removed.

    Raises UnknownName for an id that never was, Nonsense for a patient who has visits to come, or is forgotten.
    """
    with store.writing(alone=True) as writing:
        if patient not in writing.facts.of("patients").found:
            raise UnknownName("patient", patient, writing.facts.of("patients").found)
        there = writing.end_over(appointments.of_patient(writing.connection, patient))
        coming = [line.name for line in there if line.takes and line.start >= writing.at]
        if coming:
            raise Nonsense(
                f"patient {patient!r} has visits to come, which need a name: {', '.join(coming)}; cancel them"
            )
        changed = _impersonal(writing, patient)
        if changed:
            writing.change_facts(changed)
        if not facts.forget(writing.connection, patient) and not changed:
            raise Nonsense(f"nothing personal of {patient!r} is on record any more")
        done = writing.done("forget", call, request, ())
    store.scrub()
    return done


def _impersonal(writing: Writing, patient: str) -> dict[Name, Any]:
    """The patient's facts without what is personal, as far as they have such."""
    found: dict[Name, Any] = {}
    for kind, fields in PERSONAL.items():
        whose = {"patients": "id", "events": "patient", "away": "of"}[kind]
        for id, thing in writing.facts.of(kind).there.items():
            if getattr(thing, whose) == patient:
                less = replace(thing, **dict.fromkeys(fields, ""))
                less = replace(less, name=less.id) if isinstance(less, Patient) else less
                found |= {(kind, id): less} if less != thing else {}
    return found

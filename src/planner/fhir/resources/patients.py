"""Patients."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from planner.clinic import Patient
from planner.fhir.draft import Draft
from planner.fhir.elements import Element, element, resource
from planner.fhir.extensions import of_fact, read_fields
from planner.fhir.hours import of_away, read_away
from planner.fhir.names import PATIENT, own
from planner.fhir.node import Node
from planner.fhir.writer import Writer

TOLD = ("id", "name", "phone", "email")
AWAY = "away"


def of_patients(writer: Writer, only: Collection[str] | None = None) -> Iterator[Element]:
    """All patients, or those of these ids alone."""
    away: dict[str, list[Element]] = {}
    for place, absence in enumerate(writer.clinic.away):
        away.setdefault(absence.of, []).append(of_away(writer, AWAY, absence, place))
    there = writer.clinic.patients
    for patient in there.values() if only is None else [there[id] for id in only]:
        yield resource(
            "Patient",
            patient.id,
            extension=[*of_fact(PATIENT, patient, TOLD), *away.get(patient.id, [])],
            identifier=writer.identifiers(PATIENT, patient.id),
            active=True,
            name=[element(text=patient.name)] if patient.name else [],
            telecom=[{"system": s, "value": v} for s, v in (("phone", patient.phone), ("email", patient.email)) if v],
        )


def read(node: Node, draft: Draft, id: str) -> None:
    said = {**read_fields(node, PATIENT, Patient), "name": name_of(node) or id, **telecom(node)}
    node.passed("active")
    away = [read_away(extension, id) for extension in node.extensions(own(AWAY))]
    draft.identify(node, PATIENT, id)
    node.close()
    if node.sound:
        draft.patients[id] = Patient(id, **said)
        draft.away += [each for each in away if each]


def name_of(node: Node) -> str:
    """The name for people: the official or usual one, as its text or put together."""
    names = [(each, each.text("use") or "") for each in node.each("name")]
    ranks = ("official", "usual", "")
    best = sorted(names, key=lambda pair: ranks.index(pair[1]) if pair[1] in ranks else len(ranks))
    found = ""
    for name, _ in best:
        name.passed("use", "period", "extension")
        parts = [*name.texts("prefix"), *name.texts("given"), name.text("family") or "", *name.texts("suffix")]
        found = found or name.text("text") or " ".join(part.strip() for part in parts if part.strip())
    return found


def telecom(node: Node) -> dict[str, str]:
    """The first phone and the first email; those no more in use are passed over."""
    found: dict[str, str] = {}
    for each in node.each("telecom"):
        system, use = each.text("system"), each.text("use")
        value = each.text("value") or ""
        each.passed("rank", "period")
        if system in ("phone", "email") and use != "old" and value and system not in found:
            found[system] = value
        elif use != "old":
            each.leave("", "planner keeps one phone and one email")
    return found

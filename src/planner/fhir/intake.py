"""The clinic that resources of FHIR tell of: everything read, or everything told that cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.clinic import Clinic
from planner.clinic.clinic import UTC
from planner.clinic.soundness import unsound
from planner.errors import Fault, FaultyClinic, Nonsense
from planner.fhir.bundle import findings_of, read_files
from planner.fhir.census import FIELDS, index_of, name_of, plan_of, zone_of
from planner.fhir.draft import Draft, in_order
from planner.fhir.index import KINDS
from planner.fhir.node import Node, Reader
from planner.fhir.resources import (
    appointments,
    health,
    organization,
    patients,
    places,
    plans,
    practitioners,
    protocols,
    services,
    visits,
)
from planner.files.reading.findings import Findings

BY_ID: Mapping[str, Callable[[Node, Draft, str], None]] = {
    "Practitioner": practitioners.read,
    "Device": places.read_device,
    "ActivityDefinition": services.read_activity,
    "HealthcareService": services.read_healthcare_service,
    "PlanDefinition": protocols.read,
    "Patient": patients.read,
    "CarePlan": plans.read,
    "ServiceRequest": plans.read_request,
    "Appointment": appointments.read,
}
"""What reads a resource that is about something with an id, in the order in which one needs another."""
COMPUTED: Mapping[str, str] = {
    **dict.fromkeys(("Schedule", "Slot"), "free and busy times follow from shifts and the book"),
    **dict.fromkeys(("Provenance", "AuditEvent"), "it tells of changes and reads, which have been"),
    "OperationOutcome": "it tells of an answer",
}
"""What follows from other facts, or tells of them, and why it is not taken."""
PART = "Medication"
"""What is read with what refers to it, and is nothing by itself."""


@dataclass(frozen=True)
class Taken:
    """A clinic as it was read, how many resources of each type became facts, and what was not taken."""

    clinic: Clinic
    counts: Mapping[str, int]
    warnings: tuple[Fault, ...]


def read_clinic(files: Mapping[str, bytes], base: Clinic | None = None, only: Collection[str] = ()) -> Taken:
    """The clinic of files by name, laid over `base`: what is there of the same id is replaced, nothing is taken away.

    `only` are the types of resources that are looked at; all where none is named. Raises FaultyClinic with everything
    that cannot be, each with its path; then nothing was made of any of it.
    """
    findings = Findings()
    reader = Reader(findings, base.timezone if base else UTC)
    nodes = [node for node in read_files(files, reader) if not only or node.type in only]
    reader.zone = zone_of(nodes) or reader.zone
    draft = Draft(index_of(nodes, base), base)
    draft.know_codes()
    _read(nodes, draft)
    visits.into_courses(draft)
    clinic = _assembled(draft, findings)
    found = findings_of(reader)
    if clinic is None or found.faults:
        raise FaultyClinic(found.faults, found.warnings)
    counts = Counter(node.type for node in nodes if node.sound and not node.origin.skipped)
    return Taken(clinic, counts, tuple(found.warnings))


# --- each resource ----------------------------------------------------------------------------------------------------


def _read(nodes: list[Node], draft: Draft) -> None:
    """Every resource, kind after kind; one that cannot be is left out whole, its faults noted."""
    by_type: dict[str, list[Node]] = {}
    for node in nodes:
        by_type.setdefault(node.type, []).append(node)
    for type in ("Organization", "Location", *BY_ID, "PractitionerRole", *health.WHEN, *by_type):
        for node in by_type.pop(type, ()):
            try:
                _read_one(node, draft)
            except Nonsense as why:
                node.fault("", str(why), "mend it")
            except OverflowError:
                node.fault("", "a date of this is out of reach", "use the years 1900 to 2999")


def _read_one(node: Node, draft: Draft) -> None:
    if node.type == "Organization":
        organization.read(node, draft)
    elif node.type == "PractitionerRole":
        practitioners.read_role(node, draft)
    elif node.type in health.WHEN:
        health.read(node, draft)
    elif node.type == "ServiceRequest":
        plan = plan_of(node, draft.index)
        plans.read_request(node, draft, plan[1] if plan else "")
    elif node.type == PART:
        node.origin.skipped = True
    elif why := COMPUTED.get(node.type):
        node.skip(why)
    elif node.type not in KINDS:
        node.skip("planner has no place for it")
    elif (name := name_of(node, draft.index)) is None:
        node.fault("", "nothing tells this one from others", "give it an id or an identifier")
    elif node.type == "Location":
        places.read_location(node, draft, name)
    else:
        BY_ID[node.type](node, draft, name[1])


# --- the clinic -------------------------------------------------------------------------------------------------------


def _assembled(draft: Draft, findings: Findings) -> Clinic | None:
    """The clinic of a draft, sound; None where it says no clock, or something cannot be."""
    base = draft.base
    if base is None and "timezone" not in draft.clinic:
        if findings.faults:  # its Organization is among them
            return None
        wrong = "these resources say no clinic: they have no Organization with its time zone, as planner writes it"
        findings.fault("the clinic", None, None, wrong, "name the clinic that they are to be laid over")
        return None
    try:
        clinic = _over(base, draft) if base else Clinic(**draft.clinic, **_said(draft))
    except Nonsense as why:
        findings.fault("the clinic", None, None, str(why), "mend it")
        return None
    for wrong in unsound(clinic):
        what, _, mend = wrong.partition("; ")
        findings.fault("the clinic", None, None, what, mend or "add it, or mend the name")
    return clinic


def _said(draft: Draft) -> dict[str, Any]:
    """The fields of a clinic that resources tell of."""
    people = dict(draft.practitioners)
    if draft.base:  # of whom there are new hours alone
        people |= {id: draft.base.practitioners[id] for id in draft.shifts if id not in people}
    return {
        "practitioners": {id: _at_work(person, draft) for id, person in people.items()},
        "absences": in_order(draft.absences),
        "closures": in_order(draft.closures),
        "away": in_order(draft.away),
        "events": in_order(draft.events),
        "identifiers": tuple(dict.fromkeys(in_order(draft.identifiers))),
        "clearances": tuple(draft.clearances),
        "book": tuple(draft.book),
        **{field: getattr(draft, field) for field in FIELDS.values() if field != "practitioners"},
    }


def _at_work(person: Any, draft: Draft) -> Any:
    return replace(person, shifts=in_order(draft.shifts[person.id])) if person.id in draft.shifts else person


def _over(base: Clinic, draft: Draft) -> Clinic:
    """What was said laid over a clinic: by id, or beside what is there already."""
    changed: dict[str, Any] = dict(draft.clinic)
    for field, new in _said(draft).items():
        old = getattr(base, field)
        if isinstance(old, Mapping):
            changed[field] = {**old, **new}
        elif field == "book":
            ids = {entry.id: entry for entry in new}
            kept = [ids.pop(entry.id, entry) for entry in old]
            changed[field] = (*kept, *ids.values())
        else:
            there = set(old)
            changed[field] = (*old, *(fact for fact in new if fact not in there))
    return replace(base, **changed)

"""Whose data a document holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from planner.clinic import Appointment, Clinic
from planner.desk import Desk
from planner.desk.store.server.reads import EVERYBODY
from planner.fhir.names import logical_id
from planner.http.transport.record import note_read

OF_PATIENTS = ("patients", "times", "plans", "events", "clearances", "away", "identifiers", "appointments")
"""Kinds of facts, and tables, of which a list is of all patients."""
MANY = 100
"""An answer about more patients than these is noted as one about all of them."""


def note_document(clinic: Clinic, document: Any) -> None:
    """Note whose data an answer holds: whoever is named by `patient`, or has the `plan`."""
    _note(_patients(clinic, document))


def note_rows(clinic: Clinic, rows: Iterable[Appointment]) -> None:
    """Note whose appointments an answer shows."""
    _note(clinic.plans[row.plan].patient for row in rows if row.plan in clinic.plans)


def note_references(desk: Desk, resource: Any) -> None:
    """Note whose data a FHIR resource holds, by the clinic's own ids."""
    if found := set(_referred(resource)):
        known = desk.facts().patients
        if not found <= known.keys():
            meant = {logical_id(id): id for id in known}
            found = {meant.get(id, id) for id in found}
        _note(found)


def _note(patients: Iterable[str]) -> None:
    found = set(patients)
    note_read({EVERYBODY} if len(found) > MANY else found)


def _patients(clinic: Clinic, node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _patients(clinic, each)
    elif isinstance(node, dict):
        if isinstance(patient := node.get("patient"), str):
            yield patient
        elif isinstance(plan := node.get("plan"), str) and plan in clinic.plans:
            yield clinic.plans[plan].patient
        for each in node.values():
            if isinstance(each, list | dict):
                yield from _patients(clinic, each)


def _referred(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _referred(each)
    elif isinstance(node, dict):
        if isinstance(said := node.get("reference"), str) and said.rpartition("/")[0].endswith("Patient"):
            yield said.rpartition("/")[2]
        if node.get("resourceType") == "Patient" and isinstance(id := node.get("id"), str):
            yield id
        for each in node.values():
            if isinstance(each, list | dict):
                yield from _referred(each)

"""Patients searched, as IHE's Scheduling server has them searched: by id, identifier and name."""

from __future__ import annotations

from collections.abc import Iterator

from planner.clinic import Clinic, Patient
from planner.desk import Desk
from planner.fhir.elements import Element
from planner.fhir.names import PATIENT, logical_id
from planner.fhir.operations.pages import page
from planner.fhir.operations.references import identified
from planner.fhir.operations.request import Asked
from planner.fhir.release import R4, Release
from planner.fhir.resources.patients import of_patients
from planner.fhir.writer import Writer

BY_NAME = ("name", "family", "given")
"""Each the beginning of any word of a name, or of all of it: names stand here as one text."""
PARAMETERS = ("_id", "identifier", *BY_NAME)


def patients(desk: Desk, asked: Asked, base: str = "", release: Release = R4) -> Element:
    """The Patients who are as all that is asked, by name."""
    clinic = desk.facts()
    writer = Writer(clinic, release)
    there = sorted(_there(clinic, asked), key=lambda each: (each.name.casefold(), each.id))
    return page("Patient", there, asked, base, lambda one: next(of_patients(writer, [one.id])), PARAMETERS)


def _there(clinic: Clinic, asked: Asked) -> Iterator[Patient]:
    wanted = [{*asked.texts("_id")}] if "_id" in asked.values else []
    if texts := asked.texts("identifier"):
        wanted.append({logical_id(id) for text in texts if (id := identified(clinic, PATIENT, text))})
    names = [tuple(text.casefold() for text in asked.texts(key)) for key in BY_NAME if key in asked.values]
    for patient in clinic.patients.values():
        full = patient.name.casefold()
        if all(logical_id(patient.id) in ids for ids in wanted) and all(_begins(full, each) for each in names):
            yield patient


def _begins(full: str, texts: tuple[str, ...]) -> bool:
    return any(part.startswith(texts) for part in (full, *full.split()))

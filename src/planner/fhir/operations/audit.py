"""AuditEvents searched: what was changed and what was read, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from planner.desk import Desk
from planner.desk.store.server.reads import Kept
from planner.fhir.elements import Element
from planner.fhir.names import PATIENT
from planner.fhir.operations.dates import dated
from planner.fhir.operations.pages import page
from planner.fhir.operations.references import meant
from planner.fhir.operations.request import Asked
from planner.fhir.release import R4, Release
from planner.fhir.resources.audit import of_change, of_read, patients_of
from planner.fhir.writer import Writer

PARAMETERS = ("patient", "date")
Reads = Callable[[str | None], Iterable[Kept]]
"""The last reads of a patient, with those of all patients at once; or whoever's, where none is named."""


def audit(desk: Desk, asked: Asked, reads: Reads, base: str = "", release: Release = R4) -> Element:
    """What the journal and `reads` tell, of a `patient` or of all, by `date`; `total` counts all, of which `_count`
    are given. A read of all patients' data at once is among each one's."""
    clinic = desk.clinic()
    text = asked.text("patient")
    patient = meant(clinic, PATIENT, text) if text else None
    tests = [dated(clinic.timezone, each) for each in asked.texts("date")]
    writer = Writer(clinic, release)
    changed = [entry for entry in desk.journal() if patient is None or patient in patients_of(clinic, entry)]
    events = [(entry.at, of_change(writer, entry, base)) for entry in changed]
    events += [(read.at, of_read(writer, read, base)) for read in reads(patient)]
    there = [(at, each) for at, each in events if all(test(at) for test in tests)]
    there.sort(key=lambda pair: pair[0], reverse=True)
    return page("AuditEvent", there, asked, base, lambda pair: pair[1], PARAMETERS)

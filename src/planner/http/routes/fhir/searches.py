"""What is there, searched: the book, patients, and who did and read what."""

from __future__ import annotations

from functools import partial

from fastapi import Request, Response

from planner.fhir.operations.audit import audit
from planner.fhir.operations.people import patients
from planner.fhir.operations.request import Asked
from planner.fhir.operations.search import search
from planner.fhir.release import release_of
from planner.http.dependencies import Administering, Seeing, TheDesk, TheDoor
from planner.http.routes.fhir.answers import answer, base, only, query, routes, searched

router = routes()
AUDITED = 10_000
"""So many of the last reads, of a patient or of all, are looked through."""


@router.get("/Appointment", operation_id="fhirSearch")
def search_all(release: str, request: Request, desk: TheDesk, caller: Seeing) -> Response:
    """Appointments of the book (ITI-118)."""
    return answer(request, lambda: search(desk, query(request), base(request), release_of(release)))


@router.post("/Appointment/_search", operation_id="fhirSearchPost")
async def search_by_form(release: str, request: Request, desk: TheDesk, caller: Seeing) -> Response:
    """As by GET, with the parameters in a form."""
    return await searched(request, lambda asked: search(desk, asked, base(request), release_of(release)))


@router.get("/Appointment/{id}", operation_id="fhirRead")
def read_one(id: str, release: str, request: Request, desk: TheDesk, caller: Seeing) -> Response:
    """One Appointment of the book."""
    by_id = Asked({"_id": [id]})
    return answer(request, lambda: only(search(desk, by_id, "", release_of(release)), "appointment", id))


@router.get("/Patient", operation_id="fhirPatients")
def patients_by_query(release: str, request: Request, desk: TheDesk, caller: Seeing) -> Response:
    """Patients, by id, identifier or name."""
    return answer(request, lambda: patients(desk, query(request), base(request), release_of(release)))


@router.post("/Patient/_search", operation_id="fhirPatientsPost")
async def patients_by_form(release: str, request: Request, desk: TheDesk, caller: Seeing) -> Response:
    """As by GET, with the parameters in a form."""
    return await searched(request, lambda asked: patients(desk, asked, base(request), release_of(release)))


@router.get("/Patient/{id}", operation_id="fhirPatient")
def read_patient(id: str, release: str, request: Request, desk: TheDesk, caller: Seeing) -> Response:
    """One patient."""
    by_id = Asked({"_id": [id]})
    return answer(request, lambda: only(patients(desk, by_id, "", release_of(release)), "patient", id))


@router.get("/AuditEvent", operation_id="fhirAudit")
def audit_events(release: str, request: Request, door: TheDoor, caller: Administering) -> Response:
    """Who has changed and who has read what, as AuditEvents, the newest first."""
    reads = partial(door.reads.listed, most=AUDITED)
    return answer(request, lambda: audit(door.desk, query(request), reads, base(request), release_of(release)))

"""IHE Scheduling's operations, $find, $hold and $book, and the capability statement."""

from __future__ import annotations

from fastapi import Request, Response

from planner.fhir.operations import capability
from planner.fhir.operations.answer import unsuccessful
from planner.fhir.operations.find import find
from planner.fhir.operations.place import book, hold
from planner.fhir.release import release_of
from planner.http.dependencies import Changing, Offering, TheDesk
from planner.http.routes.fhir.answers import answer, base, posted, query, routes

router = routes()


@router.get("/metadata", operation_id="fhirMetadata")
def metadata(release: str, request: Request) -> Response:
    """What this server can do, as a CapabilityStatement."""
    return answer(request, lambda: capability.capability(release_of(release)))


@router.get("/Appointment/$find", operation_id="fhirFind")
def find_by_query(release: str, request: Request, desk: TheDesk, caller: Offering) -> Response:
    """Proposed Appointments for a patient (ITI-115)."""
    return answer(request, lambda: find(desk, query(request), base(request), release_of(release), portal=caller.portal))


@router.post("/Appointment/$find", operation_id="fhirFindPost")
async def find_by_body(release: str, request: Request, desk: TheDesk, caller: Offering) -> Response:
    """As by GET, with a Parameters resource."""
    return await posted(
        request, lambda asked: find(desk, asked, base(request), release_of(release), portal=caller.portal)
    )


@router.post("/Appointment/$hold", operation_id="fhirHold")
async def hold_one(release: str, request: Request, desk: TheDesk, said: Changing) -> Response:
    """Keep a proposed Appointment for some minutes (ITI-116)."""
    return await posted(request, lambda asked: hold(desk, asked, said.call(), base(request), release_of(release)))


@router.post("/Appointment/$book", operation_id="fhirBook")
async def book_one(release: str, request: Request, desk: TheDesk, said: Changing) -> Response:
    """Book a proposed or held Appointment, or change or cancel one (ITI-117)."""
    return await posted(
        request, lambda asked: book(desk, asked, said.call(), base(request), release_of(release)), unsuccessful
    )

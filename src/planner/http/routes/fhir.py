"""FHIR on the door: IHE Scheduling's operations and search, the capability statement, and published free times."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from planner.errors import UnknownName
from planner.fhir.bundle import read_json
from planner.fhir.elements import Element
from planner.fhir.operations import capability
from planner.fhir.operations.answer import refused
from planner.fhir.operations.audit import audit
from planner.fhir.operations.find import find
from planner.fhir.operations.place import book, hold
from planner.fhir.operations.request import Asked
from planner.fhir.operations.search import search
from planner.fhir.release import release_of
from planner.fhir.xml import read_xml, write_xml
from planner.http.dependencies import Administering, Changing, Offering, Seeing, TheDesk, TheDoor
from planner.http.patients import note_references
from planner.http.problems.document import MEDIA_TYPE

FHIR = ("application/fhir+json", "application/fhir+xml")
OUTCOMES: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {kind: {"schema": {"type": "object"}} for kind in (*FHIR, MEDIA_TYPE)}}
    for status, words in {
        200: "A resource.",
        400: "What is asked cannot be, as an OperationOutcome.",
        401: "Nobody is known by the token or session.",
        403: "The caller may not ask this.",
        404: "There is nothing of this name.",
        408: "The request did not come in time.",
        409: "Somebody else has the place.",
        410: "The hold is no more.",
        412: "It has changed since the ETag that If-Match says.",
        413: "The request is too large.",
        422: "A rule forbids it, or its key stands for another request.",
        429: "Too many requests; Retry-After says when to come again.",
        500: "A bug in planner.",
        503: "The store cannot be reached, or the server is busy; Retry-After says when to come again.",
    }.items()
}
"""What is answered here: resources; refusals are OperationOutcomes, or problems where the door itself refuses."""
PUBLISHED: dict[int | str, dict[str, Any]] = {
    200: {"description": "Free times.", "content": {"application/json": {}, "application/fhir+ndjson": {}}},
    304: {"description": "They are as they were."},
}
router = APIRouter(prefix="/fhir/{release}", tags=["fhir"], responses=OUTCOMES, default_response_class=Response)
XML = ("application/fhir+xml", "application/xml", "text/xml", "xml")
AUDITED = 10_000
"""So many of the last reads, of a patient or of all, are looked through."""
POLL = 60
"""Seconds for which published free times are as good as new."""


@router.get("/metadata", operation_id="fhirMetadata")
def metadata(release: str, request: Request) -> Response:
    """What this server can do, as a CapabilityStatement."""
    return _answer(request, lambda: capability.capability(release_of(release)))


@router.get("/Appointment/$find", operation_id="fhirFind")
def find_by_query(release: str, request: Request, desk: TheDesk, caller: Offering) -> Response:
    """Proposed Appointments for a patient (ITI-115)."""
    return _answer(
        request, lambda: find(desk, _query(request), _base(request), release_of(release), portal=caller.portal)
    )


@router.post("/Appointment/$find", operation_id="fhirFindPost")
async def find_by_body(release: str, request: Request, desk: TheDesk, caller: Offering) -> Response:
    """As by GET, with a Parameters resource."""
    return await _posted(
        request, lambda asked: find(desk, asked, _base(request), release_of(release), portal=caller.portal)
    )


@router.post("/Appointment/$hold", operation_id="fhirHold")
async def hold_one(release: str, request: Request, desk: TheDesk, said: Changing) -> Response:
    """Keep a proposed Appointment for some minutes (ITI-116)."""
    return await _posted(request, lambda asked: hold(desk, asked, said.call(), _base(request), release_of(release)))


@router.post("/Appointment/$book", operation_id="fhirBook")
async def book_one(release: str, request: Request, desk: TheDesk, said: Changing) -> Response:
    """Book a proposed or held Appointment, or change or cancel a booked one (ITI-117)."""
    return await _posted(request, lambda asked: book(desk, asked, said.call(), _base(request), release_of(release)))


@router.get("/Appointment", operation_id="fhirSearch")
def search_all(release: str, request: Request, desk: TheDesk, caller: Seeing) -> Response:
    """Appointments of the book (ITI-118)."""
    return _answer(request, lambda: search(desk, _query(request), _base(request), release_of(release)))


@router.get("/Appointment/{id}", operation_id="fhirRead")
def read_one(id: str, release: str, request: Request, desk: TheDesk, caller: Seeing) -> Response:
    """One Appointment of the book."""

    def one() -> Element:
        bundle = search(desk, Asked({"_id": [id]}), _base(request), release_of(release))
        if not bundle["total"]:
            raise UnknownName("appointment", id, ())
        resource: Element = bundle["entry"][0]["resource"]
        return resource

    return _answer(request, one)


@router.get("/AuditEvent", operation_id="fhirAudit")
def audit_events(release: str, request: Request, door: TheDoor, caller: Administering) -> Response:
    """Who has changed and who has read what, as AuditEvents, the newest first."""
    reads = partial(door.reads.listed, most=AUDITED)
    return _answer(request, lambda: audit(door.desk, _query(request), reads, _base(request), release_of(release)))


@router.get("/$bulk-publish", operation_id="fhirBulkPublish", responses=PUBLISHED)
def bulk_publish(release: str, request: Request, desk: TheDesk) -> Response:
    """The manifest of published free times (SMART Scheduling Links)."""
    files = capability.published(desk, release_of(release))
    document = capability.manifest(files, _base(request), datetime.now(UTC).replace(microsecond=0))
    return _cached(request, json.dumps(document).encode(), "application/json", "".join(files.values()))


@router.get("/bulk/{name}", operation_id="fhirBulkFile", responses=PUBLISHED)
def bulk_file(name: str, release: str, request: Request, desk: TheDesk) -> Response:
    """A file of it, one resource a line."""
    files = capability.published(desk, release_of(release))
    if name not in files:
        return _answer(request, lambda: _unknown(name))
    return _cached(request, files[name].encode(), "application/fhir+ndjson", files[name])


# --- requests and answers ---------------------------------------------------------------------------------------------


def _query(request: Request) -> Asked:
    return Asked.of_query(request.query_params.multi_items())


def _base(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/fhir/{request.path_params['release']}"


async def _posted(request: Request, do: Callable[[Asked], Element]) -> Response:
    """An operation over the body, in a thread of its own, since the desk waits for its store."""
    body, xml = await request.body(), _is_xml(request.headers.get("content-type", ""))

    def done() -> Element:
        document = read_xml(body) if xml else read_json(body)
        return do(Asked.of_parameters(document))

    return await run_in_threadpool(_answer, request, done)


def _answer(request: Request, do: Callable[[], Element]) -> Response:
    """What was done, or the OperationOutcome of why not; as XML where that is asked for."""
    status = 200
    try:
        document = do()
        note_references(document)
    except Exception as why:
        status, document = refused(why)
        if status >= 500:
            raise
        caller = getattr(request.state, "caller", None)
        if caller is None or caller.portal:
            document = _without_names(document)
    wanted = request.query_params.get("_format") or request.headers.get("accept", "")
    if _is_xml(wanted):
        return Response(write_xml(document), status, media_type="application/fhir+xml")
    content = json.dumps(document, ensure_ascii=False).encode()
    return Response(content, status, media_type="application/fhir+json")


def _without_names(outcome: Element) -> Element:
    """To a portal, that it cannot be, and not who is in the way."""
    issue = {key: value for key, value in outcome["issue"][0].items() if key != "details"}
    return {**outcome, "issue": [issue]} if issue["code"] in ("not-found", "business-rule") else outcome


def _is_xml(text: str) -> bool:
    return any(part.split(";")[0].strip() in XML for part in text.split(",")[:1])


def _cached(request: Request, content: bytes, kind: str, of: str) -> Response:
    """With an ETag of what is free, so that who asks again is told that nothing has changed."""
    etag = f'"{sha256(of.encode()).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={POLL}"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _unknown(name: str) -> Any:
    raise UnknownName("file", name, [f"{each}.ndjson" for each in capability.PUBLISHED])

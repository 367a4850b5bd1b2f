"""What requests of FHIR ask, and what they are answered: resources, as JSON or XML, and OperationOutcomes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from planner.errors import Nonsense, UnknownName
from planner.fhir.bundle import read_json
from planner.fhir.elements import Element
from planner.fhir.operations.answer import refused
from planner.fhir.operations.request import Asked
from planner.fhir.xml import read_xml, write_xml
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
XML = ("application/fhir+xml", "application/xml", "text/xml", "xml")


def routes() -> APIRouter:
    """A router of FHIR's addresses."""
    return APIRouter(prefix="/fhir/{release}", tags=["fhir"], responses=OUTCOMES, default_response_class=Response)


def query(request: Request) -> Asked:
    return Asked.of_query(request.query_params.multi_items())


def only(found: Element, kind: str, id: str) -> Element:
    """The one resource of a search by id."""
    if not found["total"]:
        raise UnknownName(kind, id, ())
    resource: Element = found["entry"][0]["resource"]
    return resource


def form(request: Request, said: bytes) -> Asked:
    """A form's parameters, beside those of the address."""
    try:
        pairs = parse_qsl(said.decode(), keep_blank_values=True)
    except ValueError as why:
        raise Nonsense(f"this is no form: {why}") from None
    return Asked.of_query([*request.query_params.multi_items(), *pairs])


def base(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/fhir/{request.path_params['release']}"


async def searched(request: Request, do: Callable[[Asked], Element]) -> Response:
    said = await request.body()
    return await run_in_threadpool(answer, request, lambda: do(form(request, said)))


async def posted(
    request: Request, do: Callable[[Asked], Element], refusal: Callable[[Element], Element] | None = None
) -> Response:
    """An operation over the body, in a thread of its own, since the desk waits for its store."""
    body, xml = await request.body(), _is_xml(request.headers.get("content-type", ""))

    def done() -> Element:
        document = read_xml(body) if xml else read_json(body)
        return do(Asked.of_parameters(document))

    return await run_in_threadpool(answer, request, done, refusal)


def answer(
    request: Request, do: Callable[[], Element], refusal: Callable[[Element], Element] | None = None
) -> Response:
    """What was done, or the OperationOutcome of why not, as `refusal` makes it; as XML where that is asked for."""
    status = 200
    try:
        document = do()
        note_references(request.app.state.door.desk, document)
    except Exception as why:
        status, document = refused(why)
        if status >= 500:
            raise
        caller = getattr(request.state, "caller", None)
        if caller is None or caller.portal:
            document = _without_names(document)
        document = refusal(document) if refusal else document
    wanted = request.query_params.get("_format") or request.headers.get("accept", "")
    if _is_xml(wanted):
        try:
            content = write_xml(document)
        except Nonsense as why:
            status, document = refused(why)
            content = write_xml(document)
        return Response(content, status, media_type="application/fhir+xml")
    content = json.dumps(document, ensure_ascii=False).encode()
    return Response(content, status, media_type="application/fhir+json")


def _without_names(outcome: Element) -> Element:
    """To a portal, that it cannot be, and not who is in the way."""
    issue = {key: value for key, value in outcome["issue"][0].items() if key != "details"}
    return {**outcome, "issue": [issue]} if issue["code"] in ("not-found", "business-rule") else outcome


def _is_xml(text: str) -> bool:
    return any(part.split(";")[0].strip() in XML for part in text.split(",")[:1])

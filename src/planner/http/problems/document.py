"""A refusal as a document of RFC 9457."""

from __future__ import annotations

from typing import Any

from fastapi.responses import JSONResponse
from starlette.requests import Request

from planner.fhir.operations.answer import outcome
from planner.http.prefix import home_of, path_of
from planner.http.problems.kinds import KINDS

MEDIA_TYPE, FHIR = "application/problem+json", "application/fhir+json"
CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
"""What the OpenAPI document says of it."""
ISSUES = {401: "login", 403: "forbidden", 404: "not-found", 409: "conflict", 413: "too-long", 429: "throttled"}
"""FHIR's issue types by status; http://hl7.org/fhir/R4/valueset-issue-type.html."""


def problem(
    request: Request,
    kind: str,
    detail: str,
    status: int | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """The answer of a kind, which the request's log line says too; `more` are its members, such as `offers`."""
    known = KINDS.get(kind)
    request.state.refused = kind
    if path_of(request).startswith("/fhir/"):
        return _outcome(detail, status or (known.status if known else 500), headers)
    document = {
        "type": f"{home_of(request)}/problems/{kind}" if known else "about:blank",
        "title": known.title if known else kind,
        "status": status or (known.status if known else 500),
        "detail": detail,
        "instance": request.url.path,
        "code": kind,
        "request": getattr(request.state, "request_id", ""),
        **more,
    }
    return JSONResponse(document, document["status"], headers, MEDIA_TYPE)


def _outcome(detail: str, status: int, headers: dict[str, str] | None) -> JSONResponse:
    """The same to those who speak FHIR."""
    code = ISSUES.get(status, "exception" if status >= 500 else "processing")
    return JSONResponse(outcome("error", code, detail), status, headers, FHIR)

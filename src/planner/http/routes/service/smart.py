"""Tokens for programs that sign, as SMART Backend Services has them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from planner.http.access.assertions import ALGORITHMS, GRANT, LIFETIME, Refused
from planner.http.access.smart_scopes import supported
from planner.http.dependencies import TheDoor
from planner.http.problems.document import MEDIA_TYPE

router = APIRouter(tags=["access"])
NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}
REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {"application/json": {"schema": {"type": "object"}}, MEDIA_TYPE: {}}}
    for status, words in {
        400: "The grant or what was signed cannot be, as RFC 6749, section 5.2, says it.",
        401: "Nobody is known by what was signed, said in the same way.",
        408: "The request did not come in time.",
        413: "The request is too large.",
        429: "Too many tries; Retry-After says when to come again.",
        500: "A bug in planner.",
        503: "The store cannot be reached, or the server is busy; Retry-After says when to come again.",
    }.items()
}
FORM = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}


@router.get("/fhir/{release}/.well-known/smart-configuration", operation_id="smartConfiguration")
def configuration(release: str, request: Request) -> dict[str, Any]:
    """Where and how a program gets a token."""
    return {
        "token_endpoint": str(request.url_for("exchange")),
        "grant_types_supported": [GRANT],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "scopes_supported": supported(),
        "capabilities": ["client-confidential-asymmetric", "permission-v2"],
    }


@router.post(
    "/oauth/token", operation_id="exchange", openapi_extra={"requestBody": {"content": FORM}}, responses=REFUSED
)
async def exchange(request: Request, door: TheDoor) -> JSONResponse:
    """A token for five minutes, for what a program has signed (RFC 6749, section 4.4; RFC 7523)."""
    door.rates.refuse_guessing(request.client.host if request.client else "")
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    try:
        token, scope = await run_in_threadpool(door.assertions.exchange, form, str(request.url))
    except Refused as why:
        status = 401 if why.code == "invalid_client" else 400
        return JSONResponse({"error": why.code, "error_description": str(why)}, status, NOT_KEPT)
    seconds = int(LIFETIME.total_seconds())
    said = {"access_token": token, "token_type": "bearer", "expires_in": seconds, "scope": scope}
    return JSONResponse(said, headers=NOT_KEPT)

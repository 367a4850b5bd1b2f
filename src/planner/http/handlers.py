"""Every refusal that leaves a route, answered as a problem; a bug is answered by the envelope around all of them."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from planner.documents.fields import Document
from planner.documents.offers import of_each
from planner.documents.refusals import of_refusal
from planner.errors import Conflict, PlannerError, status_of
from planner.http.access.caller import Caller
from planner.http.answers import clinic_of
from planner.http.problems.document import problem
from planner.http.problems.kinds import KINDS, name_of, of_status
from planner.http.problems.redaction import redacted
from planner.http.problems.refusals import Refusal

log = logging.getLogger("planner.http")
SOON = {"Retry-After": "1"}


def install(app: FastAPI) -> None:
    # none is a coroutine, so that fresh offers are asked for in a thread
    app.add_exception_handler(PlannerError, _of_planner)
    app.add_exception_handler(HTTPException, _of_protocol)
    app.add_exception_handler(RequestValidationError, _of_faults)


def _of_planner(request: Request, refused: Exception) -> Response:
    """What the desk refuses: to a portal without others' names, and no fault of the server's own in its words.

    Nor are its words in the log, since they may say who comes when.
    """
    kind, status = _kind(refused), status_of(refused).http
    if status >= 500:
        log.error("%s, in request %s", kind, getattr(request.state, "request_id", ""))
        return problem(request, kind, KINDS[kind].title, status, SOON if status == 503 else None)
    caller: Caller | None = getattr(request.state, "caller", None)
    members = _members(request, refused)
    if caller is None or caller.portal:
        return problem(request, kind, KINDS[kind].title, status, **redacted(members))
    return problem(request, kind, str(refused), status, **members)


def _kind(refused: Exception) -> str:
    return next(name for each in type(refused).__mro__ if (name := name_of(each)) in KINDS)


def _members(request: Request, refused: Exception) -> Document:
    """The members of `documents.refusals`, less those that every problem has, with fresh offers."""
    members = {name: each for name, each in of_refusal(refused).items() if name not in ("error", "code", "message")}
    if isinstance(refused, Conflict):
        offers = refused.offers  # asked for here, so that the desk knows its clinic afterwards
        clinic = clinic_of(request.app.state.door.desk) if offers else None
        members |= {"taken": list(refused.taken), "offers": of_each(clinic, offers) if clinic else []}
    return members


def _of_protocol(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, HTTPException)
    kind = refused.kind if isinstance(refused, Refusal) else of_status(refused.status_code)
    headers = dict(refused.headers) if refused.headers else None
    return problem(request, kind, str(refused.detail), refused.status_code, headers)


def _of_faults(request: Request, refused: Exception) -> Response:
    """All faults of a request at once, by JSON pointers; 400 where its headers alone are at fault."""
    assert isinstance(refused, RequestValidationError)
    faults = [_fault(each) for each in refused.errors()]
    kind = "bad-request" if all(each["in"] == "header" or not each["pointer"] for each in faults) else "invalid"
    first = "; ".join(f"{each['in']} {each['pointer']}: {each['wrong']}" for each in faults[:3])
    return problem(request, kind, first, faults=faults)


def _fault(error: Any) -> Document:
    """Where a fault is and what it is; what was given is not repeated, since it may be a patient's name."""
    if error["type"] == "json_invalid":
        return {"in": "body", "pointer": "", "wrong": f"no JSON: {error['ctx']['error']}"}
    where, *path = error["loc"]
    pointer = "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in path)
    return {"in": str(where), "pointer": pointer, "wrong": error["msg"].removeprefix("Value error, ")}

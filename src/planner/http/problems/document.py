"""A refusal as a document of RFC 9457."""

from __future__ import annotations

from typing import Any

from fastapi.responses import JSONResponse
from starlette.requests import Request

from planner.http.problems.kinds import KINDS

MEDIA_TYPE = "application/problem+json"


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
    document = {
        "type": f"{request.scope.get('root_path', '')}/problems/{kind}" if known else "about:blank",
        "title": known.title if known else kind,
        "status": status or (known.status if known else 500),
        "detail": detail,
        "instance": request.url.path,
        "code": kind,
        "request": getattr(request.state, "request_id", ""),
        **more,
    }
    return JSONResponse(document, document["status"], headers, MEDIA_TYPE)

"""A request's id and record, the headers that every answer has, and the answer to a bug."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.http.problems.document import problem
from planner.http.problems.kinds import KINDS
from planner.http.transport.record import Record, begin, good_traceparent
from planner.http.transport.templates import Templates, ending

SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""An answer that says one of these itself keeps it, as a page does that has a script."""
_RAW = [(name.lower().encode(), value.encode()) for name, value in SAFETY.items()]
_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
GONE = 499
"""The status, in logs and metrics alone, of a request whose client went away before it was answered."""
log = logging.getLogger("planner.http")


class Envelope:
    """Gives every request an id, its caller's if that is one, and every answer that id and the headers of safety.

    `done` is told each request's record before anything of its answer is sent.
    """

    def __init__(self, app: ASGIApp, templates: Templates, done: Callable[[Record], None]) -> None:
        self.app, self.templates, self.done = app, templates, done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record, began, answered = _record(scope), perf_counter(), False
        scope.setdefault("state", {})["request_id"] = record.id
        begin(record)

        def done(status: int) -> None:
            nonlocal answered
            answered, record.status, record.seconds = True, status, perf_counter() - began
            record.refused, record.route = scope["state"].get("refused"), self.templates.of(scope.get("route"))
            self.done(record)

        async def and_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                done(message["status"])
                said = message["headers"]
                there = {name.lower() for name, _ in said}
                more = [(name.lower().encode(), value.encode()) for name, value in ending(scope.get("route")).items()]
                message["headers"] = [
                    *said,
                    (b"x-request-id", record.id.encode()),
                    *(each for each in [*_RAW, *more] if each[0] not in there),
                ]
            await send(message)

        try:
            await self.app(scope, receive, and_headers)
        except ClientDisconnect:
            if not answered:
                done(GONE)
        except Exception:
            log.exception("a bug, in request %s", record.id)
            if answered:
                raise
            await problem(Request(scope), "error", KINDS["error"].title)(scope, receive, and_headers)


def _record(scope: Scope) -> Record:
    headers = Headers(scope=scope)
    given = headers.get("x-request-id", "")
    id = given if _ID.fullmatch(given) else uuid4().hex
    return Record(id, good_traceparent(headers.get("traceparent")), scope["method"])

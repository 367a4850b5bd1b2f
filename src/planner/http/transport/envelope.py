"""A request's id, and the headers that every answer has."""

from __future__ import annotations

import re
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
_ID = re.compile(r"[\w.:-]{1,64}")


class Envelope:
    """Gives every request an id, its caller's if that is one, and every answer that id and the headers of safety."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        id = given if _ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = id

        async def and_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = message["headers"]
                there = {name.lower() for name, _ in said}
                message["headers"] = [
                    *said,
                    (b"x-request-id", id.encode()),
                    *(each for each in _RAW if each[0] not in there),
                ]
            await send(message)

        await self.app(scope, receive, and_headers)

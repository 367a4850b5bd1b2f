"""How large a request may be, how long it may take to come, and how many may wait."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.http.problems.document import problem
from planner.http.problems.kinds import KINDS
from planner.http.problems.refusals import Refusal


class Size:
    """Refuses what is larger than it may be, as soon as that is known, and what comes too slowly."""

    def __init__(self, app: ASGIApp, most_bytes: int, seconds: float) -> None:
        self.app, self.most_bytes, self.seconds = app, most_bytes, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > self.most_bytes:
            refused = problem(Request(scope), "too-large", self._words, headers={"Connection": "close"})
            await refused(scope, receive, send)
            return
        come, whole = 0, False

        async def counted() -> Message:
            nonlocal come, whole
            if whole:  # from here on it only tells that the client went away
                return await receive()
            try:
                async with asyncio.timeout(self.seconds):
                    message = await receive()
            except TimeoutError:
                raise Refusal("too-slow", headers={"Connection": "close"}) from None
            come += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if come > self.most_bytes:
                raise Refusal("too-large", self._words, {"Connection": "close"})
            return message

        await self.app(scope, counted, send)

    @property
    def _words(self) -> str:
        return f"the request is larger than {self.most_bytes} bytes, the most that is read"


class Gate:
    """Lets so many requests in at a time, and tells the others to come again soon. Once it is answered, none counts."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self.most, self.waiting = app, most, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.waiting >= self.most:
            refused = problem(Request(scope), "busy", KINDS["busy"].title, headers={"Retry-After": "1"})
            await refused(scope, receive, send)
            return
        self.waiting += 1
        inside = True

        async def and_out(message: Message) -> None:
            nonlocal inside
            if inside:
                inside, self.waiting = False, self.waiting - 1
            await send(message)

        try:
            await self.app(scope, receive, and_out)
        finally:
            if inside:
                self.waiting -= 1

"""What is refused, as a page for people: what happened, and what to do next. Programs are answered as before."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.desk import Desk
from planner.errors import StoreFault
from planner.http.page.rendering import rendered
from planner.http.prefix import home_of, path_of
from planner.http.problems.document import MEDIA_TYPE

DOORS = ("/v1/", "/fhir", "/static/", "/problems")
"""Where programs ask."""
NEXT = {
    401: ("Nobody is signed in", "Sign in, or open the link that you were given."),
    403: ("This is not yours to do", "Ask a manager, who may do it or give you the right."),
    404: ("There is nothing here", "It may have been moved, or taken out. Look it up from the board or the records."),
    409: ("It does not fit what stands now", "Somebody was quicker. Look at it again, then try anew."),
    410: ("The hold is over", "Ask for times again, and hold them afresh."),
    412: ("It has changed since", "Look at it again, then try anew."),
    413: ("This is too large", "Send less at a time."),
    422: ("This cannot be done", "Mend what is named, and try again."),
    429: ("Too many requests", "Wait a minute, then try again."),
    503: ("The server is busy", "Wait a moment, then load the page again. Nothing is lost."),
}
BUG = (
    "Something went wrong here",
    "Nothing was changed. Load the page again; if it stays so, tell whoever runs the server.",
)


class ForPeople:
    """Says in a page whatever somebody with a browser is refused: by a route, at the gate before it, or by a bug."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not wants_page(Request(scope)):
            await self.app(scope, receive, send)
            return
        begun: Message | None = None
        body = b""

        async def said(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start" and _is_problem(message):
                begun = message
            elif begun is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    shown = await _shown(Request(scope), begun, json.loads(body))
                    await shown(scope, receive, send)

        await self.app(scope, receive, said)


def wants_page(request: Request) -> bool:
    """Whether somebody looks at an address with a browser, or sends a form of a page."""
    return "text/html" in request.headers.get("accept", "") and not path_of(request).startswith(DOORS)


def _is_problem(begun: Message) -> bool:
    return Headers(raw=begun["headers"]).get("content-type", "").startswith(MEDIA_TYPE)


async def _shown(request: Request, begun: Message, problem: Any) -> Response:
    """The page in place of a problem, with its other headers."""
    if problem["code"] == "store-fault" and await run_in_threadpool(_empty, request):
        shown: Response = RedirectResponse(home_of(request) + "/welcome", 303)
    else:
        shown = page(request, begun["status"], problem)
    there = {name for name, _ in shown.raw_headers}
    shown.raw_headers += [each for each in begun["headers"] if each[0] not in there]
    return shown


def _empty(request: Request) -> bool:
    """Whether the store has no clinic yet, so that there is nothing to show of one."""
    desk: Desk = request.app.state.door.desk
    with suppress(StoreFault):
        return desk.last_entry() == 0
    return False


def page(request: Request, status: int, problem: Any) -> Response:
    """The page of a refusal that was answered as a problem."""
    title, then = NEXT.get(status, BUG if status >= 500 else NEXT[422])
    detail = problem["detail"] if status < 500 and problem["detail"] != problem["title"] else ""
    said = {"title": title, "then": then, "detail": detail, "request_id": problem["request"], "today": ""}
    shown = rendered(request, "error.html", getattr(request.state, "caller", None), None, status=status, **said)
    shown.status_code = status
    return shown

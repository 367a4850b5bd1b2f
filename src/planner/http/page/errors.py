"""What somebody with a browser is refused, said in a page or, where a page's script has asked, in plain words."""

from __future__ import annotations

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.desk import Desk
from planner.errors import PlannerError, StoreFault
from planner.http.page.responses import rendered
from planner.http.prefix import home_of, path_of
from planner.http.problems.document import MEDIA_TYPE
from planner.roster.format.plain import plain

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
ADDRESS = ("invalid", "bad-request")
"""Problems of an address as a program writes it; what they name, nobody who looks at a page has written."""
UNREADABLE = ("This address cannot be read", "Look it up from the board or the records.")
BUG = (
    "Something went wrong here",
    "Nothing was changed. Load the page again; if it stays so, tell whoever runs the server.",
)


class ForPeople:
    """Says in a page whatever somebody with a browser is refused: by a route, at the gate before it, or by a bug.

    A problem that a page's script shows to somebody of the clinic has names for ids, and the clinic's days.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun: Message | None = None
        body = b""

        async def said(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start" and _is_for_people(Request(scope), message):
                begun = message
            elif begun is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    shown = await run_in_threadpool(_shown, Request(scope), begun, json.loads(body))
                    await shown(scope, receive, send)

        await self.app(scope, receive, said)


def wants_page(request: Request) -> bool:
    """Whether somebody looks at an address with a browser, or sends a form of a page."""
    return "text/html" in request.headers.get("accept", "") and not path_of(request).startswith(DOORS)


def _is_for_people(request: Request, begun: Message) -> bool:
    """Whether a problem is answered, and somebody reads it."""
    if begun["status"] < 400:
        return False
    if not Headers(raw=begun["headers"]).get("content-type", "").startswith(MEDIA_TYPE):
        return False
    caller = getattr(request.state, "caller", None)
    return wants_page(request) or bool(caller and caller.reads_names)


def _shown(request: Request, begun: Message, problem: Any) -> Response:
    """What is answered in place of a problem, with its other headers."""
    if not wants_page(request):
        problem["detail"] = _plain(request, problem["detail"])
        shown: Response = JSONResponse(problem, begun["status"], media_type=MEDIA_TYPE)
    elif problem["code"] == "store-fault" and _is_empty(request):
        shown = RedirectResponse(home_of(request) + "/welcome", 303)
    else:
        shown = _page(request, begun["status"], problem)
    there = {name for name, _ in shown.raw_headers}
    shown.raw_headers += [each for each in begun["headers"] if each[0] not in there]
    return shown


def _plain(request: Request, text: str) -> str:
    with suppress(PlannerError):  # of a store that has no clinic yet, nothing is known
        return plain(request.app.state.door.desk.facts(), text)
    return text


def _is_empty(request: Request) -> bool:
    """Whether the store has no clinic yet, so that there is nothing to show of one."""
    desk: Desk = request.app.state.door.desk
    with suppress(StoreFault):  # it cannot be reached, which is another page
        return desk.last_entry() == 0
    return False


def _page(request: Request, status: int, problem: Any) -> Response:
    """The page of a refusal that was answered as a problem."""
    title, then = NEXT.get(status, BUG if status >= 500 else NEXT[422])
    if problem["code"] in ADDRESS:
        title, then = UNREADABLE
    unsaid = status >= 500 or problem["code"] in ADDRESS
    said_already = problem["detail"] in (problem["title"], HTTPStatus(status).phrase)
    detail = "" if unsaid or said_already else _plain(request, problem["detail"])
    said = {"title": title, "then": then, "detail": detail, "request_id": problem["request"], "today": ""}
    shown = rendered(request, "error.html", getattr(request.state, "caller", None), None, status=status, **said)
    shown.status_code = status
    return shown

"""What is refused, as a page for people: what happened, and what to do next. Programs are answered as before."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import WebSocketRequestValidationError
from fastapi.responses import RedirectResponse, Response

from planner.desk import Desk
from planner.errors import StoreFault
from planner.http.page.rendering import rendered
from planner.http.prefix import home_of, path_of

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


def install(app: FastAPI) -> None:
    """Lets every refusal that a person meets be a page: whatever the handlers that are there answer, said in HTML."""
    for kind, handler in list(app.exception_handlers.items()):
        if kind is WebSocketRequestValidationError:
            continue
        app.add_exception_handler(kind, _for_people(handler))


def _for_people(handler: Callable[[Request, Any], Any]) -> Callable[[Request, Exception], Any]:
    async def answer(request: Request, refused: Exception) -> Response:
        if inspect.iscoroutinefunction(handler):
            said: Response = await handler(request, refused)
        else:
            said = await run_in_threadpool(handler, request, refused)
        if said.status_code < 400 or not wants_page(request):
            return said
        if isinstance(refused, StoreFault) and await run_in_threadpool(_empty, request):
            return RedirectResponse(home_of(request) + "/welcome", 303)
        return page(request, said)

    return answer


def _empty(request: Request) -> bool:
    """Whether the store has no clinic yet, so that there is nothing to show of one."""
    desk: Desk = request.app.state.door.desk
    with suppress(StoreFault):
        return desk.last_entry() == 0
    return False


def wants_page(request: Request) -> bool:
    """Whether somebody looks at an address with a browser."""
    accepts = "text/html" in request.headers.get("accept", "")
    return accepts and request.method in ("GET", "HEAD") and not path_of(request).startswith(DOORS)


def page(request: Request, said: Response) -> Response:
    """The page of a refusal that was answered as a problem."""
    problem = json.loads(bytes(said.body))
    title, then = NEXT.get(said.status_code, BUG if said.status_code >= 500 else NEXT[422])
    caller = getattr(request.state, "caller", None)
    detail = problem["detail"] if said.status_code < 500 and problem["detail"] != problem["title"] else ""
    shown = rendered(
        request,
        "error.html",
        caller,
        None,
        status=said.status_code,
        title=title,
        then=then,
        detail=detail,
        request_id=problem["request"],
        today="",
    )
    shown.status_code = said.status_code
    for name in ("retry-after", "www-authenticate", "connection"):
        if name in said.headers:
            shown.headers[name] = said.headers[name]
    return shown

"""What is refused, as a page for people: what happened, and what to do next. Programs are answered as before."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import WebSocketRequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response

from planner.desk import Desk
from planner.errors import PlannerError, StoreFault
from planner.http.access.caller import Caller
from planner.http.page.rendering import rendered
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
        if said.status_code < 400:
            return said
        if not wants_page(request):
            return await run_in_threadpool(_in_words, request, said)
        if isinstance(refused, StoreFault) and await run_in_threadpool(_empty, request):
            return RedirectResponse(home_of(request) + "/welcome", 303)
        return await run_in_threadpool(page, request, said)

    return answer


def _in_words(request: Request, said: Response) -> Response:
    """A problem that a page's script shows to somebody of the clinic: names for ids, and the clinic's days."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None or not caller.csrf or caller.portal or said.media_type != MEDIA_TYPE:
        return said
    problem = json.loads(bytes(said.body))
    problem["detail"] = _plain(request, problem["detail"])
    headers = {name: value for name, value in said.headers.items() if name not in ("content-length", "content-type")}
    return JSONResponse(problem, said.status_code, headers, MEDIA_TYPE)


def _plain(request: Request, text: str) -> str:
    with suppress(PlannerError):  # of a store that has no clinic yet, nothing is known
        return plain(request.app.state.door.desk.facts(), text)
    return text


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
    if problem["code"] in ADDRESS:
        title, then = UNREADABLE
    caller = getattr(request.state, "caller", None)
    unsaid = said.status_code >= 500 or problem["code"] in ADDRESS
    said_already = problem["detail"] in (problem["title"], HTTPStatus(said.status_code).phrase)
    detail = "" if unsaid or said_already else _plain(request, problem["detail"])
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

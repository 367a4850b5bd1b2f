"""The way in: signing in, and the files that every page has."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from planner.http.access.caller import Caller
from planner.http.dependencies import TheDoor, Whoever
from planner.http.page.boards.scale import stylesheet
from planner.http.page.responses import rendered
from planner.http.prefix import home_of
from planner.http.problems.refusals import Refusal
from planner.http.routes.service.sessions import refuse_guessing, with_cookie

router = APIRouter(include_in_schema=False)
KINDS = {
    "page.css": "text/css",
    "records.css": "text/css",
    "board.css": "text/css",
    "page.js": "text/javascript",
    "drag.js": "text/javascript",
    "facts.js": "text/javascript",
    "week.js": "text/javascript",
    "search.js": "text/javascript",
    "done.js": "text/javascript",
    "holds.js": "text/javascript",
    "undo.js": "text/javascript",
    "choices.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
A_WHILE = {"Cache-Control": "max-age=300"}
OWN = re.compile(r"/(?![/\\])[^\\\s]*")
"""A path of this server: browsers take a backslash for a slash, and pass over tabs and ends of lines."""


@router.get("/sign-in")
def sign_in(request: Request, next: str = "/", ended: bool = False) -> HTMLResponse:
    """Name and password; where to go on is a path of this server only. `ended`: a session is over."""
    on = next if OWN.fullmatch(next) else "/"
    return rendered(request, "sign_in.html", None, None, next=on, ended=ended)


@router.get("/enter/{link}")
def show_link(link: str, door: TheDoor, caller: Whoever, request: Request) -> HTMLResponse:
    """A page with a button, since programs that look at links before people do would use it up."""
    return _link(request, caller, over=not door.people.is_open(link))


@router.post("/enter/{link}")
def enter(link: str, door: TheDoor, request: Request) -> Response:
    refuse_guessing(door, request)
    entered = door.people.enter(link)
    if entered is None:
        return _link(request, None, over=True)
    return with_cookie(door, RedirectResponse(home_of(request) + "/", 303), entered[1])


def _link(request: Request, caller: Caller | None, over: bool) -> HTMLResponse:
    """What a link is for; of one that was used, or is a day old, what to do instead."""
    shown = rendered(request, "enter.html", caller, None, over=over)
    shown.status_code = 410 if over else 200
    return shown


@router.get("/static/scale.css")
async def scale(hours: Annotated[int, Query(ge=1, le=26)]) -> Response:
    return Response(stylesheet(hours), media_type="text/css", headers=A_WHILE)


@router.get("/static/{file}")
async def static(file: str) -> Response:
    if file not in KINDS:
        raise Refusal("not-found", f"there is no file {file!r}")
    text = files("planner.http.page").joinpath("static", file).read_text(encoding="utf-8")
    return Response(text, media_type=KINDS[file], headers=A_WHILE)

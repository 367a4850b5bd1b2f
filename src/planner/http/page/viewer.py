"""Who looks at a page: somebody signed in, or else sent to the door first."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from planner.http.access.caller import Caller
from planner.http.access.scopes import FACTS, PUBLISH
from planner.http.dependencies import COOKIE, TheDesk, TheDoor, Whoever
from planner.http.prefix import home_of, path_of
from planner.http.problems.refusals import not_allowed


class NotSignedIn(Exception):
    """Nobody known asks for a page."""


async def viewer(caller: Whoever, door: TheDoor) -> Caller:
    """Whoever is signed in. Raises NotSignedIn for nobody known."""
    if caller is None:
        raise NotSignedIn
    door.rates.refuse_too_many(caller.id)
    return caller


async def staff(caller: Annotated[Caller, Depends(viewer)]) -> Caller:
    if not caller.may(FACTS):
        raise not_allowed(f"{caller.name} sees their own week only")
    return caller


async def manager(caller: Annotated[Caller, Depends(staff)]) -> Caller:
    if not caller.may(PUBLISH):
        raise not_allowed(f"{caller.name} may not plan months; a manager may")
    return caller


def kept_fresh(request: Request, desk: TheDesk) -> None:
    """Let a page follow others' changes from the last one before it is read, so that none falls between."""
    request.state.last_entry = desk.last_entry()


Viewer = Annotated[Caller, Depends(viewer)]
Staff = Annotated[Caller, Depends(staff)]
Manager = Annotated[Caller, Depends(manager)]
LIVE = [Depends(kept_fresh)]
"""The dependencies of a page that shows others' changes as they come."""


def install(app: FastAPI) -> None:
    app.add_exception_handler(NotSignedIn, _to_the_door)


def _to_the_door(request: Request, _: Exception) -> Response:
    """To sign in, and from there on to where they asked, which a browser says percent-encoded too."""
    ended = "&ended=1" if COOKIE in request.cookies else ""  # a session that was here, and is over
    return RedirectResponse(f"{home_of(request)}/sign-in?next={quote(quote(path_of(request)))}{ended}", 303)

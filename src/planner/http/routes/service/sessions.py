"""People's sessions: entered by a link that is used once, or by name and password."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from planner.errors import Nonsense
from planner.http.access.caller import Caller
from planner.http.access.people import SESSION_HOURS
from planner.http.access.secrets import csrf_of
from planner.http.dependencies import COOKIE, Anybody, Cookie, TheDoor
from planner.http.door import Door
from planner.http.problems.refusals import unauthenticated
from planner.http.schemas import documents
from planner.http.schemas.fields import Schema, Text

Answer = TypeVar("Answer", bound=Response)

router = APIRouter(tags=["access"])


class ToEnter(Schema):
    """A link's secret, or a name and a password."""

    link: Text | None = None
    name: Text | None = None
    password: Text | None = None


class ToChoose(Schema):
    """A password of one's own."""

    password: Annotated[str, Field(max_length=500)]


@router.post("/session", operation_id="signIn", response_model=documents.Session, status_code=201)
def sign_in(body: ToEnter, request: Request, door: TheDoor) -> JSONResponse:
    """Begin a session, whose cookie the answer sets; what changes something says its `csrf` as X-CSRF-Token."""
    refuse_guessing(door, request)
    if body.link is not None:
        entered = door.people.enter(body.link)
    else:
        entered = door.people.sign_in(body.name or "", body.password or "")
    if entered is None:
        raise unauthenticated("this name and password do not fit, or the link is over or was used")
    account, session = entered
    return with_cookie(door, JSONResponse(_document(Caller.of(account, csrf_of(session))), 201), session)


@router.get("/session", operation_id="session", response_model=documents.Session)
def session(caller: Anybody) -> dict[str, Any]:
    """Who asks, and what they may ask."""
    return _document(caller)


@router.delete("/session", operation_id="signOut", status_code=204)
def sign_out(door: TheDoor, caller: Anybody, session: Cookie) -> Response:
    """End the session."""
    if session:
        door.people.sign_out(session)
        door.guard.forget()
    gone = Response(status_code=204)
    gone.delete_cookie(COOKIE)
    return gone


@router.put("/session/password", operation_id="choosePassword", status_code=204)
def choose_password(body: ToChoose, door: TheDoor, caller: Anybody) -> Response:
    """Choose a password, by which to sign in from now on."""
    if caller.role is None:
        raise Nonsense("a token has no password; it is rotated instead")
    door.people.choose_password(caller.id, body.password)
    door.guard.forget()
    return Response(status_code=204)


def _document(caller: Caller) -> dict[str, Any]:
    return {
        "id": caller.id,
        "name": caller.name,
        "role": caller.role,
        "scopes": sorted(caller.scopes),
        "subject": caller.subject,
        "csrf": caller.csrf or None,
    }


def with_cookie(door: Door, answer: Answer, session: str) -> Answer:
    """An answer that begins a session, kept from scripts and from other sites."""
    answer.set_cookie(COOKIE, session, SESSION_HOURS * 3600, httponly=True, samesite="lax", secure=door.settings.secure)
    return answer


def refuse_guessing(door: Door, request: Request) -> None:
    """Raises for an address from which too many have tried to enter."""
    door.rates.refuse_guessing(request.client.host if request.client else "")

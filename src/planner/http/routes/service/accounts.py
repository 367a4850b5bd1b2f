"""Tokens and people: made, rotated, ended by an administrator. A secret is told once."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from planner.desk.store.server.accounts import Account, Secret
from planner.documents.fields import Document
from planner.http.access.tokens import DAYS
from planner.http.dependencies import Administering, Arranging, TheDoor
from planner.http.schemas import documents
from planner.http.schemas.fields import Schema, Text

router = APIRouter(tags=["access"])
Lifetime = Annotated[int | None, Field(ge=1, le=3650, description="How many days it lives; null for ever.")]


class NewToken(Schema):
    """A token to make."""

    name: Annotated[str, Field(min_length=1, max_length=100, examples=["portal"])]
    """Who its calls are in the journal; never given twice."""
    scopes: Annotated[list[Text], Field(max_length=10, examples=[["offer", "book"]])]
    days: Lifetime = DAYS
    subject: Text | None = None
    """Of whom alone it reads and books, as practitioner:ID or patient:ID."""


class NewProgram(Schema):
    """A program that signs with keys of its own, in place of a secret."""

    name: Annotated[str, Field(min_length=1, max_length=100, examples=["hospital"])]
    """Who its calls are in the journal; never given twice."""
    scopes: Annotated[list[Text], Field(max_length=10, examples=[["offer", "book"]])]
    jwks: dict[str, Any]
    """Its public keys, each with a `kid`: a JSON Web Key Set."""


class NewKeys(Schema):
    """Other public keys of such a program."""

    jwks: dict[str, Any]


class Rotation(Schema):
    """How a token is rotated."""

    grace_hours: Annotated[float, Field(ge=0, le=720)] = 24
    """For how long the last secret is good beside the new one."""
    days: Lifetime = DAYS


class NewPerson(Schema):
    """A person to invite."""

    name: Annotated[str, Field(min_length=1, max_length=100, examples=["Mai Tran"])]
    role: Annotated[Text, Field(examples=["front-desk"])]
    """manager, front-desk or practitioner."""
    subject: Text | None = None
    """Of a practitioner: practitioner:ID."""


@router.get("/tokens", operation_id="tokens", response_model=documents.Tokens)
def tokens(door: TheDoor, caller: Administering) -> dict[str, Any]:
    """All tokens, less those that were ended; nobody can be told their secrets again."""
    return {"tokens": [_token(account, secrets) for account, secrets in door.tokens.every()]}


@router.post("/tokens", operation_id="makeToken", response_model=documents.Account, status_code=201)
def make_token(body: NewToken, door: TheDoor, said: Arranging) -> JSONResponse:
    """Make a token. Its secret is in this answer, and never told again: a replay has null in its place."""

    def make() -> Document:
        account, secret = door.tokens.make(body.name, body.scopes, said.caller.name, body.days, body.subject)
        return {**_account(account), "token": secret}

    document, headers = door.once.answered(said.unversioned(), ("token", body), make, secret="token")
    return JSONResponse(document, 201, {"Location": f"/v1/tokens/{document['id']}", **headers})


@router.post("/programs", operation_id="registerProgram", response_model=documents.Account, status_code=201)
def register(body: NewProgram, door: TheDoor, said: Arranging) -> JSONResponse:
    """Know a program by its public keys. `id` is its client_id: what it signs is exchanged at /oauth/token."""

    def make() -> Document:
        return _account(door.tokens.make_signing(body.name, body.scopes, said.caller.name, body.jwks))

    document, headers = door.once.answered(said.unversioned(), ("program", body), make)
    return JSONResponse(document, 201, headers)


@router.put("/programs/{id}/keys", operation_id="changeKeys", response_model=documents.Account)
def change_keys(id: str, body: NewKeys, door: TheDoor, caller: Administering) -> dict[str, Any]:
    """Give a program other public keys; what it signs with the last ones is refused from now on."""
    return _account(door.tokens.change_keys(id, body.jwks))


@router.post("/tokens/{id}/rotate", operation_id="rotateToken", response_model=documents.Account)
def rotate(id: str, body: Rotation, door: TheDoor, said: Arranging) -> JSONResponse:
    """Give a token a new secret; the last one is good for a while beside it. A replay has null in its place."""

    def make() -> Document:
        account, secret = door.tokens.rotate(id, timedelta(hours=body.grace_hours), body.days)
        return {**_account(account), "token": secret}

    document, headers = door.once.answered(said.unversioned(), ("rotation", id, body), make, secret="token")
    door.guard.forget()
    return JSONResponse(document, headers=headers)


@router.delete("/tokens/{id}", operation_id="endToken", status_code=204)
def end_token(id: str, door: TheDoor, caller: Administering) -> Response:
    """End a token."""
    door.tokens.end(id)
    door.guard.forget()
    return Response(status_code=204)


@router.get("/people", operation_id="people", response_model=documents.People)
def people(door: TheDoor, caller: Administering) -> dict[str, Any]:
    """Everybody who may enter."""
    return {"people": [_account(each) for each in door.people.every()]}


@router.post("/people", operation_id="invite", response_model=documents.Account, status_code=201)
def invite(body: NewPerson, door: TheDoor, request: Request, said: Arranging) -> JSONResponse:
    """Invite somebody, by a link that is used once. A replay has null in its place."""

    def make() -> Document:
        account, link = door.people.invite(body.name, body.role, said.caller.name, body.subject)
        return {**_account(account), "link": _link(request, link)}

    document, headers = door.once.answered(said.unversioned(), ("person", body), make, secret="link")
    return JSONResponse(document, 201, headers)


@router.post("/people/{id}/link", operation_id="newLink", response_model=documents.Account)
def new_link(id: str, door: TheDoor, request: Request, said: Arranging) -> JSONResponse:
    """Give somebody another link, who lost the first or the password; their sessions end. A replay has null for it."""

    def make() -> Document:
        account, link = door.people.new_link(id)
        return {**_account(account), "link": _link(request, link)}

    document, headers = door.once.answered(said.unversioned(), ("link", id), make, secret="link")
    door.guard.forget()
    return JSONResponse(document, headers=headers)


@router.delete("/people/{id}", operation_id="endPerson", status_code=204)
def end_person(id: str, door: TheDoor, caller: Administering) -> Response:
    """Let somebody in no more."""
    door.people.end(id)
    door.guard.forget()
    return Response(status_code=204)


def _link(request: Request, secret: str) -> str:
    return str(request.url_for("show_link", link=secret))


def _account(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        "role": account.role,
        "scopes": list(account.scopes),
        "subject": account.subject,
        "made": account.made.isoformat(),
        "made_by": account.made_by,
        "used": account.used and account.used.isoformat(),
    }


def _token(account: Account, secrets: list[Secret]) -> dict[str, Any]:
    shown = [{"prefix": each.prefix, "expires": each.expires and each.expires.isoformat()} for each in secrets]
    return {**_account(account), "secrets": shown}

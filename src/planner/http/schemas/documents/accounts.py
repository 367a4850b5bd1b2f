"""Who asks, and who may."""

from __future__ import annotations

from planner.http.schemas.fields import Moment, Schema


class Session(Schema):
    """Who asks."""

    id: str
    name: str
    role: str | None
    scopes: list[str]
    subject: str | None
    csrf: str | None
    """Of a session: what a request that changes something says as X-CSRF-Token."""


class Secret(Schema):
    prefix: str
    expires: Moment | None


class Account(Schema):
    id: str
    name: str
    role: str | None
    scopes: list[str]
    subject: str | None
    made: Moment
    made_by: str
    used: Moment | None
    secrets: list[Secret] | None = None
    token: str | None = None
    """The secret itself, told this once."""
    link: str | None = None
    """By which a person enters once."""


class Tokens(Schema):
    tokens: list[Account]


class People(Schema):
    people: list[Account]

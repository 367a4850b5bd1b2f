"""A short way to the desk for what is asked most: bookings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, get_origin, get_type_hints

from fastapi import APIRouter, FastAPI
from fastapi.params import Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import Headers, URLPath
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, NoMatchFound, compile_path
from starlette.types import Message, Receive, Scope, Send

from planner.http.dependencies import (
    LONGEST_KEY,
    Keywords,
    TheDesk,
    allow,
    maybe_with_key,
    the_door,
    version_of,
    whoever,
    with_key,
)

JSON = "application/json"
USUAL = "planner.usual"
"""In the scope of a request that goes FastAPI's way."""


class Shortcuts(BaseRoute):
    """The routes that book, before all others, each in its lane.

    To find a route and gather what its signature asks for costs FastAPI as much as a booking costs the desk. So a
    request that is as it should be, with a token, a key and a body that fits, is read here; any other goes FastAPI's
    way, which says what is wrong with it.
    """

    def __init__(self, routes: Iterable[Shortcut]) -> None:
        self.routes = tuple(routes)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and USUAL not in scope:
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            for short in self.routes:
                if scope["method"] == short.method and (found := short.path.fullmatch(path)):
                    token = short.token_of(Headers(scope=scope))
                    known = {"short": short, "token": token, "route": short.route, "path_params": found.groupdict()}
                    return (Match.FULL, known) if token else (Match.NONE, {})
        return Match.NONE, {}

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        raise NoMatchFound(name, path_params)  # the routes themselves say it

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, short = Request(scope, receive, send), scope["short"]
        given = short.read(await request.body())
        if given is None:
            scope[USUAL] = True
            await scope["router"].app(scope, _again(request), send)
        else:
            answered = await short.ask(request, {**scope["path_params"], **given})
            await answered(scope, receive, send)


def install(app: FastAPI, routers: Iterable[APIRouter], prefix: str) -> None:
    """Let the routes of routers be asked the short way, which stand under a prefix."""
    routes = (route for router in routers for route in router.routes if isinstance(route, APIRoute))
    app.router.routes.insert(0, Shortcuts(short for route in routes if (short := Shortcut.of(route, prefix))))


@dataclass(frozen=True)
class Shortcut:
    """A route, and what the signature of its endpoint asks for by the names of its parameters."""

    route: APIRoute
    method: str
    path: re.Pattern[str]
    desk: str
    said: str
    must: bool
    """Whether there is to be a key."""
    scopes: tuple[str, ...]
    bodies: Mapping[str, TypeAdapter[Any]]

    @classmethod
    def of(cls, route: APIRoute, prefix: str) -> Shortcut | None:
        """None where it asks for something else too, which is FastAPI's to gather."""
        desk, said, bodies = "", dict[str, Security](), {}
        for name, hint in get_type_hints(route.endpoint, include_extras=True).items():
            how = hint.__metadata__[0] if get_origin(hint) is Annotated else None
            if hint == TheDesk:
                desk = name
            elif isinstance(how, Security) and how.dependency in (with_key, maybe_with_key):
                said[name] = how
            elif name == "body":
                bodies[name] = TypeAdapter(hint)
            elif name != "return" and not (hint is str and f"{{{name}}}" in route.path):
                return None
        if not desk or len(said) != 1:
            return None
        ((name, how),) = said.items()
        path, _, _ = compile_path(prefix + route.path)
        must, scopes = how.dependency is with_key, tuple(how.scopes or ())
        return cls(route, "".join(route.methods or ()), path, desk, name, must, scopes, bodies)

    def token_of(self, headers: Headers) -> str:
        """The token that asks; nothing where the headers are not as they should be."""
        scheme, token = get_authorization_scheme_param(headers.get("authorization"))
        key = headers.get("idempotency-key", "" if self.must else "-")
        typed = not self.bodies or headers.get("content-type") == JSON
        return token if scheme == "Bearer" and 0 < len(key) <= LONGEST_KEY and typed else ""

    def read(self, body: bytes) -> dict[str, Any] | None:
        """The body as the endpoint wants it; None where it does not fit."""
        try:
            return {name: reader.validate_json(body) for name, reader in self.bodies.items()}
        except ValidationError:
            return None

    async def ask(self, request: Request, given: Mapping[str, Any]) -> Response:
        """What the endpoint answers, in its lane."""
        door, headers = await the_door(request), request.headers
        token = HTTPAuthorizationCredentials(scheme="Bearer", credentials=request.scope["token"])
        caller = await allow(request, await whoever(request, token, None), self.scopes)
        said = Keywords(caller, headers.get("idempotency-key"), version_of(headers.get("if-match")))
        endpoint: Callable[..., Response] = self.route.endpoint
        return await door.lane.run(partial(endpoint, **{self.desk: door.desk, self.said: said}, **given))


def _again(request: Request) -> Receive:
    """A request's body, which was read already, for one who reads it next."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            return await request.receive()
        told = True
        return {"type": "http.request", "body": await request.body(), "more_body": False}

    return receive

"""A short way to the desk for what is asked most: bookings."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, get_origin, get_type_hints

from fastapi.params import Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

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
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Shortcut(APIRoute):
    """A route that books, in its lane.

    To gather what a signature asks for costs FastAPI as much as a booking costs the desk. So a request that is as it
    should be, with a token, a key and a body that fits, is read here; any other goes FastAPI's way, which says what is
    wrong with it.
    """

    def get_route_handler(self) -> Handler:
        usual, endpoint = super().get_route_handler(), self.endpoint
        asked = Asked.of(endpoint, self.path)
        if asked is None:
            return usual

        async def handle(request: Request) -> Response:
            scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
            given = await asked.given(request) if token and scheme == "Bearer" else None
            if given is None:
                return await usual(request)
            door = await the_door(request)
            found = await whoever(request, HTTPAuthorizationCredentials(scheme=scheme, credentials=token), None)
            caller = await allow(request, found, asked.scopes)
            said = Keywords(caller, request.headers.get("idempotency-key"), version_of(request.headers.get("if-match")))
            known = {asked.desk: door.desk, asked.said: said}
            answered: Response = await door.lane.run(partial(endpoint, **known, **given))
            return answered

        return handle


@dataclass(frozen=True)
class Asked:
    """What the signature of an endpoint asks for, by the names of its parameters."""

    desk: str
    said: str
    must: bool
    """Whether there is to be a key."""
    scopes: tuple[str, ...]
    bodies: Mapping[str, TypeAdapter[Any]]

    @classmethod
    def of(cls, endpoint: Callable[..., Any], path: str) -> Asked | None:
        """None where it asks for something else too, which is FastAPI's to gather."""
        desk, said, bodies = "", dict[str, Security](), {}
        for name, hint in get_type_hints(endpoint, include_extras=True).items():
            how = hint.__metadata__[0] if get_origin(hint) is Annotated else None
            if hint == TheDesk:
                desk = name
            elif isinstance(how, Security) and how.dependency in (with_key, maybe_with_key):
                said[name] = how
            elif name == "body":
                bodies[name] = TypeAdapter(hint)
            elif name != "return" and not (hint is str and f"{{{name}}}" in path):
                return None
        if not desk or len(said) != 1:
            return None
        ((name, how),) = said.items()
        return cls(desk, name, how.dependency is with_key, tuple(how.scopes or ()), bodies)

    async def given(self, request: Request) -> dict[str, Any] | None:
        """The path's parts and the body; None where anything is not as it should be."""
        headers = request.headers
        key = headers.get("idempotency-key", "" if self.must else "-")
        if not 0 < len(key) <= LONGEST_KEY:
            return None
        given = dict(request.path_params)
        for name, reader in self.bodies.items():
            if headers.get("content-type") != JSON:
                return None
            try:
                given[name] = reader.validate_json(await request.body())
            except ValidationError:
                return None
        return given

"""What a request's route says of itself: its template, and that it is going to end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

SINCE, SUNSET, INSTEAD = "x-deprecated-since", "x-sunset", "x-instead"


class Templates:
    """The templates of an application's routes, with the prefixes under which they stand."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._known: Mapping[int, str] = {}

    def learn(self) -> None:
        """Read them all, which takes a while: once the routes are there, and before anybody waits."""
        self._known = {id(each.original_route): each.path or "" for each in iter_route_contexts(self.app.routes)}

    def of(self, route: Any) -> str | None:
        """Such as /v1/plans/{plan}/offers; None where no route was found."""
        if route is None:
            return None
        if not self._known:
            self.learn()
        return self._known.get(id(route)) or getattr(route, "path", None)


def deprecated(since: date, sunset: date, instead: str) -> dict[str, Any]:
    """What a route says in its decorator that is going to end: `@router.get("/old", **deprecated(…))`.

    Its answers have the headers of RFC 9745 and RFC 8594 from then on, and the OpenAPI document says it.
    `instead` is the address of what to ask in its place.
    """
    said = {SINCE: since.isoformat(), SUNSET: sunset.isoformat(), INSTEAD: instead}
    return {"deprecated": True, "openapi_extra": said}


def ending(route: Any) -> dict[str, str]:
    """The headers of an answer of a route that is going to end; none of another."""
    said = getattr(route, "openapi_extra", None) or {}
    if SINCE not in said:
        return {}
    since, sunset = (
        datetime.combine(date.fromisoformat(said[name]), datetime.min.time(), UTC) for name in (SINCE, SUNSET)
    )
    return {
        "Deprecation": f"@{int(since.timestamp())}",
        "Sunset": format_datetime(sunset, usegmt=True),
        "Link": f'<{said[INSTEAD]}>; rel="successor-version"',
    }

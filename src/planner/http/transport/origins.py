"""Whose scripts in browsers may ask: nobody's, unless an origin is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware

from planner.errors import Nonsense

ASKED = (
    *("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID"),
    *("X-Request-Id", "traceparent"),
)
"""Headers that scripts may send; no cookie is among them, so they ask with a token."""
TOLD = (
    *("ETag", "Location", "Retry-After", "X-Request-Id", "Idempotency-Replayed"),
    *("Deprecation", "Sunset", "Link"),
)
"""Headers that scripts may read."""
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")


def checked_origins(origins: Sequence[str]) -> tuple[str, ...]:
    """Raises Nonsense for what is no origin, such as * or an address with a path."""
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise Nonsense(f"{origin!r} is no origin; write it as browsers do, such as https://book.example.org")
    return tuple(origins)


def allow(app: Starlette, origins: Sequence[str]) -> None:
    """Let scripts of these origins ask."""
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=list(ASKED),
            expose_headers=list(TOLD),
            max_age=600,
        )

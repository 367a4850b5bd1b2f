"""What the protocol refuses, before the desk is asked."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from planner.http.problems.kinds import KINDS


class Refusal(HTTPException):
    """A request that is refused as one of `KINDS`."""

    def __init__(self, kind: str, detail: str = "", headers: dict[str, str] | None = None) -> None:
        self.kind = kind
        super().__init__(KINDS[kind].status, detail or KINDS[kind].title, headers)


def unauthenticated(detail: str = "") -> Refusal:
    return Refusal("unauthenticated", detail, {"WWW-Authenticate": 'Bearer realm="planner"'})


def not_allowed(detail: str) -> Refusal:
    return Refusal("not-allowed", detail)


def too_many(seconds: int) -> Refusal:
    return Refusal("too-many", f"too many requests; wait {seconds} seconds", {"Retry-After": str(seconds)})

"""The journal."""

from __future__ import annotations

from planner.http.schemas.fields import Moment, Schema, Zoned


class Entry(Schema):
    entry: int
    at: Moment
    who: str
    why: str
    action: str
    key: str | None
    appointments: list[str]
    trace: str | None = None
    """The `traceparent` of the request that asked, where it had one."""


class Entries(Zoned):
    entries: list[Entry]
    next: int | None = None
    mark: int | None = None

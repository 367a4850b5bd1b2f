"""What is known of a request while it is at work: for its line in the log, the metrics, and what the journal says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

_TRACE = re.compile(r"(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(-.*)?")


@dataclass
class Record:
    """A request. Whoever works at it adds what it comes to know; no name is ever among it."""

    id: str = ""
    traceparent: str | None = None
    """As W3C has it, where the caller sent a good one."""
    method: str = ""
    route: str | None = None
    """Its template, such as /v1/plans/{plan}/offers: the address itself may name a patient."""
    status: int = 500
    seconds: float = 0
    """Until it began to be answered."""
    caller: str | None = None
    """The id of the token or person."""
    refused: str | None = None
    """The kind of the problem."""
    entry: int | None = None
    """What it wrote, by its number in the journal."""
    patients: set[str] = field(default_factory=set)
    """Whose data the answer holds."""

    @property
    def trace(self) -> str | None:
        """The id of the trace alone."""
        return self.traceparent.split("-")[1] if self.traceparent else None


_current: ContextVar[Record | None] = ContextVar("record", default=None)


def current() -> Record:
    """That of the request at work; one that nobody reads where there is none."""
    return _current.get() or Record()


def begin(record: Record) -> None:
    _current.set(record)


def note_read(patients: Iterable[str]) -> None:
    """Say whose data an answer holds."""
    current().patients.update(patients)


def good_traceparent(said: str | None) -> str | None:
    """A header `traceparent` as it was said; None for one that is none, which W3C has passed over."""
    return said if said and len(said) <= 100 and _TRACE.fullmatch(said) else None

"""The kinds of problems: what each is called, and what the caller does about it. Each is at /problems/NAME."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from planner.errors import STATUSES, PlannerError


@dataclass(frozen=True)
class Kind:
    """What a problem is called, and what the caller does about it; `status` is that of HTTP."""

    status: int
    title: str
    mend: str


def name_of(refused: type[Exception]) -> str:
    """Such as `place-taken` for a PlaceTaken."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", refused.__name__).lower()


_PLANNERS = {
    "nonsense": ("What is asked cannot be.", "Mend what `detail` names, and ask again."),
    "key-reused": ("The Idempotency-Key stands for another request.", "Use a new key for each request."),
    "faulty-clinic": ("The clinic's tables have faults.", "Mend each of `faults`; nothing was kept."),
    "unknown-name": ("There is nothing of this name.", "Look the name up, and ask again."),
    "not-installed": ("A part of planner is not installed here.", "Tell whoever runs the server."),
    "forbidden": ("A rule forbids it.", "Show `violations`, and ask for other offers; nothing was written."),
    "conflict": ("It does not fit what stands now.", "Show `taken` and `offers`, which are fresh."),
    "place-taken": ("Somebody else has the place.", "Take one of `offers`, which are fresh."),
    "stale-version": ("It has changed since you have seen it.", "Read it again, and ask with its new ETag."),
    "hold-ended": ("The hold is no more.", "Ask for offers, and hold again."),
    "store-fault": ("The store cannot be reached.", "Ask again after Retry-After, with the same Idempotency-Key."),
    "broken-roster": ("A bug in planner.", "Report it with `request`, the request's id."),
}
_ELSEWHERE = ("A part of planner that no route asks has failed.", "Report it with `request`, the request's id.")
"""Of an exception that no route raises."""
_PROTOCOLS = {
    "bad-request": (400, "The request cannot be read.", "Mend what `faults` or `detail` names."),
    "unauthenticated": (401, "Nobody is known by this token or session.", "Send Authorization: Bearer TOKEN."),
    "not-allowed": (403, "The caller may not ask this.", "Ask an administrator for the scope that `detail` names."),
    "not-found": (404, "There is nothing at this address.", "See /v1/openapi.json for what there is."),
    "method-not-allowed": (405, "Nothing is done here by this method.", "Use one of those that Allow names."),
    "too-slow": (408, "The request did not come in time.", "Send it at once."),
    "too-large": (413, "The request is too large.", "Send less at a time."),
    "invalid": (422, "The request has faults.", "Mend each of `faults`; each says where by a JSON pointer."),
    "too-many": (429, "Too many requests.", "Wait for as many seconds as Retry-After says."),
    "error": (500, "A bug in planner.", "Report it with `request`, the request's id."),
    "busy": (503, "The server is busy.", "Ask again after Retry-After, with the same Idempotency-Key."),
}

KINDS: Mapping[str, Kind] = {
    **{
        name_of(each): Kind(status.http, *_PLANNERS.get(name_of(each), _ELSEWHERE))
        for each, status in STATUSES.items()
        if issubclass(each, PlannerError)
    },
    **{name: Kind(*said) for name, said in _PROTOCOLS.items()},
}


def of_status(status: int) -> str:
    """The kind of a status that the framework answers by itself."""
    names = (name for name in _PROTOCOLS if KINDS[name].status == status)
    return next(names, HTTPStatus(status).phrase.lower().replace(" ", "-"))

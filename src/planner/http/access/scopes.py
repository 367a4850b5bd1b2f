"""What may be asked, and which roles may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.errors import Nonsense, UnknownName

OFFER, BOOK, FACTS, PUBLISH, ADMIN = "offer", "book", "facts", "publish", "admin"
CALENDAR, METRICS = "calendar", "metrics"

SCOPES: Mapping[str, str] = {
    OFFER: "asks for offers, windows and checks",
    BOOK: "holds, books, moves and cancels",
    FACTS: "sees the whole book and all patients, and changes facts",
    PUBLISH: "makes rosters, publishes and replans",
    ADMIN: "makes and ends tokens, people and webhooks, and sees who has read what",
    CALENDAR: "reads the calendar of its subject alone",
    METRICS: "reads /metrics",
}

MANAGER, FRONT_DESK, PRACTITIONER = "manager", "front-desk", "practitioner"

ROLES: Mapping[str, frozenset[str]] = {
    MANAGER: frozenset({OFFER, BOOK, FACTS, PUBLISH, ADMIN}),
    FRONT_DESK: frozenset({OFFER, BOOK, FACTS}),
    PRACTITIONER: frozenset({CALENDAR}),
}

SUBJECTS = ("practitioner", "patient")


def checked_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order of `SCOPES`. Raises UnknownName for one that is none, Nonsense for none at all."""
    given = set(scopes)
    for scope in sorted(given - SCOPES.keys()):
        raise UnknownName("scope", scope, SCOPES)
    if not given:
        raise Nonsense(f"a token without a scope may ask nothing; give some of {', '.join(SCOPES)}")
    return tuple(scope for scope in SCOPES if scope in given)


def checked_subject(subject: str | None, needed: bool) -> str | None:
    """`practitioner:ID` or `patient:ID`. Raises Nonsense for another, or where one is needed and none given."""
    if subject is None:
        if needed:
            raise Nonsense("say whose calendar it is, as practitioner:ID or patient:ID")
        return None
    kind, _, id = subject.partition(":")
    if kind not in SUBJECTS or not id:
        raise Nonsense(f"the subject is {subject!r}; write practitioner:ID or patient:ID")
    return subject

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
    PUBLISH: "makes rosters, publishes and replans, and changes what only a manager may",
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

DAILY = ("patients", "plans", "events", "away", "absences", "closures")
"""Kinds of facts that the front desk changes; the other kinds, the settings and the policy are a manager's."""

PATIENT = "patient"
SUBJECTS = ("practitioner", PATIENT)
OWN = frozenset({OFFER, BOOK, CALENDAR})
"""What may be asked about one patient alone."""


def checked_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order of `SCOPES`. Raises UnknownName for one that is none, Nonsense for none at all."""
    given = set(scopes)
    for scope in sorted(given - SCOPES.keys()):
        raise UnknownName("scope", scope, SCOPES)
    if not given:
        raise Nonsense(f"a token without a scope may ask nothing; give some of {', '.join(SCOPES)}")
    return tuple(scope for scope in SCOPES if scope in given)


def checked_subject(subject: str | None, scopes: Iterable[str]) -> str | None:
    """`practitioner:ID` or `patient:ID`. Raises Nonsense for another, or one that does not go with the scopes."""
    if subject is None:
        if CALENDAR in scopes:
            raise Nonsense("say whose calendar it is, as practitioner:ID or patient:ID")
        return None
    kind, _, id = subject.partition(":")
    if kind not in SUBJECTS or not id:
        raise Nonsense(f"the subject is {subject!r}; write practitioner:ID or patient:ID")
    if kind == PATIENT and (more := sorted(set(scopes) - OWN)):
        raise Nonsense(f"a token of one patient has no scope {more[0]!r}; give it some of {', '.join(sorted(OWN))}")
    return subject

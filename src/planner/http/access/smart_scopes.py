"""SMART's scopes, such as `system/Appointment.rs`, in planner's own (HL7 SMART App Launch 2.2.0, scopes)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from planner.http.access.scopes import ADMIN, BOOK, FACTS, OFFER, SCOPES

READ: Mapping[str, tuple[str, ...]] = dict.fromkeys(("Appointment", "Slot", "Schedule", "Location"), (OFFER,))
"""What a program may ask here that only reads resources of a type: planner's other scopes let one write too."""
WRITE: Mapping[str, tuple[str, ...]] = {
    **READ,
    "Appointment": (OFFER, BOOK),
    **dict.fromkeys(("Patient", "CarePlan", "ServiceRequest"), (FACTS,)),
    "AuditEvent": (ADMIN,),
}
"""And one that may create, update or delete them."""
SCOPE = re.compile(r"system/(\*|[A-Z]\w+)\.((?=[cruds])c?r?u?d?s?|read|write|\*)")
WRITING = ("write", "*")


def granted(asked: str, may: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Those of the scopes asked for that a program with these of planner's own may have, and what they let it ask.

    `system/*` is each type that it may have.
    """
    words, scopes = [], set[str]()
    for type, letters, needed in _asked(asked):
        if {*needed} <= {*may}:
            words.append(f"system/{type}.{letters}")
            scopes.update(needed)
    return " ".join(dict.fromkeys(words)), tuple(scope for scope in SCOPES if scope in scopes)


def _asked(text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """By type: the letters asked for, and planner's scopes that they want."""
    for found in filter(None, map(SCOPE.fullmatch, text.split())):
        type, letters = found.groups()
        there = WRITE if letters in WRITING or ({*letters} & {*"cud"} and letters != "read") else READ
        yield from ((each, letters, there[each]) for each in ([*there] if type == "*" else [type]) if each in there)


def supported() -> list[str]:
    return ["system/*.cruds", *(f"system/{type}.rs" for type in READ), *(f"system/{type}.cruds" for type in WRITE)]

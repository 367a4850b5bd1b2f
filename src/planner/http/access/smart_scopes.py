"""SMART's scopes, such as `system/Appointment.rs`, in planner's own (HL7 SMART App Launch 2.2.0, scopes)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from planner.http.access.scopes import ADMIN, BOOK, FACTS, OFFER, SCOPES

NEEDED: Mapping[str, tuple[str, ...]] = {
    "Appointment": (OFFER, BOOK),
    **dict.fromkeys(("Slot", "Schedule", "Location"), (OFFER,)),
    **dict.fromkeys(("Patient", "CarePlan", "ServiceRequest"), (FACTS,)),
    "AuditEvent": (ADMIN,),
}
"""What a program must be able to ask here, to do something with a resource of a type."""
SCOPE = re.compile(r"system/(\*|[A-Z]\w+)\.(?:(?=[cruds])c?r?u?d?s?|read|write|\*)")


def granted(asked: str, may: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Those of the scopes asked for that a program with these of planner's own may have, and what they let it ask."""
    words: list[str] = []
    scopes: set[str] = set()
    for each in asked.split():
        found = SCOPE.fullmatch(each)
        types = NEEDED if found and found[1] == "*" else [found[1]] if found else []
        needed = [NEEDED[type] for type in types if type in NEEDED and {*NEEDED[type]} <= {*may}]
        if needed:
            words.append(each)
            scopes.update(*needed)
    return " ".join(words), tuple(scope for scope in SCOPES if scope in scopes)


def supported() -> list[str]:
    return ["system/*.cruds", *(f"system/{type}.rs" for type in NEEDED), "system/Appointment.cruds"]

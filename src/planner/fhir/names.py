"""What planner's own ids, codes and extensions are called in FHIR."""

from __future__ import annotations

import re
from uuid import NAMESPACE_URL, uuid5

BASE = "urn:planner:"
"""Begins planner's own code systems, systems of identifiers, and extensions."""
LOGICAL_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
"""What FHIR allows as the id of a resource."""
CODE = re.compile(r"[^\s]+( [^\s]+)*")
"""What FHIR allows as a code."""

PATIENT, PRACTITIONER, ROOM, SITE, EQUIPMENT = "patient", "practitioner", "room", "site", "equipment"
SERVICE, PROTOCOL, PLAN, APPOINTMENT, CLINIC = "service", "protocol", "plan", "appointment", "clinic"
HOLD = "hold-"
"""Begins the id of an Appointment that is only held."""
EVENT, CLEARANCE, QUALIFICATION, FEATURE, DAY = "health-event", "clearance", "qualification", "feature", "day"


def own(kind: str) -> str:
    """The system of planner's own identifiers and codes of a kind, or the URL of its extension."""
    return BASE + kind


def logical_id(id: str) -> str:
    """An id as FHIR's: itself where that is one, else a UUID, the same for the same id."""
    return id if LOGICAL_ID.fullmatch(id) else str(uuid5(NAMESPACE_URL, BASE + id))


def canonical(kind: str, id: str) -> str:
    """The canonical URL of what others are made after: a protocol, a service."""
    return f"{own(kind)}:{logical_id(id)}"

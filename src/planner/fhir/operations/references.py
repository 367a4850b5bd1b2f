"""What a reference or an identifier of others means in the clinic."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from planner.clinic import Clinic
from planner.errors import Nonsense
from planner.fhir.elements import Element
from planner.fhir.names import APPOINTMENT, PATIENT, PLAN, PRACTITIONER, ROOM, SERVICE, logical_id, own
from planner.fhir.operations.request import id_of

TYPES: Mapping[str, str] = {PATIENT: "Patient", PRACTITIONER: "Practitioner", ROOM: "Location", PLAN: "ServiceRequest"}


def known(clinic: Clinic, kind: str) -> Collection[str]:
    """The ids that there are of a kind."""
    return {
        **{PATIENT: clinic.patients, PRACTITIONER: clinic.practitioners, ROOM: clinic.rooms, PLAN: clinic.plans},
        **{SERVICE: clinic.services, APPOINTMENT: clinic.ids_in_book},
    }[kind]


def look(clinic: Clinic, kind: str, text: str) -> str | None:
    """The id of what a reference, or `system|value`, means; None for nothing known."""
    if "|" in text and (id := identified(clinic, kind, text)):
        return id
    said = id_of(text, TYPES[kind])
    return next((id for id in known(clinic, kind) if logical_id(id) == said), None)


def meant(clinic: Clinic, kind: str, text: str) -> str:
    """The same. Raises Nonsense for nothing known."""
    found = look(clinic, kind, text)
    if found is None:
        raise Nonsense(f"there is no {kind} {text}")
    return found


def identified(clinic: Clinic, kind: str, text: str) -> str | None:
    """The id of what an identifier, as `system|value`, is of; None for nothing known."""
    system, _, value = text.partition("|")
    if system == own(kind):
        return value if value in known(clinic, kind) else None
    return next((i.id for i in clinic.identifiers if (i.what, i.system, i.value) == (kind, system, value)), None)


def known_patient(clinic: Clinic, given: Element) -> str:
    """The patient that a resource is of. Raises Nonsense where no identifier of it is known."""
    identifiers: Any = given.get("identifier") or []
    for each in identifiers if isinstance(identifiers, list) else [identifiers]:
        said = f"{each.get('system', '')}|{each.get('value')}" if isinstance(each, dict) else ""
        if id := identified(clinic, PATIENT, said):
            return id
    if id := next((id for id in clinic.patients if logical_id(id) == given.get("id")), None):
        return id
    raise Nonsense("this patient is not known here; the clinic puts new patients and their plans on record first")

"""Why an Appointment is cancelled, by the desk's reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.desk.booking.status import CANCELLATION_REASONS
from planner.fhir.elements import Element

REASONS: Mapping[str, str] = {
    **{
        "pat": "patient-cancel",
        "pat-dec": "deceased",
        "pat-fb": "improved",
        "pat-mv": "moved",
        "pat-mt": "transportation",
    },
    **{"prov": "staff-cancel", "prov-dch": "discharged", "prov-edu": "meeting", "prov-hosp": "hospitalized"},
    **{"prov-pers": "personal", "maint": "equip-unavail", "oth-cms": "cms-auth", "oth-fin": "financial"},
    **{"oth-int": "interpreter-unavail", **{each: each for each in CANCELLATION_REASONS}},
}
"""The desk's reasons, which are IHE's codes, by these and by HL7's; any other is the patient's."""
WHY = "https://profiles.ihe.net/ITI/Scheduling/StructureDefinition/extension-status-reason"


def reason_of(appointment: Element) -> str:
    """By the extension of IHE's profile, or by HL7's element."""
    extensions = [each for each in _listed(appointment.get("extension")) if isinstance(each, Mapping)]
    said = [each.get("valueCodeableConcept") for each in extensions if each.get("url") == WHY]
    for concept in (*said, appointment.get("cancelationReason"), appointment.get("cancellationReason")):
        for each in _listed(concept.get("coding")) if isinstance(concept, Mapping) else ():
            code = str(each.get("code")) if isinstance(each, Mapping) else ""
            if code in REASONS:
                return REASONS[code]
    return REASONS["pat"]


def _listed(value: Any) -> list[Any]:
    """What XML gives alone where it is the only one."""
    return value if isinstance(value, list) else [value]

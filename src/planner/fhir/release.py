"""The releases of FHIR that are spoken, and where they name or shape one thing differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.errors import UnknownName


@dataclass(frozen=True)
class Release:
    """A release; each field is what it calls a thing that the other calls otherwise."""

    name: str
    version: str
    cancellation: str
    """Appointment: why it was cancelled."""
    target: str
    """PlanDefinition.action.relatedAction: the action meant."""
    occurrence: str
    """Procedure: the beginning of the field that says when."""
    device_name: str
    """Device: its names."""
    device_name_text: str
    """Device: the text of a name."""
    activity: str
    """CarePlan.activity: the request that it is."""
    reason: str
    """Provenance: why."""
    by_concept: bool
    """Whether what is asked for is a CodeableReference, in place of a CodeableConcept."""
    whole_availability: bool
    """Whether hours are one Availability, in place of fields of their own."""

    def asked(self, concept: Mapping[str, Any]) -> dict[str, Any]:
        """What is asked for, such as a service."""
        return {"concept": concept} if self.by_concept else dict(concept)

    @property
    def required(self) -> Any:
        """Appointment.participant.required: this one must be there."""
        return True if self.by_concept else "required"


R4 = Release(
    name="R4",
    version="4.0.1",
    cancellation="cancelationReason",
    target="actionId",
    occurrence="performed",
    device_name="deviceName",
    device_name_text="name",
    activity="reference",
    reason="reason",
    by_concept=False,
    whole_availability=False,
)
R5 = Release(
    name="R5",
    version="5.0.0",
    cancellation="cancellationReason",
    target="targetId",
    occurrence="occurrence",
    device_name="name",
    device_name_text="value",
    activity="plannedActivityReference",
    reason="authorization",
    by_concept=True,
    whole_availability=True,
)
RELEASES: Mapping[str, Release] = {each.name: each for each in (R4, R5)}


def release_of(name: str) -> Release:
    """The release of a name, such as R4 or 5.0.0. Raises UnknownName."""
    for each in RELEASES.values():
        if name.upper() == each.name or name == each.version:
            return each
    raise UnknownName("release of FHIR", name, RELEASES)

"""What other systems call a clinic's people, places and plans, and their codes for health events."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import Nonsense
from planner.faults import quoted

IDENTIFIED = ("patient", "practitioner", "room", "equipment", "service", "protocol", "plan", "appointment")
"""What other systems may have identifiers for."""


@dataclass(frozen=True)
class Identifier:
    """What another system calls one of IDENTIFIED. FHIR's Identifier; `system` is a URI, or empty."""

    what: str
    id: str
    system: str
    value: str

    def __post_init__(self) -> None:
        if self.what not in IDENTIFIED:
            raise Nonsense(f"an identifier is of one of {', '.join(IDENTIFIED)}, not of {quoted(self.what)}")


@dataclass(frozen=True)
class Code:
    """Another system's code for a kind of health event, such as `http://snomed.info/sct|77386006` for pregnancy."""

    system: str
    code: str
    kind: str

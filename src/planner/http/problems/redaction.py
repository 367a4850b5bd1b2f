"""What a portal is told of a refusal: its kind and times, and nothing of anybody else."""

from __future__ import annotations

from planner.desk.booking.portal import RULE
from planner.documents.fields import Document


def redacted(members: Document) -> Document:
    """The members of a problem less whatever names a patient, a plan or an appointment; the offers are its own."""
    return {
        **({"violations": [_violation(each) for each in members["violations"]]} if "violations" in members else {}),
        **({"offers": members["offers"], "taken": []} if "offers" in members else {}),
    }


def _violation(said: Document) -> Document:
    """The day of a broken rule; of one that binds portals what it says too, which is of nobody else."""
    return {name: said[name] for name in ("when", "rule", "how") if name == "when" or said["rule"] == RULE}

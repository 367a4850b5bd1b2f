"""What a portal is told of a refusal: its kind and times, and nothing of anybody else."""

from __future__ import annotations

from planner.documents.fields import Document


def redacted(members: Document) -> Document:
    """The members of a problem less whatever names a patient, a plan or an appointment; the offers are its own."""
    return {
        **(
            {"violations": [{"when": each["when"]} for each in members["violations"]]}
            if "violations" in members
            else {}
        ),
        **({"offers": members["offers"], "taken": []} if "offers" in members else {}),
    }

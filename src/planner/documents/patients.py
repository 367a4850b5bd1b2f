"""Patients that were looked for, as documents."""

from __future__ import annotations

from planner.clinic import Clinic
from planner.desk.answers import Found
from planner.documents.appointments import of_rows
from planner.documents.fields import Document


def of_found(clinic: Clinic, found: Found) -> Document:
    """A patient, the plans meant, and what is to come."""
    return {
        "patient": found.patient.id,
        "name": found.patient.name,
        "plans": [
            {
                "plan": plan.id,
                "protocol": plan.protocol,
                "start": plan.start.isoformat(),
                "priority": plan.priority,
                "sessions": plan.sessions,
            }
            for plan in found.plans
        ],
        "rows": of_rows(clinic, found.rows),
    }

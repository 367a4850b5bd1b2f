"""Appointments and moments in the words of the page."""

from __future__ import annotations

from datetime import datetime

from planner.clinic import Appointment, Clinic
from planner.clinic.names import name
from planner.roster.format.dates import label


def moment(clinic: Clinic, at: datetime) -> str:
    """Such as `Tue 1 Dec, 9:30` by the clinic's clock."""
    there = clinic.local(at)
    return f"{label(there.date())}, {there:%H:%M}"


def patient(clinic: Clinic, plan: str) -> str:
    """Whose plan it is; the plan's id where it is not on record any more."""
    return name(clinic.patients, clinic.plans[plan].patient) if plan in clinic.plans else plan


def place(clinic: Clinic, row: Appointment) -> tuple[str, str]:
    """Whose appointment it is, and when and with whom."""
    who = name(clinic.practitioners, row.practitioner)
    return patient(clinic, row.plan), moment(clinic, row.start) + (f", {who}" if who else "")

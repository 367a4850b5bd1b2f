"""Appointments and moments in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from planner.clinic import Appointment, Clinic
from planner.clinic.names import name
from planner.desk.store.server.jobs import DONE, FAILED, RUNNING, STOPPED, WAITING
from planner.roster.format.dates import between, label
from planner.roster.format.plain import plan_name

STATES = {
    WAITING: "waits until another search is over",
    RUNNING: "searching",
    DONE: "found",
    STOPPED: "stopped before it found anything",
    FAILED: "failed",
}
"""What is said of a search."""


def moment(clinic: Clinic, at: datetime) -> str:
    """Such as `Tue 1 Dec, 9:30` by the clinic's clock."""
    there = clinic.local(at)
    return f"{label(there.date())}, {there:%H:%M}"


def patient(clinic: Clinic, plan: str) -> str:
    """Whose plan it is; the plan's id where it is not on record any more."""
    return name(clinic.patients, clinic.plans[plan].patient) if plan in clinic.plans else plan


def period_name(asked: Mapping[str, Any]) -> str:
    """The days that a search was asked for: `December 2026`, or `1–14 December 2026`."""
    if asked.get("month"):
        return f"{date.fromisoformat(asked['month'] + '-01'):%B %Y}"
    first, last = (date.fromisoformat(asked[key]) for key in ("first", "last"))
    return between(first, last)


def session(clinic: Clinic, plan: str, number: int) -> str:
    """Such as `session 3 of Facial rejuvenation`."""
    return f"session {abs(number)} of {plan_name(clinic, plan)}"


def place(clinic: Clinic, row: Appointment) -> tuple[str, str]:
    """Whose appointment it is, and when and with whom."""
    who = name(clinic.practitioners, row.practitioner)
    return patient(clinic, row.plan), moment(clinic, row.start) + (f", {who}" if who else "")

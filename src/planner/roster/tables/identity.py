"""What a row of a roster stands for: its patient, its session, and the one session that two plans share."""

from __future__ import annotations

from collections.abc import Iterable

from planner.clinic import Appointment, Problem
from planner.rules import sharing


def once(problem: Problem, placed: Iterable[Appointment]) -> list[Appointment]:
    """The appointments by start, each session that two plans of one patient share counted once."""
    return sharing.once(problem.clinic, by_start(placed))


def by_start(placed: Iterable[Appointment]) -> list[Appointment]:
    """By start, then practitioner, room and id: the order of every table."""
    return sorted(placed, key=lambda row: (row.start, row.practitioner or "", row.room or "", row.id, row.service))


def patient(problem: Problem, row: Appointment) -> str:
    """The id of the patient; empty for a plan the clinic does not have."""
    plan = problem.clinic.plans.get(row.plan)
    return plan.patient if plan else ""


def as_booked(row: Appointment, entry: Appointment | None) -> bool:
    """Whether the clinic's book has it as it is here, room apart."""
    return entry is not None and (entry.start, entry.practitioner) == (row.start, row.practitioner)


def is_late(problem: Problem, row: Appointment) -> bool:
    """Whether the day lies after the session's window; never for one without a window or an unknown one."""
    session = problem.by_key.get(row.key)
    last = session.window.last if session and session.window else None
    return last is not None and problem.day(row) > last

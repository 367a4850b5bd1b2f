"""Whom to phone: booked visits that a roster moves, or leaves without a place."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from planner.cli.terminal.elements import heading, item
from planner.clinic import Appointment, Clinic
from planner.clinic.subproblem import booked_of
from planner.roster.format.dates import label
from planner.roster.promises import to_phone
from planner.roster.roster import Roster
from planner.roster.tables.details import name


def show_to_phone(console: Console, roster: Roster) -> None:
    """Each promised visit that the roster has elsewhere, or not at all: whose, where it was, where it is."""
    problem, clinic = roster.problem, roster.problem.clinic
    found, reasons = (
        to_phone(booked_of(problem), roster.placed),
        {out.session.key: out.reason for out in roster.left_out},
    )
    if not found:
        return
    console.print(heading("To phone, once it is published", f"{len(found)} booked"))
    for old, new in found:
        becomes = f" → {_where(clinic, new)}" if new else ", to be cancelled"
        console.print(item(f"{_whose(clinic, old)}: {_where(clinic, old)}{becomes}", "bold yellow"))
        if new is None:
            console.print(Padding(Text(reasons.get(old.key, ""), "dim"), (0, 0, 0, 4)))


def _whose(clinic: Clinic, row: Appointment) -> str:
    patient = clinic.patients[clinic.plans[row.plan].patient]
    said = f"{name(clinic.patients, patient.id)} ({row.plan}, session {row.number})"
    return f"{said}, {patient.phone}" if patient.phone else said


def _where(clinic: Clinic, row: Appointment) -> str:
    local = clinic.local(row.start)
    return f"{label(local.date())} {local:%H:%M} with {name(clinic.practitioners, row.practitioner) or 'nobody'}"

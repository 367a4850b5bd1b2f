"""Whom to phone: booked visits that a roster moves, or leaves without a place."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from planner.cli.terminal.elements import heading, item
from planner.clinic import Clinic
from planner.clinic.appointments import BOOKED
from planner.roster.format.dates import label
from planner.roster.roster import Roster
from planner.roster.tables.details import name
from planner.roster.tables.identity import as_booked


def show_to_phone(console: Console, roster: Roster) -> None:
    """Each promised visit that the roster has elsewhere, or not at all: whose, where it was, where it is."""
    problem, clinic = roster.problem, roster.problem.clinic
    found: list[tuple[datetime, str, str]] = []
    for row in roster.placed:
        session = problem.by_key.get(row.key)
        old = session.booked_for(row.service) if session else None
        if old and row.status == BOOKED and not as_booked(row, old):
            was, now = _where(clinic, old.start, old.practitioner), _where(clinic, row.start, row.practitioner)
            found.append((old.start, f"{_whose(clinic, row.plan, row.number)}: {was} → {now}", ""))
    for out in roster.left_out:
        for old in out.session.booked:
            was = _where(clinic, old.start, old.practitioner)
            found.append((old.start, f"{_whose(clinic, old.plan, old.number)}: {was}, to be cancelled", out.reason))
    if not found:
        return
    console.print(heading("To phone, once it is published", f"{len(found)} booked"))
    for _, words, reason in sorted(found):
        console.print(item(words, "bold yellow"))
        if reason:
            console.print(Padding(Text(reason, "dim"), (0, 0, 0, 4)))


def _whose(clinic: Clinic, plan: str, number: int) -> str:
    return f"{name(clinic.patients, clinic.plans[plan].patient)} ({plan}, session {number})"


def _where(clinic: Clinic, start: datetime, practitioner: str | None) -> str:
    local = clinic.local(start)
    return f"{label(local.date())} {local:%H:%M} with {name(clinic.practitioners, practitioner) or 'nobody'}"

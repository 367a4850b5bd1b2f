"""Patients that were looked for."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from planner.cli.terminal.desk import closed_words, place
from planner.cli.terminal.elements import detail, item
from planner.clinic import Clinic
from planner.desk.answers import ClosedAppointment, Found
from planner.roster.tables.details import title


def show_found(
    console: Console, clinic: Clinic, text: str, found: Sequence[Found], closed: Sequence[ClosedAppointment] = ()
) -> None:
    """Each patient with plans, and what is to come of them; of what is closed, why."""
    why = closed_words(closed)
    if not found:
        console.print(Text(f"No patient on record matches {text!r}.", "yellow"))
    for each in found:
        console.print(Text.assemble((each.patient.name or each.patient.id, "bold"), (f"  {each.patient.id}", "dim")))
        for plan in each.plans:
            console.print(item(f"{plan.id}: {clinic.protocol_of(plan).title}, from {plan.start}"))
            for row in (row for row in each.rows if row.plan == plan.id):
                visit = f"{title(clinic, row.service)}, session {row.number}, {row.status}: {place(clinic, row)}"
                console.print(detail(f"{visit}  {row.id}"))
                if (row.id, row.service) in why:
                    console.print(Padding(Text(f"closed: {why[row.id, row.service]}", "bold red"), (0, 0, 0, 6)))

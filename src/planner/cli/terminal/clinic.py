"""What was read: a clinic's size, and the warnings."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from planner.cli.terminal.elements import item
from planner.faults import grouped
from planner.files.reading import Reading


def show_warnings(console: Console, warnings: Sequence[object]) -> None:
    """Each warning in its own words, alike ones together; nothing where there is none."""
    if warnings:
        console.print(Text("1 warning:" if len(warnings) == 1 else f"{len(warnings)} warnings:", "bold yellow"))
    for said in grouped(warnings):
        console.print(item(said, "yellow"))


def show_clinic(console: Console, reading: Reading) -> None:
    """How much of each the clinic has, and that its tables hold no faults."""
    clinic = reading.clinic
    sizes = {
        "patient": clinic.patients,
        "plan": clinic.plans,
        "practitioner": clinic.practitioners,
        "room": clinic.rooms,
        "service": clinic.services,
        "appointment": clinic.book,
    }
    counts = ", ".join(f"{len(things)} {name}" + ("" if len(things) == 1 else "s") for name, things in sizes.items())
    console.print(Text.assemble((clinic.name, "bold"), f": {counts}, ", ("no faults", "green"), "."))

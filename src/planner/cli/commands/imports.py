"""Another booking system's export laid over a clinic: import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.options import clinic_in, clock
from planner.cli.output import show_line
from planner.cli.terminal.clinic import show_warnings
from planner.errors import Nonsense
from planner.files.reading.sources.workbooks import is_workbook
from planner.files.writing import write_clinic
from planner.jobs.imports.overlay import SYSTEMS, imported


def import_(
    folder: Annotated[Path, typer.Argument(metavar="CLINIC", help="The clinic's folder.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="What the system exported.")],
    system: Annotated[str, typer.Option("--from", metavar="SYSTEM", help=f"{', '.join(SYSTEMS)}.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be taken, and write nothing.")] = False,
) -> None:
    """Take patients, plans and appointments from another booking system's export.

    What it calls kinds of visits and practitioners stands in identifiers.csv; what is missing there is told, at once.
    """
    if is_workbook(folder):
        raise Nonsense(f"{folder} is a workbook, into which nothing is laid; name a folder")
    clinic = clinic_in(folder)
    taken = imported(clinic, system, {str(file): file.read_bytes() for file in files}, clock()())
    show_warnings(Console(), taken.warnings)
    if not dry_run:
        write_clinic(taken.clinic, folder)
    counts = ", ".join(f"{number} {name}" for name, number in taken.counts.items())
    show_line(f"{'Would take' if dry_run else 'Took'} into {folder}: {counts}.")

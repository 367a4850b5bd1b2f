"""Another booking system's export laid over a clinic: import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.options import clock
from planner.cli.commands.target import laid_over
from planner.cli.output import show_line
from planner.cli.terminal.clinic import show_warnings
from planner.errors import Nonsense
from planner.jobs.imports.overlay import SYSTEMS, imported


def import_(
    place: Annotated[str, typer.Argument(metavar="CLINIC", help="The clinic's folder, or a desk's store.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="What the system exported.")],
    system: Annotated[str, typer.Option("--from", metavar="SYSTEM", help=f"{', '.join(SYSTEMS)}.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be taken, and write nothing.")] = False,
    who: Annotated[str, typer.Option(metavar="NAME", help="Who asks, for a store's journal.")] = "planner import",
) -> None:
    """Take patients, plans and appointments from another booking system's export.

    What it calls kinds of visits and practitioners stands in identifiers.csv; what is missing there is told, at once.
    """
    with laid_over(place, who, system) as (base, keep):
        if base is None:
            raise Nonsense(f"{place} holds no clinic; begin one with planner new {place}")
        found = imported(base, system, {str(file): file.read_bytes() for file in files}, clock()())
        show_warnings(Console(), found.warnings)
        if not dry_run:
            keep(found.clinic)
    counts = ", ".join(f"{number} {name}" for name, number in found.counts.items())
    show_line(f"{'Would take' if dry_run else 'Took'} into {place}: {counts}.")

"""Two rosters beside each other: diff."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.options import Written
from planner.cli.terminal.differences import show_differences
from planner.errors import Nonsense
from planner.files.atomic import put_in_place
from planner.roster.compare.rosters import diff as differences
from planner.roster.text import as_csv


class Whose(StrEnum):
    patient = "patient"
    practitioner = "practitioner"


def diff(
    before: Written,
    after: Annotated[Path, typer.Argument(metavar="NEWER", help="The folder of the newer roster.")],
    by: Annotated[Whose, typer.Option(help="Whose changes stand together.")] = Whose.patient,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the changes as a CSV table too.")] = None,
) -> None:
    """Say what a newer roster changes: moved, with another practitioner, in another room, new, dropped."""
    for roster in (before, after):
        if csv is not None and csv.resolve().is_relative_to(roster.resolve()):
            raise Nonsense(f"{csv} lies in a roster, whose rows it might replace; name a file elsewhere")
    found = differences(before, after)
    if csv is not None:
        put_in_place({csv: as_csv(found.table).encode()})
    show_differences(Console(), found, by.value)

"""Two rosters beside each other: diff."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.options import Written, clinic_in
from planner.cli.terminal.differences import show_differences
from planner.errors import Nonsense
from planner.files.atomic import put_in_place
from planner.files.ownership import refuse_foreign_table
from planner.roster.compare.rosters import diff as differences
from planner.roster.text import as_csv


class Whose(StrEnum):
    patient = "patient"
    practitioner = "practitioner"


def diff(
    before: Written,
    after: Annotated[Path, typer.Argument(metavar="NEWER", help="The folder of the newer roster.")],
    by: Annotated[Whose, typer.Option(help="Whose changes stand together.")] = Whose.patient,
    clinic: Annotated[
        Path | None, typer.Option("--clinic", metavar="CLINIC", help="The clinic, for the names of patients.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the changes as a CSV table too.")] = None,
) -> None:
    """Say what a newer roster changes: first whom to phone, then what is new or moved unseen, and the drafts apart."""
    for roster in (before, after):
        if csv is not None and csv.resolve().is_relative_to(roster.resolve()):
            raise Nonsense(f"{csv} lies in a roster, whose rows it might replace; name a file elsewhere")
    changes = differences(before, after)
    if csv is not None:
        refuse_foreign_table(csv, ",".join(changes.table.columns))
        put_in_place({csv: as_csv(changes.table).encode()})
    show_differences(Console(), changes, by.value, clinic_in(clinic) if clinic else None)

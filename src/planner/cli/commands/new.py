"""A clinic to begin with: new."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.terminal.clinic import show_warnings
from planner.errors import Nonsense
from planner.files.reading.sources.workbooks import ENDING, is_workbook
from planner.files.starting.folders import new_folder, next_month
from planner.files.starting.workbooks import new_workbook


def new(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make, or a workbook's name in .xlsx.")],
    workbook: Annotated[
        bool, typer.Option("--workbook", help="One Excel workbook, DIR.xlsx, in place of a folder.")
    ] = False,
    like: Annotated[
        Path | None, typer.Option("--from", metavar="CLINIC", help="For a workbook: a clinic's folder to fill it from.")
    ] = None,
) -> None:
    """Make a clinic to begin with: a clinic.toml that explains itself, and tables with two invented rows each."""
    if workbook and path.name in ("", ".."):
        raise Nonsense(f"{path} is a folder; name the workbook")
    if workbook and path.suffix.lower() != ENDING:
        path = path.with_name(path.name + ENDING)
    out = Console(soft_wrap=True, highlight=False)
    if path.suffix.lower() == ENDING:
        show_warnings(Console(), new_workbook(path, like))
    elif like is not None:
        raise Nonsense("--from fills a workbook; add --workbook, or copy the folder")
    else:
        new_folder(path)
    if like is not None:
        out.print(f"Wrote {path}, the clinic of {like}.", markup=False)
    else:
        out.print(f"Wrote {path}, a clinic to fill in.", markup=False)
        what = "sheet" if is_workbook(path) else "file"
        out.print(f"Replace the invented rows of each {what}, then:", markup=False)
        out.print(f"  planner validate {path}", markup=False)
        out.print(f"  planner roster {path} --month {next_month():%Y-%m} --out roster", markup=False)

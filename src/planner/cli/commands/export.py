"""A roster for the hand: export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.options import Folder, Written, clinic_in
from planner.errors import Nonsense
from planner.roster.calendars import write_calendars
from planner.roster.files import read_roster
from planner.roster.page import write_page
from planner.roster.workbook import write_workbook

FORMATS: Mapping[str, Callable[..., object]] = {".xlsx": write_workbook, ".html": write_page, "": write_calendars}
"""By the ending of --to, what writes it; a folder gets calendars."""


def export(
    folder: Folder,
    written: Written,
    to: Annotated[
        Path, typer.Option(metavar="PATH", help="A workbook .xlsx, a page .html, or a folder for calendars .ics.")
    ],
    since: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="The roster sent out before, for calendars: what it had is moved or cancelled."
        ),
    ] = None,
) -> None:
    """Write a roster as a workbook, as a page, or as calendars for practitioners, rooms and patients."""
    ending = to.suffix.lower()
    if ending not in FORMATS:
        raise Nonsense(f"{to} ends in {to.suffix}; end it in .xlsx or .html, or name a folder for calendars")
    if since is not None and ending:
        raise Nonsense("--since is for calendars; name a folder in --to")
    clinic = clinic_in(folder)
    if (to.exists() and to.samefile(folder)) or (to / "clinic.toml").exists():
        raise Nonsense(f"{to} is the clinic itself, or another; name another place")
    roster = read_roster(clinic, written)
    given = {"since": read_roster(clinic, since)} if since else {}
    FORMATS[ending](roster, to, **given)
    Console(soft_wrap=True, highlight=False).print(f"Wrote {to}", markup=False)

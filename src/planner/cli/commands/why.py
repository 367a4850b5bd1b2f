"""Questions about a roster: why."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

import typer
from rich.console import Console

import planner
from planner.cli.commands.options import Folder, Written, clinic_in, day_of
from planner.cli.terminal.why import show_why
from planner.errors import Nonsense
from planner.files.reading.moments import clock


def _clock_of(text: str) -> time:
    try:
        return clock(text)
    except Nonsense as why:
        raise typer.BadParameter(str(why)) from None


def why(
    folder: Folder,
    written: Written,
    plan: Annotated[str, typer.Option(metavar="ID", help="The plan of the session.")],
    number: Annotated[int, typer.Option(metavar="N", min=1, help="Its number in the plan.")],
    on: Annotated[date | None, typer.Option(parser=day_of, metavar="DATE", help="Why not on this day?")] = None,
    at: Annotated[time | None, typer.Option(parser=_clock_of, metavar="HH:MM", help="Why not at this time?")] = None,
    practitioner: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Why not with this practitioner? Of a visit: the services that one may give."),
    ] = None,
    seconds: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="How long to try moving others for it; 0: not at all.")
    ] = 15.0,
) -> None:
    """Say why a session is left out, is where it is, or is not at a wished day, time or practitioner.

    What keeps it out while all others stay is proved; what it would displace is the best that was found.
    """
    clinic = clinic_in(folder)
    with Console(stderr=True).status("Looking for what stands in the way …"):
        answer = planner.why(clinic, written, plan, number, on=on, at=at, practitioner=practitioner, seconds=seconds)
    show_why(Console(), answer)

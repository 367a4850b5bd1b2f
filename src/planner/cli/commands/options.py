"""What several commands are given in the same words."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.output import say
from planner.clinic import LOOK_AHEAD, Clinic
from planner.errors import Fault, Nonsense
from planner.files.reading import Reading, load
from planner.files.reading.moments import day, moment


def day_of(text: str) -> date:
    try:
        return day(text)
    except Nonsense as why:
        raise typer.BadParameter(str(why)) from None


Folder = Annotated[Path, typer.Argument(metavar="CLINIC", help="The clinic's folder, or its workbook .xlsx.")]
Written = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that a roster was written into.")]
Maybe = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="The folder that a roster was written into; with days, the book as it stands."),
]
Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="The month asked for.")]
From = Annotated[
    date | None, typer.Option("--from", parser=day_of, metavar="DATE", help="The first day, in place of a month.")
]
Until = Annotated[
    date | None, typer.Option("--until", parser=day_of, metavar="DATE", help="The last day, that day included.")
]
Partly = Annotated[
    bool, typer.Option("--partly", help="Leave out, and name, what collides with what was booked meanwhile.")
]
LookAhead = Annotated[int, typer.Option(metavar="DAYS", min=0, help="Days drafted beyond those asked for.")]


def days(
    month: Month = None, first: From = None, last: Until = None, look_ahead: LookAhead = LOOK_AHEAD
) -> dict[str, Any]:
    """The days to plan, as `Horizon.asked` takes them."""
    return {"month": month, "first": first, "last": last, "look_ahead": look_ahead}


def limits(
    seconds: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="When a roster is to be there; 60 unless --effort is given."),
    ] = None,
    effort: Annotated[
        float | None, typer.Option(metavar="WORK", help="Search by counted work, not by the clock.")
    ] = None,
    gap: Annotated[float, typer.Option(metavar="PART", help="Stop once this close to the bound, such as 0.02.")] = 0.0,
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, max=2**31 - 1, help="Another seed searches in another order.")
    ] = 1,
) -> dict[str, Any]:
    """When a search ends, as `planner.plan` takes it."""
    return {"seconds": seconds, "effort": effort, "gap": gap, "seed": seed}


NOW = "PLANNER_NOW"
"""A moment with its offset, such as 2026-12-01T08:00-07:00, that a command takes for now: to try something out."""


def clock() -> Callable[[], datetime]:
    """The machine's clock, or one that stands still at PLANNER_NOW."""
    text = os.environ.get(NOW)
    if not text:
        return lambda: datetime.now(UTC)
    at = moment(text)
    if at.tzinfo is None:
        raise Nonsense(f"{NOW} is {text!r}, which has no offset; write it like 2026-12-01T08:00-07:00")
    return lambda: at.astimezone(UTC)


def clinic_in(folder: Path) -> Clinic:
    """The clinic; that its tables hold warnings is said in a line, so that nobody has to look to know."""
    reading: Reading = load(folder, clock()())
    say_warnings(folder, reading.warnings)
    return reading.clinic


def say_warnings(folder: Path, warnings: Sequence[Fault]) -> None:
    """How many warnings a clinic's tables hold, and the command that shows them."""
    if warnings:
        count = "1 warning" if len(warnings) == 1 else f"{len(warnings)} warnings"
        say(f"{count} in the tables: planner validate {folder}", "yellow")

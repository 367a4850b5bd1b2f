"""A roster as pictures: plot."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from planner.cli.commands.options import Folder, Written, clinic_in, day_of
from planner.errors import Nonsense
from planner.roster import pictures
from planner.roster.files import read_roster

Owner = Literal["practitioner", "room"]
ENDINGS = (".png", ".svg", ".pdf")


def plot(
    folder: Folder,
    written: Written,
    to: Annotated[Path, typer.Option(metavar="FILE", help="A picture .png or .svg, or pages .pdf.")],
    week: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DATE", help="The week of this day, as a timeline.")
    ] = None,
    course: Annotated[
        str | None, typer.Option(metavar="PLAN", help="The path of this plan: windows, ideal days, closed days.")
    ] = None,
    utilisation: Annotated[bool, typer.Option("--utilisation", help="How full each day is.")] = False,
    by: Annotated[
        Owner | None, typer.Option(help="Draw the week or the utilisation by practitioner (the default) or by room.")
    ] = None,
) -> None:
    """Draw a roster: a week, a plan's path, or how full the days are."""
    if [week is not None, course is not None, utilisation].count(True) != 1:
        raise Nonsense("say what to draw, one of --week DATE, --course PLAN and --utilisation")
    if course is not None and by is not None:
        raise Nonsense("--by is for --week and --utilisation; a course is one plan's")
    if to.suffix not in ENDINGS:
        raise Nonsense(f"{to} is no picture; end it in {', '.join(ENDINGS)}")
    roster = read_roster(clinic_in(folder), written)
    paged = to.suffix == ".pdf"
    owner: Owner = by or "practitioner"
    if week is not None:
        figures = pictures.draw_week(roster, week, owner, paged=paged)
    elif course is not None:
        figures = pictures.draw_course(roster, course, paged=paged)
    else:
        figures = pictures.draw_utilisation(roster, owner, paged=paged)
    pictures.save(figures, to)
    Console(soft_wrap=True, highlight=False).print(f"Wrote {to}", markup=False)

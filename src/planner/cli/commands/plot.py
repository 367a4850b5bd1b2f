"""A roster as pictures: plot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from planner.cli.commands.export import roster_of
from planner.cli.commands.option_groups import takes
from planner.cli.commands.options import Folder, From, Maybe, Month, Until, clinic_in, day_of
from planner.cli.output import show_line
from planner.errors import Nonsense
from planner.roster.roster import Roster

Owner = Literal["practitioner", "room"]
ENDINGS = (".png", ".svg", ".pdf")


@dataclass(frozen=True)
class Picture:
    """What is to be drawn: a week, a plan's path, or how full the days are."""

    week: date | None
    course: str | None
    utilisation: bool
    by: Owner | None

    @property
    def none(self) -> bool:
        return self == Picture(None, None, utilisation=False, by=None)


def picture(
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
) -> Picture:
    """The options that say what to draw."""
    return Picture(week, course, utilisation, by)


@takes(picture)
def plot(
    folder: Folder,
    to: Annotated[Path, typer.Option(metavar="FILE", help="A picture .png or .svg, or pages .pdf.")],
    written: Maybe = None,
    month: Month = None,
    first: From = None,
    last: Until = None,
    *,
    picture: Picture,
) -> None:
    """Draw a roster: a week, a plan's path, or how full the days are.

    Without a roster it is the appointment book of the days asked for, as it stands.
    """
    refuse_unclear(to, picture)
    draw_to(roster_of(clinic_in(folder), written, month, first, last), to, picture)
    show_line(f"Wrote {to}")


def refuse_unclear(to: Path, picture: Picture) -> None:
    """Raises Nonsense where it is not one picture that is asked for, in a file of one."""
    if [picture.week is not None, picture.course is not None, picture.utilisation].count(True) != 1:
        raise Nonsense("say what to draw, one of --week DATE, --course PLAN and --utilisation")
    if picture.course is not None and picture.by is not None:
        raise Nonsense("--by is for --week and --utilisation; a course is one plan's")
    if to.suffix not in ENDINGS:
        raise Nonsense(f"{to} is no picture; end it in {', '.join(ENDINGS)}")


def draw_to(roster: Roster, to: Path, picture: Picture) -> None:
    """The picture asked for, in its file."""
    from planner.roster import pictures  # only here, since they want an extra

    paged = to.suffix == ".pdf"
    owner: Owner = picture.by or "practitioner"
    if picture.week is not None:
        figures = pictures.draw_week(roster, picture.week, owner, paged=paged)
    elif picture.course is not None:
        figures = pictures.draw_course(roster, picture.course, paged=paged)
    else:
        figures = pictures.draw_utilisation(roster, owner, paged=paged)
    pictures.save(figures, to)

"""The book as it stands, for the hand: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.commands.desk.options import AsJson, Database, at_desk
from planner.cli.commands.export import write_as
from planner.cli.commands.option_groups import takes
from planner.cli.commands.options import From, Month, Until
from planner.cli.commands.plot import ENDINGS, Picture, draw_to, picture, refuse_unclear
from planner.cli.output import show_json, show_line
from planner.clinic import Horizon
from planner.errors import Nonsense


@takes(picture)
def export(
    database: Database,
    to: Annotated[
        Path,
        typer.Option(metavar="PATH", help="A workbook .xlsx, a page .html, a picture, or a folder for calendars .ics."),
    ],
    month: Month = None,
    first: From = None,
    last: Until = None,
    *,
    picture: Picture,
    as_json: AsJson = False,
) -> None:
    """Write the book as it stands, held and closed visits marked, as a workbook, page, calendars or a picture."""
    drawn = to.suffix in ENDINGS
    if drawn:
        refuse_unclear(to, picture)
    elif not picture.none:
        raise Nonsense(f"--week, --course, --utilisation and --by are for pictures; end --to in {', '.join(ENDINGS)}")
    days = Horizon.asked(month, first, last, 0)
    with at_desk(database, as_json=as_json) as desk:
        roster = desk.roster(days.first, days.last)
    if drawn:
        draw_to(roster, to, picture)
    else:
        write_as(roster, to)
    if as_json:
        show_json({"wrote": str(to)})
    else:
        show_line(f"Wrote {to}")

"""What patients would rather have: wish, wishes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.desk.options import (
    AsJson,
    Database,
    PlanId,
    at_desk,
    call,
    show_receipt,
)
from planner.cli.commands.option_groups import takes
from planner.cli.commands.options import day_of
from planner.cli.output import show_json
from planner.cli.terminal.desk_changes import show_wishes
from planner.clinic.spans import Days
from planner.desk import Wish
from planner.desk.answers import Said
from planner.documents.waitlist import of_wishes
from planner.files.reading.cells import weekday as weekday_of


@takes(call)
def wish(
    database: Database,
    plan: PlanId,
    number: Annotated[int, typer.Option("--number", metavar="N", min=1, help="Its session, which is booked.")],
    earlier: Annotated[bool, typer.Option("--earlier", help="On a day before the booked one.")] = False,
    first: Annotated[
        date | None, typer.Option("--from", parser=day_of, metavar="DATE", help="From this day on.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--until", parser=day_of, metavar="DATE", help="Up to this day, that day included.")
    ] = None,
    weekday: Annotated[
        list[str] | None, typer.Option("--weekday", metavar="DAY", help="On this one, such as mon; more than once.")
    ] = None,
    practitioner: Annotated[str | None, typer.Option("--practitioner", metavar="ID", help="With this one.")] = None,
    back: Annotated[bool, typer.Option("--back", help="Take the wish for this session back.")] = False,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Record which other place the patient of a booked session would prefer; planner desk refill looks for it."""
    with at_desk(database, as_json=as_json) as desk:
        if back:
            done = desk.take_back_wish(plan, number, **call)
            return show_receipt(desk, "Taken back", done, as_json)
        days = (Days(first or desk.today(), last),) if first or last else ()
        asked = Wish(plan, number, earlier, days, frozenset(map(weekday_of, weekday or ())), practitioner)
        show_receipt(desk, "Kept", desk.wish(asked, **call), as_json)


def wishes(database: Database, as_json: AsJson = False) -> None:
    """List which other places patients of booked sessions would prefer."""
    with at_desk(database, as_json=as_json) as desk:
        if as_json:
            show_json(of_wishes(desk.wishes()))
        else:
            show_wishes(Console(), desk.clinic(), desk.wishes())

"""What patients would rather have: wish, wishes."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.desk.options import (
    SOMEBODY,
    AsJson,
    Database,
    Key,
    PlanId,
    Who,
    Why,
    at_desk,
    call,
    done_before,
    show_receipt,
    today,
)
from planner.cli.commands.options import day_of
from planner.clinic.spans import Days
from planner.documents import desk as documents
from planner.errors import Nonsense
from planner.files.reading.cells import weekday as weekday_of


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
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Keep what the patient of a booked session would rather have; planner desk refill looks at it."""
    with at_desk(database, as_json=as_json) as desk:
        if back:
            said = call(who, why, key, "back", plan, number)
            if done := done_before(desk, "change", said):
                return show_receipt(desk, "Taken back", done, as_json)
            kept = [each for each in desk.wishes() if each.key == (plan, number)]
            if not kept:
                raise Nonsense(f"no wish is kept for {plan}, session {number}; planner desk wishes lists them")
            return show_receipt(desk, "Taken back", desk.change(remove=kept, **said), as_json)
        days = (Days(first or today(desk.clinic()), last),) if first or last else ()
        weekdays = frozenset(map(weekday_of, weekday or ()))
        asked = import_module("planner.desk").Wish(plan, number, earlier, days, weekdays, practitioner)
        show_receipt(desk, "Kept", desk.wish(asked, **call(who, why, key)), as_json)


def wishes(database: Database, as_json: AsJson = False) -> None:
    """List what patients of booked sessions would rather have."""
    with at_desk(database, as_json=as_json) as desk:
        if as_json:
            documents.show_json(documents.of_wishes(desk.wishes()))
        else:
            import_module("planner.cli.terminal.desk_changes").show_wishes(Console(), desk.clinic(), desk.wishes())

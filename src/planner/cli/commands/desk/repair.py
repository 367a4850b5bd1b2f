"""What is done about it: repair, replan, refill."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.desk.options import (
    AS_BEFORE,
    AsJson,
    Database,
    HowMany,
    Minutes,
    at_desk,
    call,
    done_before,
    show_hold,
    show_receipt,
)
from planner.cli.commands.option_groups import takes
from planner.cli.commands.options import Partly, day_of
from planner.cli.output import show_json
from planner.cli.terminal.desk_changes import show_refills, show_repair
from planner.cli.terminal.differences import show_differences
from planner.cli.terminal.publication import show_left
from planner.desk.answers import Said
from planner.desk.calls.proposals import Replanned
from planner.documents.repairs import of_repair
from planner.documents.replannings import of_replanning
from planner.documents.waitlist import of_refills

WAITING = 5
"""How many who wait for a place are named, unless told."""


@takes(call)
def repair(
    database: Database,
    since: Annotated[
        int,
        typer.Option(metavar="N", min=2, help="Repair the appointments closed by journal entry N or a later one."),
    ],
    hold: Annotated[bool, typer.Option("--hold", help="Hold the new places, to be booked as a whole.")] = False,
    minutes: Minutes = 10,
    seconds: Annotated[float, typer.Option(metavar="SECONDS", help="How long to look.")] = 2.0,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Propose the least change that gives closed appointments other places; --hold keeps these."""
    said: Said = {**call, "question": ("repair", since, minutes)}
    with at_desk(database, as_json=as_json) as desk:
        if hold and (held := done_before(desk, "hold", said)):
            return show_hold(desk, database, AS_BEFORE, held, as_json)
        found = desk.repair(since=since, seconds=seconds)
        if not as_json:
            show_repair(Console(), desk.clinic(), found)
        if hold and found.rows:
            show_hold(desk, database, found.proof, desk.hold(found, minutes, **said), as_json)
        elif as_json:
            show_json(of_repair(desk.clinic(), found))


@takes(call)
def replan(
    database: Database,
    last: Annotated[date, typer.Option("--until", parser=day_of, metavar="DATE", help="The last day to plan anew.")],
    frozen_until: Annotated[
        date | None,
        typer.Option(parser=day_of, metavar="DATE", help="Nothing booked up to this day moves; by default today."),
    ] = None,
    budget: Annotated[int, typer.Option(metavar="N", min=0, help="How many appointments of one patient may move.")] = 1,
    keep_agreed: Annotated[
        bool, typer.Option("--keep-agreed", help="What was booked or moved since the roster was published stays.")
    ] = False,
    seconds: Annotated[float, typer.Option(metavar="SECONDS", help="How long to search.")] = 60.0,
    accept: Annotated[bool, typer.Option("--accept", help="Accept the new plan as a whole.")] = False,
    partly: Partly = False,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Plan the coming days anew where that improves them, and show before and after; only --accept changes anything."""
    more = [*(["keep-agreed"] if keep_agreed else []), *([partly] if partly else [])]
    said: Said = {**call, "question": (last, frozen_until, budget, *more)}
    with at_desk(database, as_json=as_json) as desk:
        if accept and (accepted := done_before(desk, "accept", said)):
            return show_receipt(desk, "Accepted", accepted, as_json)
        with Console(stderr=True).status("Looking for moves that pay …"):
            asked: Replanned = {"budget_per_patient": budget, "seconds": seconds}
            found = desk.replan(last, frozen_until=frozen_until, keep_agreed=keep_agreed, **asked)
        if not as_json:
            show_differences(Console(), found.differences, "patient", desk.clinic())
        if accept:
            done = desk.accept(found, partly, **said)
            show_receipt(desk, "Accepted", done, as_json)
            show_left(Console(stderr=True), done.left)
        elif as_json:
            show_json(of_replanning(desk.clinic(), found))


@takes(call)
def refill(
    database: Database,
    appointment: Annotated[str, typer.Argument(metavar="APPOINTMENT", help="The appointment that was cancelled.")],
    most: HowMany = None,
    hold: Annotated[
        int | None, typer.Option("--hold", metavar="N", min=1, help="Hold the place for the one of this number.")
    ] = None,
    minutes: Minutes = 10,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """List who would gain most from the place of a cancelled appointment, in the order to ask them."""
    with at_desk(database, as_json=as_json) as desk:
        if hold is not None:
            held = desk.hold_refill(appointment, hold, minutes, most or WAITING, **call)
            return show_hold(desk, database, held.words, held, as_json)
        found = desk.refill(appointment, most or WAITING)
        if as_json:
            show_json(of_refills(desk.clinic(), found))
        else:
            show_refills(Console(), desk.clinic(), found)

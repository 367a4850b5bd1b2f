"""What is done about it: repair, replan, refill."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.desk.options import (
    AS_BEFORE,
    SOMEBODY,
    AsJson,
    Database,
    HowMany,
    Key,
    Minutes,
    Who,
    Why,
    at_desk,
    call,
    done_before,
    show_hold,
    show_receipt,
)
from planner.cli.commands.options import day_of
from planner.cli.output import show_json
from planner.cli.terminal.desk_changes import show_refills, show_repair
from planner.cli.terminal.differences import show_differences
from planner.documents.repairs import of_repair
from planner.documents.replannings import of_replanning
from planner.documents.waitlist import of_refills

WAITING = 5
"""How many who wait for a place are named, unless told."""


def repair(
    database: Database,
    since: Annotated[
        int,
        typer.Option(metavar="N", min=2, help="Repair the appointments closed by journal entry N or a later one."),
    ],
    hold: Annotated[bool, typer.Option("--hold", help="Hold the new places, to be booked as a whole.")] = False,
    minutes: Minutes = 10,
    seconds: Annotated[float, typer.Option(metavar="SECONDS", help="How long to look.")] = 2.0,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Propose the least change of the book that repairs what is closed; --hold keeps its places."""
    said = call(who, why, key, "repair", since, minutes)
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


def replan(
    database: Database,
    last: Annotated[date, typer.Option("--until", parser=day_of, metavar="DATE", help="The last day to plan anew.")],
    frozen_until: Annotated[
        date | None,
        typer.Option(parser=day_of, metavar="DATE", help="What is booked up to this day stays; today unless said."),
    ] = None,
    budget: Annotated[int, typer.Option(metavar="N", min=0, help="So many moves a patient at most.")] = 1,
    seconds: Annotated[float, typer.Option(metavar="SECONDS", help="How long to search.")] = 60.0,
    accept: Annotated[bool, typer.Option("--accept", help="Take it as a whole.")] = False,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Plan the days to come anew, where it pays, and show before and after; nothing changes without --accept."""
    said = call(who, why, key, last, frozen_until, budget)
    with at_desk(database, as_json=as_json) as desk:
        if accept and (accepted := done_before(desk, "accept", said)):
            return show_receipt(desk, "Accepted", accepted, as_json)
        with Console(stderr=True).status("Looking for what pays to move …"):
            found = desk.replan(last, frozen_until=frozen_until, budget_per_patient=budget, seconds=seconds)
        if not as_json:
            show_differences(Console(), found.differences, "patient", desk.clinic())
        if accept:
            show_receipt(desk, "Accepted", desk.accept(found, **said), as_json)
        elif as_json:
            show_json(of_replanning(desk.clinic(), found))


def refill(
    database: Database,
    appointment: Annotated[str, typer.Argument(metavar="APPOINTMENT", help="The appointment that was cancelled.")],
    most: HowMany = None,
    hold: Annotated[
        int | None, typer.Option("--hold", metavar="N", min=1, help="Hold the place for the one of this number.")
    ] = None,
    minutes: Minutes = 10,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Say who gains most from the place of a cancelled appointment, to be asked in turn."""
    with at_desk(database, as_json=as_json) as desk:
        if hold is not None:
            held = desk.hold_refill(appointment, hold, minutes, most or WAITING, **call(who, why, key))
            return show_hold(desk, database, held.words, held, as_json)
        found = desk.refill(appointment, most or WAITING)
        if as_json:
            show_json(of_refills(desk.clinic(), found))
        else:
            show_refills(Console(), desk.clinic(), found)

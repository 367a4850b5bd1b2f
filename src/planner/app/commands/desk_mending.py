"""What is done about it: repair."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from planner.app.commands.desk_options import (
    SOMEBODY,
    Database,
    Key,
    Who,
    Why,
    at_desk,
    call,
    show_hold,
    today,
)

if TYPE_CHECKING:
    pass

Holding = Annotated[float, typer.Option("--minutes", metavar="MINUTES", help="How long --hold keeps it.")]


def repair(
    database: Database,
    since: Annotated[
        int, typer.Option(metavar="N", min=2, help="Heal what was closed since this entry of the journal, it included.")
    ],
    hold: Annotated[bool, typer.Option("--hold", help="Hold the new places, to be booked as a whole.")] = False,
    minutes: Holding = 10,
    seconds: Annotated[float, typer.Option(metavar="SECONDS", help="How long to look.")] = 2.0,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
) -> None:
    """Propose the least change of the book that heals what is closed; --hold keeps its places."""
    with at_desk(database) as desk:
        clinic = desk.clinic()
        closed = import_module("planner.desk.closing").closed_by(desk.as_of(since - 1), clinic, today(clinic))
        healing = desk.repair(closed, seconds=seconds)
        import_module("planner.app.terminal.desk_changes").show_healing(Console(), clinic, healing)
        if hold and healing.rows:
            show_hold(desk, database, healing.proof, desk.hold(healing, minutes, **call(who, why, key)))

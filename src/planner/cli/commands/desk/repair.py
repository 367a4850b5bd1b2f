"""What is done about it: repair, replan, refill."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from planner.cli.commands.desk.options import (
    AS_BEFORE,
    SOMEBODY,
    AsJson,
    Database,
    HowMany,
    Key,
    Who,
    Why,
    at_desk,
    call,
    done_before,
    show_hold,
    show_receipt,
    today,
)
from planner.cli.commands.options import day_of
from planner.cli.terminal.differences import show_differences
from planner.documents import desk as documents
from planner.errors import Nonsense, UnknownName

if TYPE_CHECKING:
    from planner.clinic import Appointment, Clinic
    from planner.desk import Desk

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
    as_json: AsJson = False,
) -> None:
    """Propose the least change of the book that heals what is closed; --hold keeps its places."""
    said = call(who, why, key, "repair", since, minutes)
    with at_desk(database, as_json=as_json) as desk:
        if hold and (held := done_before(desk, "hold", said)):
            return show_hold(desk, database, AS_BEFORE, held, as_json)
        if not desk.journal(since - 1):
            raise Nonsense(f"the journal has no entry {since}; planner desk journal shows those there are")
        clinic = desk.clinic()
        closed = import_module("planner.desk.facts.impact").closed_by(desk.as_of(since - 1), clinic, today(clinic))
        healing = desk.repair(closed, seconds=seconds)
        if not as_json:
            import_module("planner.cli.terminal.desk_changes").show_healing(Console(), clinic, healing)
        if hold and healing.rows:
            show_hold(desk, database, healing.proof, desk.hold(healing, minutes, **said), as_json)
        elif as_json:
            documents.show_json(documents.of_healing(clinic, healing))


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
        clinic = desk.clinic()
        frozen = frozen_until or today(clinic)
        with Console(stderr=True).status("Looking for what pays to move …"):
            found = desk.replan(last, frozen_until=frozen, budget_per_patient=budget, seconds=seconds)
        if not as_json:
            show_differences(Console(), found.differences, "patient")
        if accept:
            show_receipt(desk, "Accepted", desk.accept(found, **said), as_json)
        elif as_json:
            documents.show_json(documents.of_replanning(clinic, found))


def refill(
    database: Database,
    appointment: Annotated[str, typer.Argument(metavar="APPOINTMENT", help="The appointment that was cancelled.")],
    most: HowMany = None,
    hold: Annotated[
        int | None, typer.Option("--hold", metavar="N", min=1, help="Hold the place for the one of this number.")
    ] = None,
    minutes: Holding = 10,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Say who gains most from the place of a cancelled appointment, to be asked in turn."""
    said = call(who, why, key, "refill", appointment, most, hold, minutes)
    with at_desk(database, as_json=as_json) as desk:
        if hold is not None and (held := done_before(desk, "hold", said)):
            return show_hold(desk, database, AS_BEFORE, held, as_json)
        clinic = desk.clinic()
        found = desk.refill(_freed(desk, clinic, appointment), k=most or 5)
        if not as_json:
            import_module("planner.cli.terminal.desk_changes").show_refills(Console(), clinic, found)
        if hold is not None:
            if hold > len(found):
                raise Nonsense(f"there is no number {hold} to hold it for; there are {len(found)}")
            chosen = found[hold - 1]
            show_hold(desk, database, chosen.words, desk.hold(chosen, minutes, **said), as_json)
        elif as_json:
            documents.show_json(documents.of_refills(clinic, found))


def _freed(desk: Desk, clinic: Clinic, appointment: str) -> Appointment:
    """The place that an appointment had when it was last written."""
    for entry in reversed(desk.journal()):
        for id, line in entry.lines:
            if id == appointment and line is not None:
                return line.appointment(clinic)
    raise UnknownName("appointment", appointment, (entry.id for entry in clinic.book))

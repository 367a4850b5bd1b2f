"""What happens meanwhile, and what it closes: record, absent, out-of-order, update."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.desk.options import AsJson, Database, at_desk, call
from planner.cli.commands.option_groups import takes
from planner.cli.commands.options import Folder, clinic_in, day_of
from planner.cli.output import show_json
from planner.cli.terminal.desk_changes import show_closed
from planner.desk import Desk, Receipt
from planner.desk.answers import Said
from planner.documents.receipts import of_closed

First = Annotated[date, typer.Option("--from", parser=day_of, metavar="DATE", help="The first day.")]
Last = Annotated[date, typer.Option("--until", parser=day_of, metavar="DATE", help="The last day, that day included.")]


@takes(call)
def record(
    database: Database,
    patient: Annotated[str, typer.Option(metavar="ID", help="The patient.")],
    kind: Annotated[str, typer.Option(metavar="KIND", help="A trigger of the policy, such as botox.")],
    on: Annotated[date, typer.Option(parser=day_of, metavar="DATE", help="The day of it.")],
    until: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DATE", help="Of one that lasts: the first day without it.")
    ] = None,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Record a health event, and say which booked appointments it closes, by which rule and source."""
    with at_desk(database, as_json=as_json) as desk:
        _show_closed(desk, database, desk.record(patient, kind, on, until, **call), as_json)


@takes(call)
def absent(
    database: Database,
    practitioner: Annotated[str, typer.Option(metavar="ID", help="Who is away.")],
    first: First,
    last: Last,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Record that a practitioner is away, and say which booked appointments that closes."""
    with at_desk(database, as_json=as_json) as desk:
        _show_closed(desk, database, desk.absent(practitioner, first, last, **call), as_json)


@takes(call)
def out_of_order(
    database: Database,
    what: Annotated[
        str,
        typer.Option(
            "--what", metavar="ID", help="The room that is out of order, or the equipment with one unit out of order."
        ),
    ],
    first: First,
    last: Last,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Record that a room or a unit of an equipment is out of order, and say which appointments that closes."""
    with at_desk(database, as_json=as_json) as desk:
        _show_closed(desk, database, desk.out_of_order(what, first, last, **call), as_json)


@takes(call)
def update(
    database: Database,
    folder: Folder,
    take_back: Annotated[bool, typer.Option("--take-back", help="Remove what the folder does not have, too.")] = False,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Take over a clinic's facts as its folder has them now: patients, plans, hours, policy …; its book is not read."""
    clinic = clinic_in(folder)
    with at_desk(database, as_json=as_json) as desk:
        done = desk.take_over(clinic, take_back, **call)
        if not as_json:
            (entry,) = desk.journal(done.seq - 1)[:1]
            Console().print("Changed: " + ", ".join(" ".join(name).strip() for _, name, _, _ in entry.changes))
        _show_closed(desk, database, done, as_json)


def _show_closed(desk: Desk, database: str, done: Receipt, as_json: bool) -> None:
    if as_json:
        show_json(of_closed(desk.clinic(), done))
    else:
        show_closed(Console(), desk.clinic(), database, done)

"""What the desk's commands share: the store that is opened, who asks and why, and what a lost race looks like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from planner.cli.commands.options import clock, day_of
from planner.cli.output import say, show_json
from planner.cli.refusals import AS_JSON
from planner.cli.terminal import desk as terminal
from planner.desk import Desk, Hold, Receipt
from planner.desk.answers import Said
from planner.desk.calls.proposals import Wishes
from planner.desk.store.urls import file_of, of_file, shown
from planner.documents.offers import of_each
from planner.documents.receipts import of_hold, of_receipt
from planner.documents.refusals import of_refusal
from planner.errors import Conflict, Nonsense, status_of
from planner.files.ownership import refuse_other_ending

Database = Annotated[str, typer.Argument(metavar="DB", help="The store: a file, or a PostgreSQL database's URL.")]
PlanId = Annotated[str, typer.Option("--plan", metavar="ID", help="The plan.")]
OfferNumber = typer.Option("--offer", metavar="N", min=1, help="The offer of this number.")
Visit = Annotated[str, typer.Argument(metavar="APPOINTMENT", help="The appointment's id; planner desk day lists them.")]
Number = Annotated[
    int | None,
    typer.Option("--number", metavar="N", min=1, help="The session's number; by default the next one without a place."),
]
Near = Annotated[
    date | None, typer.Option("--near", parser=day_of, metavar="DATE", help="Prefer places around this day.")
]
NotBefore = Annotated[
    date | None, typer.Option("--not-before", parser=day_of, metavar="DATE", help="No place before this day.")
]
Prefer = Annotated[
    list[str] | None,
    typer.Option("--prefer", metavar="X", help="A practitioner, or morning, afternoon or evening; more than once."),
]
OFFERS, COURSES = 5, 3
HowMany = Annotated[
    int | None,
    typer.Option("--most", metavar="N", min=1, help=f"How many to offer; by default {OFFERS}, or {COURSES} courses."),
]
Minutes = Annotated[float, typer.Option("--minutes", metavar="MINUTES", help="How long to hold it.")]
Who = Annotated[str, typer.Option("--who", metavar="NAME", help="Who asks, for the journal.")]
Why = Annotated[str, typer.Option("--why", metavar="WORDS", help="Why, for the journal.")]
Key = Annotated[
    str | None,
    typer.Option(
        "--key", metavar="KEY", help="Your own name for this call; repeated under it, the call is done only once."
    ),
]


def _show_refusal(refused: Exception) -> None:
    show_json(of_refusal(refused))


def _note_json(ctx: typer.Context, wanted: bool) -> bool:
    ctx.meta[AS_JSON] = _show_refusal if wanted else None
    return wanted


AsJson = Annotated[
    bool,  # eager, so that it is known when another option is wrong
    typer.Option("--json", callback=_note_json, is_eager=True, help="Answer in JSON, refusals too."),
]
AS_BEFORE = "as answered before under this key"
SOMEBODY = "planner desk"
"""Who asks, where nobody says."""


def call(who: Who = SOMEBODY, why: Why = "", key: Key = None) -> Said:
    """The keywords of a call that changes something."""
    return {"who": who, "why": why} if key is None else {"who": who, "why": why, "key": key}


def wishes(near: Near = None, not_before: NotBefore = None, prefer: Prefer = None) -> Wishes:
    """What may be wished of offers."""
    return {"near": near, "not_before": not_before, "prefer": prefer or ()}


def asked(wishes: Wishes, most: int | None) -> Wishes:
    """What offers are asked for, as `Desk.offers` takes it."""
    return {**wishes, "k": most or OFFERS}


def done_before(desk: Desk, action: str, said: Said) -> Any:
    """What the same command was answered under its key before, when its question may be answered otherwise by now."""
    return desk.answered(action, said["key"], said["question"]) if "key" in said else None


@contextmanager
def at_desk(database: str, new: bool = False, as_json: bool = False) -> Iterator[Desk]:
    """The desk on a store, there already unless `new`; a lost race ends the command with fresh offers."""
    with Desk.open(url_of(database, new), clock()) as desk:
        try:
            yield desk
        except Conflict as lost:
            offers = lost.offers or ()
            if as_json:
                show_json({**of_refusal(lost), "offers": of_each(desk.clinic(), offers)})
                raise typer.Exit(status_of(lost).exit) from None
            words = "\n".join(dict.fromkeys(lost.taken)) if len(lost.taken) > 1 else f"{lost}."
            say(f"{words[:1].upper()}{words[1:]}\nNothing was changed.")
            if offers:
                terminal.show_fresh(Console(), desk.clinic(), offers)
            raise typer.Exit(status_of(lost).exit) from None


def show_hold(desk: Desk, database: str, words: str, held: Hold, as_json: bool) -> None:
    """A hold, and the command that books it."""
    if as_json:
        show_json(of_hold(desk.clinic(), held))
    else:
        terminal.show_hold(Console(), desk.clinic(), held, words or AS_BEFORE, database)


def show_receipt(desk: Desk, words: str, done: Receipt, as_json: bool) -> None:
    """What a call did."""
    if as_json:
        show_json(of_receipt(desk.clinic(), done))
    else:
        terminal.show_receipt(Console(), desk.clinic(), words, done)


def url_of(database: str, new: bool = True) -> str:
    """The URL of a store, of a file by its name alone too. Raises Nonsense for one that is not there, nor `new`."""
    file = file_of(database) or (database if "://" not in database else None)
    if file is None:
        return database
    if new:
        refuse_other_ending(file, "a database", "name it like clinic.db")
    elif not Path(file).is_file():
        name = shown(file)
        raise Nonsense(f"there is no store at {name}; planner desk load {name} CLINIC makes one of a clinic's folder")
    return database if "://" in database else of_file(file)

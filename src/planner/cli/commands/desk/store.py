"""A store filled, read and written out: load, publish, roll, dump, day, journal, as-of."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import planner
from planner.cli.commands.desk.options import (
    AsJson,
    Database,
    at_desk,
    call,
    show_receipt,
)
from planner.cli.commands.export import write_sheet
from planner.cli.commands.option_groups import takes
from planner.cli.commands.options import Folder, Partly, Written, clinic_in, day_of
from planner.cli.output import show_json, show_line
from planner.cli.terminal import desk as terminal
from planner.cli.terminal.publication import show_left, show_published
from planner.clinic import Clinic
from planner.desk.answers import Said
from planner.desk.booking.lines import lines_of
from planner.documents.appointments import of_day, of_rows
from planner.documents.publications import of_published
from planner.documents.receipts import of_entry, of_receipt
from planner.files.ownership import refuse_other_clinic
from planner.files.reading.moments import utc, when

Into = Annotated[
    Path, typer.Argument(metavar="CLINIC", help="The folder to write; the same clinic's that is there is replaced.")
]


@takes(call)
def load(database: Database, folder: Folder, *, call: Said, as_json: AsJson = False) -> None:
    """Put a clinic and its appointment book into an empty store, which is made where there is none."""
    clinic = clinic_in(folder)
    with at_desk(database, new=True, as_json=as_json) as desk:
        done = desk.load(clinic, **call)
    patients, plans = len(clinic.patients), len(clinic.plans)
    statuses = Counter(entry.status for entry in clinic.book)
    if as_json:
        counts = {"patients": patients, "plans": plans, "appointments": statuses}
        show_json(of_receipt(clinic, done) | counts)
    else:
        counts_in_words = ", ".join(f"{count} {status}" for status, count in statuses.items()) or "none"
        show_line(f"Loaded {clinic.name}: {patients} patients, {plans} plans; appointments: {counts_in_words}.")


@takes(call)
def publish(
    database: Database,
    written: Written,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Name all that would be done, and write nothing.")] = False,
    partly: Partly = False,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Book a roster's month, all or none; refused if it breaks a rule or no longer fits the book."""
    with at_desk(database, as_json=as_json) as desk:
        done = desk.publish_roster(written, dry_run, partly, **call)
        if dry_run and as_json and done.published:
            show_json(of_published(done.published))
        elif as_json:
            show_json(of_receipt(desk.clinic(), done.receipt, done.left))
        elif done.receipt and done.published is None:
            show_receipt(desk, "Published", done.receipt, as_json)
    if done.published and not as_json:
        show_published(Console(), done.published, dry_run)
        show_left(Console(), done.left)


def dump(database: Database, folder: Into, as_json: AsJson = False) -> None:
    """Export the clinic and its appointments as a folder, without holds. Reading it back gives an equal clinic."""
    with at_desk(database, as_json=as_json) as desk:
        _write(desk.clinic(), folder)
    if as_json:
        show_json({"wrote": str(folder)})
    else:
        show_line(f"Wrote {folder}.")


@takes(call)
def roll(
    database: Database,
    before: Annotated[
        date | None,
        typer.Option(parser=day_of, metavar="DATE", help="Mark what is booked before this day; by default today."),
    ] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Count closed visits as attended too.")] = False,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Mark what is booked before a day as attended, as at a month's end; record first what was missed.

    It asks about closed visits, since nobody knows whether they took place.
    """
    with at_desk(database, as_json=as_json) as desk:
        done = desk.roll(before or desk.today(), closed, **call)
        if as_json:
            show_json(of_receipt(desk.clinic(), done))
        else:
            show_line(f"{len(done.rows)} appointments are history now; entry {done.seq} of the journal.")


@takes(call)
def set_clock(database: Database, *, call: Said, as_json: AsJson = False) -> None:
    """Put the clock of an SQLite store right, where a machine whose own ran ahead has written."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, "The store's clock is this machine's", desk.set_clock(**call), as_json)


@takes(call)
def undo(
    database: Database,
    entry: Annotated[int, typer.Argument(metavar="N", min=1, help="The number of the journal's entry.")],
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Undo an entry of the journal as a whole; refused where something rests on it by now."""
    with at_desk(database, as_json=as_json) as desk:
        show_receipt(desk, f"Entry {entry} is undone", desk.undo(entry, **call), as_json)


def day(
    database: Database,
    on: Annotated[date | None, typer.Option(parser=day_of, metavar="DATE", help="The day; by default today.")] = None,
    to: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write it as a sheet to print: .xlsx, .html or .pdf.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a day's appointments, each with its id: booked, attended, and held; what is closed says why."""
    with at_desk(database, as_json=as_json) as desk:
        asked = on or desk.today()
        clinic, found, closed = desk.clinic(), desk.day(asked), desk.closed(asked, asked)
        if to is not None:
            write_sheet(desk.roster(asked, asked), to, asked)
    if as_json:
        show_json(of_day(clinic, found, closed))
    elif to is not None:
        show_line(f"Wrote {to}")
    else:
        terminal.show_day(Console(), clinic, asked, found, closed)


def journal(
    database: Database,
    after: Annotated[int, typer.Option(metavar="N", min=0, help="Only entries after this number.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Show every change: its number, when, who, what and why."""
    with at_desk(database, as_json=as_json) as desk:
        clinic, entries = desk.clinic(), desk.journal(after)
    if as_json:
        show_json([of_entry(clinic, entry) for entry in entries])
    elif not entries:
        show_line(f"Nothing was changed after entry {after}.")
    else:
        terminal.show_journal(Console(), clinic, entries)


def as_of(
    database: Database,
    then: Annotated[
        str,
        typer.Argument(
            metavar="WHEN", help="A moment on the clinic's clock, a day (its end is meant), or a number of the journal."
        ),
    ],
    to: Annotated[Path | None, typer.Option(metavar="CLINIC", help="Write it as a clinic's folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the book as it was at a moment, or after an entry of the journal; --to writes all of it."""
    with at_desk(database, as_json=as_json) as desk:
        clinic = desk.as_of(int(then) if then.isdecimal() else _moment(desk.clinic(), then))
    if to is not None:
        _write(clinic, to)
    if as_json:
        rows = of_rows(clinic, (line.appointment(clinic) for line in lines_of(clinic, clinic.book)))
        show_json({"as_of": then, "wrote": to and str(to), "rows": rows})
    else:
        if to is not None:
            show_line(f"Wrote {to}.")
        terminal.show_book(Console(), clinic, then)


def _write(clinic: Clinic, folder: Path) -> None:
    refuse_other_clinic(folder, clinic.name)
    planner.write_clinic(clinic, folder)


def _moment(clinic: Clinic, text: str) -> datetime:
    """A moment, or the last one of a day."""
    asked = when(text)
    return utc(asked.at, clinic.timezone) if asked.at else clinic.whole_day(asked.day).end - timedelta(microseconds=1)

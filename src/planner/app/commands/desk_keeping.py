"""A store filled, read and written out: load, publish, roll, dump, day, journal, as-of."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import planner
from planner.app import publishing
from planner.app.commands.desk_options import (
    SOMEBODY,
    AsJson,
    Database,
    Key,
    Who,
    Why,
    at_desk,
    call,
    show_json,
    today,
)
from planner.app.commands.options import Folder, Written, clinic_in, day_of
from planner.app.reading.moments import utc, when
from planner.app.refusals import BROKEN, say
from planner.app.terminal import show_violations
from planner.app.terminal.published import show_published
from planner.clinic import Clinic

Into = Annotated[
    Path, typer.Argument(metavar="CLINIC", help="The folder to write; a clinic's that is there is replaced.")
]


def load(database: Database, folder: Folder, who: Who = SOMEBODY, why: Why = "", key: Key = None) -> None:
    """Put a clinic and its appointment book into an empty store, which is made where there is none."""
    clinic = clinic_in(folder)
    with at_desk(database, new=True) as desk:
        desk.load(clinic, **call(who, why, key))
    statuses = Counter(entry.status for entry in clinic.book)
    said = ", ".join(f"{count} {status}" for status, count in statuses.items()) or "none"
    _print(f"Loaded {clinic.name}: {len(clinic.patients)} patients, {len(clinic.plans)} plans; appointments: {said}.")


def publish(database: Database, written: Written, who: Who = SOMEBODY, why: Why = "", key: Key = None) -> None:
    """Book a roster's month, all or none; a roster that breaks a rule, or the store's book by now, is refused."""
    with at_desk(database) as desk:
        seen = desk.settled()
        published = publishing.published(desk.clinic(), written)
        if published.violations:
            show_violations(Console(), published.violations)
            say("Nothing was published.")
            raise typer.Exit(BROKEN)
        if published.before != published.after:
            desk.publish(published.after, expected=seen, **call(who, why, key))
    show_published(Console(), published)


def dump(database: Database, folder: Into) -> None:
    """Write the clinic and its book as a clinic's folder, less what is only held; it reads as the very same."""
    with at_desk(database) as desk:
        planner.write_clinic(desk.clinic(), folder)
    _print(f"Wrote {folder}.")


def roll(
    database: Database,
    before: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DATE", help="What is booked before it; today unless said.")
    ] = None,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
) -> None:
    """Count as attended what is booked before a day, as when a month is over; say first what was missed."""
    with at_desk(database) as desk:
        done = desk.roll(before or today(desk.clinic()), **call(who, why, key))
        _print(f"{len(done.rows)} appointments are history now; entry {done.seq} of the journal.")


def day(
    database: Database,
    on: Annotated[date | None, typer.Option(parser=day_of, metavar="DATE", help="The day; today unless said.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a day's appointments, each with its id: booked, attended, and held."""
    with at_desk(database, as_json=as_json) as desk:
        clinic, rows = desk.clinic(), desk.appointments()
    asked = on or today(clinic)
    found = sorted((row for row in rows if clinic.day(row.start) == asked), key=lambda row: (row.start, row.id))
    shown = import_module("planner.app.terminal.desk")
    if as_json:
        show_json([shown.row_document(clinic, row) for row in found])
    else:
        shown.show_day(Console(), clinic, asked, found)


def journal(
    database: Database,
    after: Annotated[int, typer.Option(metavar="N", min=0, help="Only what came after this number.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Show every change: its number, when, who, what and why."""
    with at_desk(database, as_json=as_json) as desk:
        clinic, entries = desk.clinic(), desk.journal(after)
    shown = import_module("planner.app.terminal.desk")
    if as_json:
        show_json([shown.entry_document(clinic, entry) for entry in entries])
    elif not entries:
        _print(f"Nothing was changed after entry {after}.")
    else:
        shown.show_journal(Console(), clinic, entries)


def as_of(
    database: Database,
    then: Annotated[
        str,
        typer.Argument(
            metavar="WHEN", help="A moment on the clinic's clock, a day (its end is meant), or a number of the journal."
        ),
    ],
    to: Annotated[Path | None, typer.Option(metavar="CLINIC", help="Write it as a clinic's folder.")] = None,
) -> None:
    """Show the book as it was at a moment, or after an entry of the journal; --to writes all of it."""
    with at_desk(database) as desk:
        clinic = desk.as_of(int(then) if then.isdecimal() else _moment(desk.clinic(), then))
    if to is not None:
        planner.write_clinic(clinic, to)
        _print(f"Wrote {to}.")
    import_module("planner.app.terminal.desk").show_book(Console(), clinic, then)


def _moment(clinic: Clinic, text: str) -> datetime:
    """A moment, or the last one of a day."""
    asked = when(text)
    return utc(asked.at, clinic.timezone) if asked.at else clinic.whole_day(asked.day).end - timedelta(microseconds=1)


def _print(words: str) -> None:
    Console(soft_wrap=True, highlight=False).print(words, markup=False)

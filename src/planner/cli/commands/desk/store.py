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
from planner.cli.commands.desk.options import (
    SOMEBODY,
    AsJson,
    Database,
    Key,
    Who,
    Why,
    at_desk,
    call,
    done_before,
    show_receipt,
    today,
)
from planner.cli.commands.options import Folder, Written, clinic_in, day_of
from planner.cli.terminal.publication import show_published
from planner.clinic import Clinic
from planner.documents import desk as documents
from planner.errors import Forbidden
from planner.files.reading.moments import utc, when
from planner.roster import publishing

Into = Annotated[
    Path, typer.Argument(metavar="CLINIC", help="The folder to write; a clinic's that is there is replaced.")
]


def load(
    database: Database, folder: Folder, who: Who = SOMEBODY, why: Why = "", key: Key = None, as_json: AsJson = False
) -> None:
    """Put a clinic and its appointment book into an empty store, which is made where there is none."""
    clinic = clinic_in(folder)
    with at_desk(database, new=True, as_json=as_json) as desk:
        done = desk.load(clinic, **call(who, why, key))
    patients, plans = len(clinic.patients), len(clinic.plans)
    statuses = Counter(entry.status for entry in clinic.book)
    if as_json:
        counts = {"patients": patients, "plans": plans, "appointments": statuses}
        documents.show_json(documents.of_receipt(clinic, done) | counts)
    else:
        said = ", ".join(f"{count} {status}" for status, count in statuses.items()) or "none"
        _print(f"Loaded {clinic.name}: {patients} patients, {plans} plans; appointments: {said}.")


def publish(
    database: Database, written: Written, who: Who = SOMEBODY, why: Why = "", key: Key = None, as_json: AsJson = False
) -> None:
    """Book a roster's month, all or none; a roster that breaks a rule, or the store's book by now, is refused."""
    said = call(who, why, key, "publish", str(written))
    with at_desk(database, as_json=as_json) as desk:
        if done := done_before(desk, "publish", said):
            return show_receipt(desk, "Published", done, as_json)
        seen = desk.settled()
        published = publishing.published(desk.clinic(), written)
        if published.violations:
            raise Forbidden(published.violations)
        if published.before != published.after:
            done = desk.publish(published.after, published.first, expected=seen, **said)
    if as_json:
        documents.show_json(documents.of_receipt(published.clinic, done))
    else:
        show_published(Console(), published)


def dump(database: Database, folder: Into, as_json: AsJson = False) -> None:
    """Write the clinic and its book as a clinic's folder, less what is only held; it reads as the very same."""
    with at_desk(database, as_json=as_json) as desk:
        planner.write_clinic(desk.clinic(), folder)
    if as_json:
        documents.show_json({"wrote": str(folder)})
    else:
        _print(f"Wrote {folder}.")


def roll(
    database: Database,
    before: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DATE", help="What is booked before it; today unless said.")
    ] = None,
    who: Who = SOMEBODY,
    why: Why = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Count as attended what is booked before a day, as when a month is over; say first what was missed."""
    with at_desk(database, as_json=as_json) as desk:
        clinic = desk.clinic()
        done = desk.roll(before or today(clinic), **call(who, why, key))
    if as_json:
        documents.show_json(documents.of_receipt(clinic, done))
    else:
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
    if as_json:
        documents.show_json(documents.of_rows(clinic, found))
    else:
        import_module("planner.cli.terminal.desk").show_day(Console(), clinic, asked, found)


def journal(
    database: Database,
    after: Annotated[int, typer.Option(metavar="N", min=0, help="Only what came after this number.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Show every change: its number, when, who, what and why."""
    with at_desk(database, as_json=as_json) as desk:
        clinic, entries = desk.clinic(), desk.journal(after)
    if as_json:
        documents.show_json([documents.of_entry(clinic, entry) for entry in entries])
    elif not entries:
        _print(f"Nothing was changed after entry {after}.")
    else:
        import_module("planner.cli.terminal.desk").show_journal(Console(), clinic, entries)


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
        planner.write_clinic(clinic, to)
    if as_json:
        there = import_module("planner.desk.facts.load").lines_of(clinic, clinic.book)
        rows = documents.of_rows(clinic, (line.appointment(clinic) for line in there))
        documents.show_json({"as_of": then, "wrote": to and str(to), "rows": rows})
    else:
        if to is not None:
            _print(f"Wrote {to}.")
        import_module("planner.cli.terminal.desk").show_book(Console(), clinic, then)


def _moment(clinic: Clinic, text: str) -> datetime:
    """A moment, or the last one of a day."""
    asked = when(text)
    return utc(asked.at, clinic.timezone) if asked.at else clinic.whole_day(asked.day).end - timedelta(microseconds=1)


def _print(words: str) -> None:
    Console(soft_wrap=True, highlight=False).print(words, markup=False)

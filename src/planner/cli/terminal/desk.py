"""What the desk answers, in words: offers, holds, receipts, a day, the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from planner.cli.terminal.elements import detail, heading, item, plain_table
from planner.clinic import Appointment, Clinic
from planner.desk.answers import ClosedAppointment, Hold, Receipt
from planner.desk.store.journal import Entry
from planner.desk.store.urls import shown
from planner.roster.format.dates import label
from planner.roster.tables.details import clock, name, title


def show_offers(console: Console, clinic: Clinic, found: Any) -> None:
    """Each offer with its number, its places and its price in words; or why there is none."""
    if not found:
        console.print(Text(f"No place: {found.why}.", "yellow"))
    for number, offer in enumerate(found, 1):
        if len(offer.rows) == 1:
            console.print(Text.assemble((f"{number:>2}  ", "dim"), (place(clinic, offer.rows[0]), "bold")))
            console.print(detail(offer.words))
        else:
            console.print(Text.assemble((f"{number:>2}  ", "dim"), (offer.words, "bold")))
            for row in offer.rows:
                console.print(detail(f"{row.number:>2}  {place(clinic, row)}"))


def show_fresh(console: Console, clinic: Clinic, found: Sequence[Any]) -> None:
    """What is free now, after a lost race."""
    console.print(heading("What is free now"))
    show_offers(console, clinic, found)


def show_hold(console: Console, clinic: Clinic, held: Hold, words: str, database: str) -> None:
    until = clinic.local(held.until)
    console.print(Text(f"Held until {label(until.date())} {until:%H:%M}: {words}.", "green"))
    _show_rows(console, clinic, held.rows)
    Console(soft_wrap=True, highlight=False).print(f"  planner desk book {shown(database)} {held.id}", markup=False)


def show_receipt(console: Console, clinic: Clinic, words: str, done: Receipt) -> None:
    console.print(Text(f"{words}; entry {done.seq} of the journal.", "green"))
    _show_rows(console, clinic, done.rows)


def show_day(
    console: Console,
    clinic: Clinic,
    day: date,
    rows: Sequence[Appointment],
    closed: Iterable[ClosedAppointment] = (),
) -> None:
    """A day's appointments in order, with their ids, why some are closed, and how their patients are reached."""
    count = "1 appointment" if len(rows) == 1 else f"{len(rows)} appointments"
    why = closed_words(closed)
    console.print(heading(label(day), count))
    for row in rows:
        start, end = clinic.local(row.start), clinic.local(row.end)
        console.print(Text.assemble((clock(start, end), "bold"), f"  {whose(clinic, row)}"))
        console.print(Padding(Text.assemble(f"{_where(clinic, row)}, {row.status}  ", (row.id, "dim")), (0, 0, 0, 13)))
        if (row.id, row.service) in why:
            console.print(Padding(Text(f"closed: {why[row.id, row.service]}", "bold red"), (0, 0, 0, 13)))
        if contact := clinic.patient(clinic.plan(row.plan).patient).contact:
            console.print(Padding(Text(contact, "cyan"), (0, 0, 0, 13)))


def closed_words(closed: Iterable[ClosedAppointment]) -> Mapping[tuple[str, str], str]:
    """Why each closed appointment cannot stand, by its id and service."""
    return {(each.row.id, each.row.service): each.reason for each in closed}


def show_journal(console: Console, clinic: Clinic, entries: Iterable[Entry]) -> None:
    table = plain_table("no.", "when", "who", "what", "concerns", "why")
    for entry in entries:
        table.add_row(
            Text(str(entry.seq)),
            Text(f"{clinic.local(entry.at):%Y-%m-%d %H:%M}"),
            Text(entry.who),
            Text(entry.action),
            Text(_concerns(entry)),
            Text(entry.why),
        )
    console.print(table)


def show_book(console: Console, clinic: Clinic, then: str) -> None:
    """How many appointments of each status a book has."""
    console.print(heading(f"{clinic.name} as of {then}", f"{len(clinic.book)} appointments"))
    for status, count in Counter(entry.status for entry in clinic.book).most_common():
        console.print(item(f"{count:>5}  {status}"))


def show_reasons(console: Console, codes: Mapping[str, str]) -> None:
    table = plain_table("code", "meaning")
    for code, meaning in codes.items():
        table.add_row(Text(code), Text(meaning))
    console.print(table)


def place(clinic: Clinic, row: Appointment) -> str:
    """Such as `Wed 9 Dec 2026 17:15 with Practitioner Birch in Room 2`."""
    start = clinic.local(row.start)
    return f"{label(start.date())} {start:%Y %H:%M} {_where(clinic, row)}"


def whose(clinic: Clinic, row: Appointment) -> str:
    """Such as `Patient Kite, Facial rejuvenation (p91-refresh, session 1)`."""
    return f"{_patient(clinic, row)}, {title(clinic, row.service)} ({row.plan}, session {row.number})"


def _show_rows(console: Console, clinic: Clinic, rows: Iterable[Appointment]) -> None:
    for row in rows:
        console.print(item(f"{whose(clinic, row)}, {row.status}"))
        console.print(Padding(Text.assemble(f"{place(clinic, row)}  ", (row.id, "dim")), (0, 0, 0, 4)))


def _where(clinic: Clinic, row: Appointment) -> str:
    who = f"with {name(clinic.practitioners, row.practitioner) or 'nobody'}"
    return f"{who} in {name(clinic.rooms, row.room)}" if row.room else who


def _patient(clinic: Clinic, row: Appointment) -> str:
    return name(clinic.patients, clinic.plans[row.plan].patient)


def _concerns(entry: Entry) -> str:
    """The appointments that an entry changed, or how many, and how many facts."""
    ids = [id for id, _ in entry.lines]
    facts = len(entry.changes) - len(ids)
    parts = [", ".join(ids)] if 0 < len(ids) <= 2 else [f"{len(ids)} appointments"] if ids else []
    return "; ".join([*parts, *(["1 fact" if facts == 1 else f"{facts} facts"] if facts else [])])

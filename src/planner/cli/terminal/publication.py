"""What publishing did to the appointment book, or would do, or was undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from planner.cli.terminal.elements import heading, item
from planner.clinic import Clinic, Entry
from planner.roster.publishing import Published
from planner.roster.tables.details import name
from planner.rules import Violation


def show_published(console: Console, published: Published, dry_run: bool = False) -> None:
    """How many appointments were booked, moved, withdrawn and attended; those a patient must hear of by name.

    In a dry run all that would be done is named.
    """
    show_since(console, published.since)
    counts = [
        (len(published.booked), "booked"),
        (len(published.moved), "moved"),
        (len(published.other_rooms), "in another room"),
        (len(published.withdrawn), "withdrawn"),
        (len(published.attended), "attended"),
    ]
    if published.before == published.after:
        console.print(Text("The book has all of it already; nothing changed.", "green"))
        show_overtaken(console, published.overtaken)
        return
    counts_in_words = ", ".join(f"{count} {what}" for count, what in counts if count or what != "in another room")
    head = Text(f"Would publish: {counts_in_words}. Nothing was written.", "yellow")
    console.print(head if dry_run else Text(f"Published: {counts_in_words}.", "green"))
    clinic = published.clinic
    if published.moved:
        console.print(heading("Moved"))
    for old, new in published.moved:
        console.print(item(f"{_who(clinic, new)}: {_when(clinic, old)} → {_when(clinic, new)}"))
    if published.withdrawn:
        console.print(heading("Withdrawn"))
    for entry in published.withdrawn:
        console.print(item(f"{_who(clinic, entry)}: {_when(clinic, entry)}", "yellow"))
    if dry_run:
        for words, entries in (("Booked", published.booked), ("Attended", published.attended)):
            if entries:
                console.print(heading(words))
            for entry in sorted(entries, key=lambda entry: (entry.start, entry.id)):
                console.print(item(f"{_who(clinic, entry)}: {_when(clinic, entry)}"))
        if published.other_rooms:
            console.print(heading("In another room"))
        for old, new in published.other_rooms:
            rooms = f"{name(clinic.rooms, old.room)} → {name(clinic.rooms, new.room)}"
            console.print(item(f"{_who(clinic, new)}: {_when(clinic, new)}, {rooms}"))
    show_overtaken(console, published.overtaken)


def show_since(console: Console, since: Sequence[str]) -> None:
    """What the book has otherwise by now than the roster knows."""
    if since:
        console.print(Text("The book has changed since this roster was made:", "bold yellow"))
    for each in since:
        console.print(item(each, "yellow"))


def show_left(console: Console, left: Sequence[str]) -> None:
    """The visits that were left out, as they collide with the book, and why."""
    if left:
        console.print(heading("Left out, as it stands in the book", "for the next roster"))
    for each in left:
        console.print(item(each, "bold yellow"))


def show_undone(console: Console, done: Mapping[str, str]) -> None:
    """That the last publication of a folder's book was undone, and what it had done."""
    counts = ", ".join(f"{done[what]} {what}" for what in ("booked", "moved", "withdrawn", "attended"))
    console.print(
        Text(f"Undone: what was published on {done['at']} ({counts}). The book is as it was before.", "green")
    )


def show_overtaken(console: Console, drafts: Sequence[Violation]) -> None:
    """Drafts that broke a rule when the month before them was booked."""
    if drafts:
        console.print(heading("Drafts that no longer fit", "now that the month is booked; the next roster renews them"))
    for violation in drafts:
        console.print(item(str(violation), "yellow"))


def _who(clinic: Clinic, entry: Entry) -> str:
    return f"{name(clinic.patients, clinic.plans[entry.plan].patient)} ({entry.plan}, session {entry.number})"


def _when(clinic: Clinic, entry: Entry) -> str:
    return f"{clinic.local(entry.start):%a %Y-%m-%d %H:%M} with {entry.practitioner or 'nobody'}"

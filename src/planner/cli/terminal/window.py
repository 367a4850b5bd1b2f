"""The days on which a procedure is safe for a patient, and what it would displace on another."""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.text import Text

from planner.cli.terminal.elements import detail, heading, item, quoted, show_not_advice
from planner.cli.terminal.rows import in_words, what, when, where
from planner.clinic import Clinic
from planner.clinic.spans import DAY
from planner.explain.procedure import Booking, Displaced
from planner.explain.window import NEVER, Window
from planner.roster.tables.details import name, title


def show_window(console: Console, clinic: Clinic, found: Window) -> None:
    """The safe days, the appointments they are safe for, the rule with its source, and what a day would displace."""
    wait = f", closes {found.rule.wait}" if found.rule else ""
    wait += f", here until {found.until}" if found.until else ""
    console.print(heading(name(clinic.patients, found.patient), f"{found.procedure}{wait}"))
    console.print(Text(_safe(found), "green"))
    for row in found.rows:
        console.print(item(f"{when(clinic, row)}  {what(clinic, row)}"))
    if found.last_safe:
        _show_wanted(console, clinic, found, found.last_safe)
    if found.rule:
        console.print(detail(found.rule.why))
        console.print(quoted(found.rule.words, found.rule.source, f"{found.rule.reviewed or ''}", indent=4))
    if found.services:
        titles = ", ".join(title(clinic, service) for service in found.services)
        console.print(
            item(f"The clinic gives it itself ({titles}): as a session of a plan it keeps its own waits too.")
        )
    if found.booking:
        _show_booking(console, clinic, found.booking)
    show_not_advice(console)


def _show_wanted(console: Console, clinic: Clinic, found: Window, last_safe: date) -> None:
    """What no roster has placed yet, so that nobody takes the end of this one for the end of the course."""
    since = "On any day" if last_safe == NEVER else f"From {in_words(last_safe + DAY)} on"
    console.print(Text(f"{since} it closes days on which these are wanted next:", "yellow"))
    for each in found.wanted:
        services = " and ".join(title(clinic, service) for service in each.session.services)
        console.print(item(f"from {in_words(each.day)}  {services} ({each.session.name})", "yellow"))
    console.print(item(f"They have no place yet: this roster ends on {in_words(found.ends)}. The next one will tell."))


def _safe(found: Window) -> str:
    if found.rule is None:
        return f"Safe on any day: the clinic has turned this rule off ({found.off})."
    until = f" up to {in_words(found.last_safe)}" if found.last_safe and found.last_safe != NEVER else ""
    if not found.rows:
        safe = "No day is safe" if found.last_safe == NEVER else f"Safe{until or ' on any day'}"
        return f"{safe}: it closes no appointment of this roster."
    stretches = [f"up to {in_words(found.last_before)}"] if found.last_before else []
    stretches += [_stretch(days.first, days.last or days.first) for days in found.between]
    if found.first_after and found.last_safe is None:
        stretches += [f"from {in_words(found.first_after)} on"]
    elif found.first_after and found.last_safe and found.first_after <= found.last_safe:
        stretches += [_stretch(found.first_after, found.last_safe)]
    safe = f"Safe {_listed(stretches)}" if stretches else "No day is safe"
    return f"{safe}; on other days{until} it closes some of these:"


def _stretch(first: date, last: date) -> str:
    return f"on {in_words(first)}" if first == last else f"{in_words(first)} to {in_words(last)}"


def _show_booking(console: Console, clinic: Clinic, booking: Booking) -> None:
    if not booking.displaced:
        console.print(heading(f"On {in_words(booking.on)}", "displaces nothing"))
        return
    count = len(booking.displaced)
    console.print(heading(f"On {in_words(booking.on)}", f"displaces {count} appointment{'' if count == 1 else 's'}"))
    for each in (*booking.displaced, *booking.along):
        console.print(item(f"{when(clinic, each.row)}  {what(clinic, each.row)}{_closed(each)}"))
        style = "green" if each.after else "yellow"
        console.print(item(f"  → {where(clinic, each.after) if each.after else f'no place: {each.reason}'}", style))


def _closed(each: Displaced) -> str:
    return f": closed {each.by.days}" if each.by else ": moves along"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

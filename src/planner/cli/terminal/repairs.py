"""Repairs, and the days on which a procedure is safe."""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.text import Text

from planner.cli.terminal.elements import detail, heading, item, points, quoted, show_not_advice
from planner.clinic import Appointment, Clinic
from planner.explain.procedure import Booking, Displaced
from planner.explain.repair import Repair, Repairs
from planner.explain.window import Window
from planner.roster.tables.details import name, title

# --- repairs ----------------------------------------------------------------------------------------------------------


def show_repairs(console: Console, found: Repairs) -> None:
    """Each repair with what it places, moves, gains and costs; and how much of this is proved."""
    if not found.left_out:
        console.print(Text("Every due session has a place; there is nothing to repair.", "green"))
        return
    console.print(heading("What would help", f"{_due(len(found.left_out))} left out, score {points(found.score)}"))
    for number, repair in enumerate(found.repairs, 1):
        _show_repair(console, number, repair)
    if not found.repairs:
        console.print(item("Nothing that was tried places more."))
    if found.hopeless:
        names = ", ".join(session.name for session in found.hopeless)
        console.print(Text(f"\nNo change of these kinds can help {names}: no day is open to them.", "yellow"))
    console.print(
        Text(
            f"\nEach repair is proved by a roster that keeps every rule and has the score shown. Whether one could "
            f"bring more is not proved. {found.solved} of {found.candidates} candidates solved in "
            f"{found.seconds:.0f} s.",
            "dim",
        )
    )


def _show_repair(console: Console, number: int, repair: Repair) -> None:
    clinic, keys = repair.roster.problem.clinic, {session.key for session in repair.placed}
    console.print(Text.assemble("\n", (f"{number:>2}  ", "dim"), (f"{repair.words}.", "bold")))
    console.print(detail(f"Score {points(repair.gain)} lower, for {points(repair.cost)} points."))
    for row in repair.roster.placed:
        if row.key in keys:
            console.print(detail(f"+ {_whose(clinic, row)}: {_where(clinic, row)}"))
    for move in repair.moved:
        for before, after in move.rows:
            moved = f"{_when(clinic, before)} → {_where(clinic, after)}"
            console.print(detail(f"→ {_whose(clinic, before)}: {moved}"))


def _due(count: int) -> str:
    return f"{count} due session" if count == 1 else f"{count} due sessions"


# --- windows ----------------------------------------------------------------------------------------------------------


def show_window(console: Console, clinic: Clinic, found: Window) -> None:
    """The safe days, the appointments they are safe for, the rule with its source, and what a day would displace."""
    wait = f", closes {found.rule.wait}" if found.rule else ""
    wait += f", here until {found.until}" if found.until else ""
    console.print(heading(name(clinic.patients, found.patient), f"{found.procedure}{wait}"))
    console.print(Text(_safe(found), "green"))
    for row in found.rows:
        console.print(item(f"{_when(clinic, row)}  {_what(clinic, row)}"))
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


def _safe(found: Window) -> str:
    if found.rule is None:
        return f"Safe on any day: the clinic has turned this rule off ({found.off})."
    if not found.rows:
        return "Safe on any day: it closes no appointment of this roster."
    stretches = [f"up to {_day(found.last_before)}"] if found.last_before else []
    stretches += [f"{_day(days.first)} to {_day(days.last or days.first)}" for days in found.between]
    stretches += [f"from {_day(found.first_after)} on"] if found.first_after else []
    return f"Safe {_listed(stretches)}; on other days it closes some of these:"


def _show_booking(console: Console, clinic: Clinic, booking: Booking) -> None:
    if not booking.displaced:
        console.print(heading(f"On {_day(booking.on)}", "displaces nothing"))
        return
    count = len(booking.displaced)
    console.print(heading(f"On {_day(booking.on)}", f"displaces {count} appointment{'' if count == 1 else 's'}"))
    for each in (*booking.displaced, *booking.along):
        console.print(item(f"{_when(clinic, each.row)}  {_what(clinic, each.row)}{_closed(each)}"))
        style = "green" if each.after else "yellow"
        console.print(item(f"  → {_where(clinic, each.after) if each.after else f'no place: {each.reason}'}", style))


def _closed(each: Displaced) -> str:
    return f": closed {each.by.days}" if each.by else ": moves along"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# --- words for rows ---------------------------------------------------------------------------------------------------


def _day(day: date) -> str:
    return f"{day:%a} {day}"


def _when(clinic: Clinic, row: Appointment) -> str:
    return f"{clinic.local(row.start):%a %Y-%m-%d %H:%M}"


def _where(clinic: Clinic, row: Appointment) -> str:
    return f"{_when(clinic, row)} with {name(clinic.practitioners, row.practitioner) or 'nobody'}"


def _what(clinic: Clinic, row: Appointment) -> str:
    return f"{title(clinic, row.service)} ({row.plan}, session {row.number})"


def _whose(clinic: Clinic, row: Appointment) -> str:
    return f"{name(clinic.patients, clinic.plans[row.plan].patient)} ({row.plan}, session {row.number})"

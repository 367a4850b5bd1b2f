"""The sessions asked for, and the rules that a roster breaks."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from planner.app.terminal.pieces import heading, item, plain_table
from planner.clinic import Clinic, Days, Problem, Session
from planner.roster.tables.shown import name, title


def show_violations(console: Console, violations: Iterable[object]) -> None:
    """Each violation in its own words, or that there is none."""
    said = [str(violation) for violation in violations]
    if not said:
        console.print(Text("No rule is broken.", "green"))
        return
    console.print(Text("1 violation:" if len(said) == 1 else f"{len(said)} violations:", "bold red"))
    for words in said:
        console.print(item(words, "red"))


def show_sessions(console: Console, problem: Problem) -> None:
    """The sessions the plans ask for inside the horizon, a row each; notes say which are tentative or booked."""
    table = plain_table("plan", "patient", "no.", "phase", "service", "ideal", "window", "due", "notes")
    for session in problem.sessions:
        table.add_row(
            Text(session.plan),
            Text(name(problem.clinic.patients, session.patient)),
            Text(str(session.number)),
            Text(session.phase),
            Text("\n".join(title(problem.clinic, service) for service in session.services)),
            Text(str(session.ideal or "none")),
            Text(_window(session.window)),
            Text("yes" if session.due else "no"),
            Text("\n".join(_notes(problem.clinic, session))),
        )
    due = sum(session.due for session in problem.sessions)
    horizon = problem.horizon
    console.print(heading(f"{len(problem.sessions)} sessions, {due} due", f"{horizon.first} to {horizon.end}"))
    console.print(table)


def _window(days: Days | None) -> str:
    return str(days) if days else "none"


def _notes(clinic: Clinic, session: Session) -> list[str]:
    notes = ["tentative"] if session.tentative else []
    for row in session.booked:
        notes.append(f"{'fixed' if row.fixed else 'booked'} {clinic.local(row.start):%Y-%m-%d %H:%M}")
    return notes

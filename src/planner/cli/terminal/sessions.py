"""The sessions asked for, and the rules that a roster breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from planner.cli.terminal.elements import heading, item
from planner.clinic import Clinic, Problem, Session
from planner.roster.tables.details import name, title

NUMBER, DAY, WINDOW = 3, len("2026-12-01"), len("2026-12-01 to 2026-12-03")
"""Characters of the columns of sessions, the same for each plan."""


def show_violations(console: Console, violations: Iterable[object]) -> None:
    """Each violation in its own words, or that there is none."""
    sentences = [str(violation) for violation in violations]
    if not sentences:
        console.print(Text("No rule is broken.", "green"))
        return
    console.print(Text("1 violation:" if len(sentences) == 1 else f"{len(sentences)} violations:", "bold red"))
    for words in sentences:
        console.print(item(words, "red"))


def show_sessions(console: Console, problem: Problem) -> None:
    """The sessions the plans ask for inside the horizon, plan by plan: number, ideal day, window, and what it is."""
    due, horizon = sum(session.due for session in problem.sessions), problem.horizon
    console.print(heading(f"{len(problem.sessions)} sessions, {due} due", f"{horizon.first} to {horizon.end}"))
    console.print(item("number, ideal day, window, phase and service", "dim"))
    for plan, sessions in groupby(problem.sessions, key=lambda session: session.plan):
        whose = name(problem.clinic.patients, problem.clinic.plans[plan].patient)
        console.print(Text.assemble("\n", (plan, "bold"), f"  {whose}"))
        rows = Table.grid(padding=(0, 2, 0, 0))
        for width in (NUMBER, DAY, WINDOW):
            rows.add_column(width=width, justify="right" if width == NUMBER else "left")
        rows.add_column(overflow="fold")
        for session in sessions:
            about = Text(" · ".join(_about(problem.clinic, session)))
            rows.add_row(str(session.number), str(session.ideal or "none"), str(session.window or "none"), about)
        console.print(Padding(rows, (0, 0, 0, 2)))


def _about(clinic: Clinic, session: Session) -> Iterator[str]:
    """Phase and services, and what is to be noted of a session."""
    yield session.phase
    yield " and ".join(title(clinic, service) for service in session.services)
    if not session.due:
        yield "not due"
    if session.tentative:
        yield "tentative"
    for row in session.booked:
        yield f"{'fixed' if row.fixed else 'booked'} {clinic.local(row.start):%Y-%m-%d %H:%M}"

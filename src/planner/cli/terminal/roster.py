"""A roster's news: who is left out, where it lies, what to do next, and how good it is."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from planner.cli.terminal.elements import heading, item, points
from planner.cli.terminal.promises import show_to_phone
from planner.clinic.spans import DAY
from planner.roster.format.dates import between, in_full, label, period
from planner.roster.format.words import headline
from planner.roster.roster import OPTIMAL, Roster
from planner.roster.tables.details import name

MANY = 10
"""How many unplaced sessions are shown."""


def show_past(console: Console, roster: Roster, now: datetime) -> None:
    """That some of the days asked for are over, where they are."""
    horizon, today = roster.problem.horizon, roster.problem.clinic.day(now)
    if horizon.first < today <= horizon.last:
        over = between(horizon.first, today - DAY)
        rest = f"--from {today} --until {horizon.last} plans the others alone."
        console.print(Text(f"{over} {'is' if horizon.first == today - DAY else 'are'} over; {rest}", "yellow"))


def show_roster(console: Console, roster: Roster, clinic: Path, out: Path) -> None:
    """What of a roster that was just written, of the clinic in one folder, into another, a manager must know."""
    _show_headline(console, roster)
    show_to_phone(console, roster)
    _show_left_out(console, roster)
    _show_next(console, roster, str(clinic), str(out))
    _show_figures(console, roster)


def _show_headline(console: Console, roster: Roster) -> None:
    problem, figures = roster.problem, roster.figures
    console.print(heading(problem.clinic.name, period(problem.horizon)))
    if not problem.sessions:
        console.print(item("No plan asks for a session then.", "yellow"))
        return
    console.print(item(headline(figures), "bold yellow" if sum(figures.left_out) else "bold green"))
    drafted = len({row.key for row in roster.placed if problem.day(row) > problem.horizon.last})
    if drafted:
        many = "1 more is" if drafted == 1 else f"{drafted} more are"
        console.print(
            item(f"{many} drafted up to {in_full(problem.horizon.end)}, to be planned again next time.", "dim")
        )


def _show_left_out(console: Console, roster: Roster) -> None:
    due = roster.unplaced[roster.unplaced["due"] & roster.unplaced["booked"].isna()]  # booked ones stand above
    ahead = due["ideal"] > pd.Timestamp(roster.problem.horizon.last)
    rows = due[~ahead]
    if ahead.any():
        console.print(heading("Left out of the draft", f"{ahead.sum()} due, to be planned again next time"))
    if rows.empty:
        return
    console.print(heading("Left out", f"{len(rows)} due"))
    for row in rows.head(MANY).to_dict("records"):
        whose = name(roster.problem.clinic.patients, row["patient"])
        ideal = "" if pd.isna(row["ideal"]) else f", ideally on {label(row['ideal'].date())}"
        console.print(item(f"{whose} ({row['plan']}, session {row['number']}), priority {row['priority']}{ideal}"))
        console.print(Padding(Text(row["reason"], "dim"), (0, 0, 0, 4)))
    if len(rows) > MANY:
        console.print(item(f"… and {len(rows) - MANY} more in unplaced.csv", "dim"))


def _show_next(console: Console, roster: Roster, clinic: str, out: str) -> None:
    """Where the roster lies, and commands to go on with; their lines are never broken, so that they can be copied."""
    console.print(heading("What next", f"the roster lies in {out}"))
    steps = list(_steps(roster, clinic, out))
    longest = max(len(command) for command, _ in steps)
    for command, what in steps:
        console.print(Text.assemble(f"  {command.ljust(longest)}", (f"  # {what}", "dim")), soft_wrap=True)


def _steps(roster: Roster, clinic: str, out: str) -> Iterator[tuple[str, str]]:
    both = f"{shlex.quote(clinic)} {shlex.quote(out)}"
    due = roster.unplaced[roster.unplaced["due"]]
    for row in due.head(1).to_dict("records"):
        wanted = f"--plan {shlex.quote(row['plan'])} --number {row['number']}"
        yield f"planner why {both} {wanted}", "why the first of them is left out"
        yield f"planner repairs {both}", "what would place more"
    workbook = shlex.quote(f"{out.rstrip('/')}.xlsx")
    yield f"planner export {both} --to {workbook}", "to print; or .html, or a folder of calendars"
    yield f"planner publish {both}", "book the month"


def _show_figures(console: Console, roster: Roster) -> None:
    figures = roster.figures
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_column()
    style = {OPTIMAL: "green", "feasible": "yellow"}.get(figures.status, "red")
    for what, value in (
        ("score", Text.assemble((points(figures.score), "bold"), f", proved no less than {points(figures.bound)}")),
        ("gap", Text.assemble(f"{figures.gap:.2%}, ", (figures.status, style))),
        ("goals", _goals(figures.goals.items())),
        ("found in", Text(f"{figures.seconds:.1f} s, seed {figures.seed}")),
    ):
        facts.add_row(what, value)
    console.print(heading("Quality", "the smaller the score, the better"))
    console.print(Padding(facts, (0, 0, 0, 2)))


def _goals(prices: Iterable[tuple[str, float]]) -> Text:
    parts = [Text(f"{name} {points(price)}", "" if price else "dim") for name, price in prices]
    return Text(" · ").join(parts) if parts else Text("none")

"""A roster at a glance: a week of it, how good it is, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from planner.cli.terminal.elements import heading, item, points
from planner.cli.terminal.promises import show_to_phone
from planner.cli.terminal.week import show_week
from planner.roster.roster import Roster
from planner.roster.tables.details import name

MANY = 10
"""How many unplaced sessions are shown."""


def show_roster(console: Console, roster: Roster) -> None:
    """The first week with sessions, a calendar for each practitioner; how good the roster is; what is left out."""
    show_week(console, roster)
    _show_figures(console, roster)
    show_to_phone(console, roster)
    _show_left_out(console, roster)


def _show_figures(console: Console, roster: Roster) -> None:
    figures = roster.figures
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_column()
    style = {"optimal": "green", "feasible": "yellow"}.get(figures.status, "red")
    for what, value in (
        ("score", Text.assemble((points(figures.score), "bold"), f", proved no less than {points(figures.bound)}")),
        ("gap", Text(f"{figures.gap:.2%}")),
        ("status", Text(figures.status, style)),
        ("sessions", Text(f"{figures.placed} placed, {figures.due} due")),
        ("left out", _left_out(figures.left_out)),
        ("goals", _goals(figures.goals.items())),
        ("found in", Text(f"{figures.seconds:.1f} s, seed {figures.seed}")),
    ):
        facts.add_row(what, value)
    console.print(heading("Quality", f"{figures.first} to {figures.last}, draft until {figures.end}"))
    console.print(Padding(facts, (0, 0, 0, 2)))


def _left_out(by_priority: Sequence[int]) -> Text:
    counts = zip((3, 2, 1), by_priority, strict=True)
    if not any(by_priority):
        return Text("none that is due", "green")
    said = [(f"{count} of priority {priority}", "yellow" if count else "dim") for priority, count in counts]
    return Text(", ").join(Text(*words) for words in said)


def _goals(prices: Iterable[tuple[str, float]]) -> Text:
    said = [Text(f"{name} {points(price)}", "" if price else "dim") for name, price in prices]
    return Text(" · ").join(said) if said else Text("none")


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
        ideal = "" if pd.isna(row["ideal"]) else f", ideally on {row['ideal']:%Y-%m-%d}"
        console.print(item(f"{whose} ({row['plan']}, session {row['number']}), priority {row['priority']}{ideal}"))
        console.print(Padding(Text(row["reason"], "dim"), (0, 0, 0, 4)))
    if len(rows) > MANY:
        console.print(item(f"… and {len(rows) - MANY} more in unplaced.csv", "dim"))

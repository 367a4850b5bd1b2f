"""Repairs: what would place more."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from planner.cli.terminal.elements import detail, heading, item, points
from planner.cli.terminal.rows import when, where, whose
from planner.explain.repair import Repair, Repairs


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
            console.print(detail(f"+ {whose(clinic, row)}: {where(clinic, row)}"))
    for move in repair.moved:
        for before, after in move.rows:
            moved = f"{when(clinic, before)} → {where(clinic, after)}"
            console.print(detail(f"→ {whose(clinic, before)}: {moved}"))


def _due(count: int) -> str:
    return f"{count} due session" if count == 1 else f"{count} due sessions"

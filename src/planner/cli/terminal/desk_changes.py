"""What the desk says after something happened: what is closed, how that is repaired, who gains from a freed place."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from planner.cli.terminal.desk import place, whose
from planner.cli.terminal.elements import detail, heading, item, quoted, show_not_advice
from planner.clinic import Clinic
from planner.desk import BookRepair, Receipt, Refill, Wish
from planner.desk.store.urls import shown
from planner.roster.tables.details import name


def show_closed(console: Console, clinic: Clinic, database: str, done: Receipt) -> None:
    """Each appointment closed, with the rule, the reason and the source, and the command that repairs them."""
    console.print(Text(f"Recorded; entry {done.seq} of the journal.", "green"))
    if not done.closed:
        console.print(Text("It closes no booked appointment.", "green"))
        return
    many = "1 appointment" if len(done.closed) == 1 else f"{len(done.closed)} appointments"
    console.print(heading("Closed by it", f"{many}, still booked"))
    for closed in done.closed:
        console.print(item(whose(clinic, closed.row), "yellow"))
        console.print(detail(f"{place(clinic, closed.row)}  {closed.row.id}"))
        console.print(detail(f"{closed.rule}: {closed.reason}"))
        if closed.source:
            console.print(quoted("", closed.source, indent=4))
    if any(closed.source for closed in done.closed):
        show_not_advice(console)
    Console(soft_wrap=True, highlight=False).print(
        f"  planner desk repair {shown(database)} --since {done.seq}", markup=False
    )


def show_repair(console: Console, clinic: Clinic, repair: BookRepair) -> None:
    """The change proposed, what it leaves without a place, and what else was tried."""
    if not repair.alternatives and not repair.left:
        console.print(Text("Nothing is closed.", "green"))
        return
    if repair.after:
        console.print(heading("The least change", repair.proof))
    was = {row.id: row for row in repair.before}
    for row in repair.after:
        console.print(item(whose(clinic, row)))
        before, after = place(clinic, was[row.id]), place(clinic, row)
        console.print(detail(f"{before} → {after}" if before != after else f"stays on {after}, by another number"))
    if repair.left:
        console.print(heading("Without a place"))
    for each in repair.left:
        console.print(item(f"{whose(clinic, each.row)}: {each.reason}", "yellow"))
    if repair.alternatives:
        console.print(heading("Considered"))
    for alternative in repair.alternatives:
        console.print(item(str(alternative)))


def show_refills(console: Console, clinic: Clinic, found: Sequence[Refill]) -> None:
    """Who gains most, in the order to ask in."""
    if not found:
        console.print(Text("Nobody who is waiting may have this place.", "yellow"))
    for number, refill in enumerate(found, 1):
        console.print(Text.assemble((f"{number:>2}  ", "dim"), (whose(clinic, refill.places[0]), "bold")))
        for row in refill.places[1:]:
            console.print(Text(f"    {whose(clinic, row)}", "bold"))
        where = ", then ".join(place(clinic, row) for row in refill.places)
        console.print(detail(f"{where}: {refill.words}"))


def show_wishes(console: Console, clinic: Clinic, wishes: Sequence[Wish]) -> None:
    """Each wish with what it asks for."""
    console.print(heading("Wishes", "none" if not wishes else str(len(wishes))))
    for wish in wishes:
        patient = name(clinic.patients, clinic.plan(wish.plan).patient)
        console.print(item(f"{patient} ({wish.plan}, session {wish.number})"))
        console.print(detail(str(wish)))

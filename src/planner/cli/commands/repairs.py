"""What would help, and when a procedure would not hurt: repairs, window.

Both load what they ask when they are asked: `planner repairs` searches, `planner window` only with a day.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

import planner
from planner.cli.commands.options import Folder, Written, clinic_in, day_of
from planner.cli.interrupt import AGAIN, answered
from planner.cli.terminal.repairs import show_repairs
from planner.cli.terminal.window import show_window
from planner.roster.files import read_roster


def repairs(
    folder: Folder,
    written: Written,
    seconds: Annotated[float, typer.Option(metavar="SECONDS", help="How long to look.")] = 60.0,
    most: Annotated[int, typer.Option(metavar="N", help="How many repairs to show.")] = 10,
) -> None:
    """Say which changes would place more: hours, a room, a device, a swap, another time; each is proved by a roster.

    The table repairs of clinic.toml says what each kind costs. Ctrl-C ends the search and shows what is proved.
    """
    clinic = clinic_in(folder)
    roster = read_roster(clinic, written)
    with Console(stderr=True).status(f"Looking for what would help, {seconds:g} s at most") as status:
        stopping = f"Stopping, keeping what is proved … {AGAIN}"
        with answered(lambda: True, lambda: status.update(stopping)):
            proved = planner.repairs(clinic, roster, seconds=seconds, most=most)
    show_repairs(Console(), proved)


def window(
    folder: Folder,
    written: Written,
    patient: Annotated[str, typer.Option(metavar="ID", help="The patient's id.")],
    procedure: Annotated[str, typer.Option(metavar="KIND", help="A trigger of the policy, such as botox.")],
    on: Annotated[
        date | None, typer.Option(parser=day_of, metavar="DATE", help="Say what it would displace on this day.")
    ] = None,
    until: Annotated[
        date | None,
        typer.Option(parser=day_of, metavar="DATE", help="Of one that lasts: the first day that is open again."),
    ] = None,
) -> None:
    """Say on which days a patient can have a procedure that closes days, given the appointments of a roster."""
    clinic = clinic_in(folder)
    roster = read_roster(clinic, written)
    show_window(Console(), clinic, planner.window(clinic, roster, patient, procedure, on, until=until))

"""What a clinic's folder or workbook holds: validate, sessions, eligibility, policy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.options import Folder, From, LookAhead, Month, Until, clinic_in, clock
from planner.cli.terminal import show_eligibility, show_policy, show_sessions
from planner.cli.terminal.clinic import show_clinic, show_warnings
from planner.cli.terminal.differences import show_policy_differences
from planner.clinic import LOOK_AHEAD, Horizon, Problem, default_policy
from planner.errors import FaultyClinic, Nonsense
from planner.files.reading import load
from planner.files.reading.policies import read_policy
from planner.roster.compare.policy import policy_diff


def validate(folder: Folder) -> None:
    """Check a clinic's folder or workbook and list everything that is wrong with it."""
    out = Console()
    try:
        reading = load(folder, clock()())
    except FaultyClinic as faulty:
        show_warnings(out, faulty.warnings)
        raise
    show_warnings(out, reading.warnings)
    show_clinic(out, reading)


def sessions(
    folder: Folder,
    month: Month = None,
    first: From = None,
    last: Until = None,
    look_ahead: LookAhead = LOOK_AHEAD,
) -> None:
    """List the sessions that the plans ask for, with their ideal days and windows."""
    show_sessions(Console(), Problem.of(clinic_in(folder), Horizon.asked(month, first, last, look_ahead)))


def eligibility(folder: Folder, patient: Annotated[str, typer.Option(metavar="ID", help="The patient's id.")]) -> None:
    """Show the days that health events close to a patient, and the source of each rule."""
    show_eligibility(Console(), clinic_in(folder), patient)


def policy(
    folder: Annotated[
        Path | None, typer.Argument(metavar="CLINIC", help="A clinic's folder or workbook, for its own changes.")
    ] = None,
    written: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="With --diff: the folder that a roster was written into.")
    ] = None,
    diff: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The changed policy: a clinic.toml, or \\[policy.…] sections alone."),
    ] = None,
) -> None:
    """Show the contraindication policy with its sources, or what a changed one would close and open in a roster.

    \\[policy.…] sections alone are a trial, laid over the clinic's own changes; a whole clinic.toml takes their place.
    """
    if diff is None and written is None:
        show_policy(Console(), clinic_in(folder).policy if folder else default_policy())
    elif diff is None or folder is None or written is None:
        raise Nonsense("what a changed policy does shows in a roster: planner policy --diff FILE CLINIC DIR")
    else:
        clinic = clinic_in(folder)
        show_policy_differences(Console(), clinic, policy_diff(clinic, written, read_policy(diff, clinic.policy)))

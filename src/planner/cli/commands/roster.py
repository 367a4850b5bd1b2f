"""A roster found, held against the rules, and published: roster, check, publish.

`planner.run_clinic` loads the solver when `planner roster` asks for it; no other command here needs it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

import planner
from planner.cli.commands.option_groups import takes
from planner.cli.commands.options import (
    Folder,
    From,
    LookAhead,
    Month,
    Partly,
    Until,
    Written,
    clinic_in,
    clock,
    day_of,
    days,
    limits,
    say_warnings,
)
from planner.cli.interrupt import Discarded
from planner.cli.output import say
from planner.cli.progress import logged, watched
from planner.cli.terminal import show_roster, show_violations
from planner.cli.terminal.clinic import show_warnings
from planner.cli.terminal.publication import show_left, show_overtaken, show_published, show_since, show_undone
from planner.cli.terminal.roster import show_past
from planner.cli.terminal.week import show_week
from planner.clinic import LOOK_AHEAD
from planner.errors import REFUSED, STOPPED, Nonsense
from planner.roster import publishing
from planner.roster.book_since import changed_since
from planner.roster.check import check as check_rows
from planner.roster.check import warnings_of
from planner.roster.files import read_horizon


@takes(days, limits)
def roster(
    folder: Folder,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write the roster into.")],
    days: dict[str, Any],
    limits: dict[str, Any],
    workers: Annotated[
        int | None, typer.Option(metavar="N", max=256, help="Searches side by side; by default one per core.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A roster to start from; the new one is never worse.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write score, bound and gap by the second, as CSV.")
    ] = None,
    week: Annotated[bool, typer.Option("--week", help="Show the first week with sessions too.")] = False,
) -> None:
    """Find the best roster for a month and write it: appointments.csv, unplaced.csv, quality.json.

    Ctrl-C ends the search early and keeps the best roster found so far; a second Ctrl-C discards it.
    """
    search: Any = {**limits, "workers": workers}
    now = clock()()
    try:
        with watched(Console(stderr=True)) as report, logged(log, report) as told:
            done = planner.run_clinic(folder, out=out, limits=search, on_progress=told, **days, start=start, now=now)
    except (KeyboardInterrupt, Discarded):
        say("Stopped; nothing was written.")
        raise typer.Exit(STOPPED) from None
    say_warnings(folder, done.warnings)
    show_past(Console(), done.roster, now)
    show_roster(Console(), done.roster, folder, out)
    if week:
        show_week(Console(), done.roster)


def check(
    folder: Folder,
    written: Written,
    month: Month = None,
    first: From = None,
    last: Until = None,
    look_ahead: LookAhead = LOOK_AHEAD,
) -> None:
    """Check a roster against every rule, on the days in its quality.json unless others are given."""
    clinic, out = clinic_in(folder), Console()
    broken = check_rows(clinic, written, month, first=first, last=last, look_ahead=look_ahead)
    show_warnings(out, warnings_of(clinic, written, month, first=first, last=last, look_ahead=look_ahead))
    if written.is_dir() and read_horizon(written):
        show_since(out, changed_since(clinic, written))
    if broken and written.is_dir() and month is None and first is None and publishing.is_published(clinic, written):
        drafts, broken = publishing.overtaken(clinic, written, broken)
        show_overtaken(out, drafts)
    show_violations(out, broken)
    if broken:
        raise typer.Exit(REFUSED)


def publish(
    folder: Folder,
    written: Annotated[Path | None, typer.Argument(metavar="DIR", help="The roster's folder.")] = None,
    attended: Annotated[
        date | None,
        typer.Option(
            parser=day_of, metavar="DATE", help="Mark every appointment up to and including this day as attended."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Name all that would be done, and write nothing.")] = False,
    partly: Partly = False,
    undo: Annotated[bool, typer.Option("--undo", help="Put the book back as it was before the last publish.")] = False,
) -> None:
    """Book a roster's month in the clinic's appointments.csv, all or none; a roster that breaks a rule is refused.

    The book of before stays beside it, for --undo.
    """
    if undo and (written is not None or attended is not None or dry_run):
        raise Nonsense("--undo goes alone: it takes back what was published last")
    if undo:
        return show_undone(Console(), publishing.undo(folder, clock()()))
    if written is None and attended is None:
        raise Nonsense("say what to publish: a roster's folder, or --attended with a day, or both")
    published = publishing.publish(folder, written, attended, now=clock()(), dry_run=dry_run, partly=partly)
    if published.violations:
        show_since(Console(), published.since)
        show_violations(Console(), published.violations)
        say("Nothing was published.")
        raise typer.Exit(REFUSED)
    show_published(Console(), published, dry_run)
    show_left(Console(), published.left)

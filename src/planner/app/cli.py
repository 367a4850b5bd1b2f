"""The command line: each command reads, asks one room of planner, and shows what comes back.

`planner.plan` loads the solver when `planner roster` asks for it; no other command needs it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

import planner
from planner.app import publishing
from planner.app.progress import logged, watched
from planner.app.reading import Reading, load
from planner.app.reading.moments import day
from planner.app.refusals import BROKEN, STOPPED, Refusing, refuse_unwritable, say
from planner.app.terminal import show_eligibility, show_policy, show_roster, show_sessions, show_violations
from planner.app.terminal.published import show_overtaken, show_published
from planner.app.terminal.read import show_clinic, show_warnings
from planner.clinic import LOOK_AHEAD, Clinic, Horizon, Problem, default_policy
from planner.errors import FaultyClinic, Nonsense
from planner.roster import files
from planner.roster.checking import check as check_rows
from planner.roster.checking import warnings_of

app = typer.Typer(
    cls=Refusing, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich"
)


def _day(text: str) -> date:
    try:
        return day(text)
    except Nonsense as why:
        raise typer.BadParameter(str(why)) from None


Folder = Annotated[Path, typer.Argument(metavar="CLINIC", help="The clinic's folder: clinic.toml and its tables.")]
Written = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that a roster was written into.")]
Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="The month asked for.")]
From = Annotated[
    date | None, typer.Option("--from", parser=_day, metavar="DATE", help="The first day, in place of a month.")
]
Until = Annotated[
    date | None, typer.Option("--until", parser=_day, metavar="DATE", help="The last day, that day included.")
]
LookAhead = Annotated[int, typer.Option(metavar="DAYS", min=0, help="Days drafted beyond those asked for.")]


def main() -> None:
    app()


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"planner {planner.__version__}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """Monthly rosters for clinics: courses of treatment, waiting rules with their sources, and proved bounds."""


@app.command()
def validate(folder: Folder) -> None:
    """Read a clinic's folder and say all that is wrong with it, at once."""
    out = Console()
    try:
        reading = load(folder)
    except FaultyClinic as faulty:
        show_warnings(out, faulty.warnings)
        raise
    show_warnings(out, reading.warnings)
    show_clinic(out, reading)


@app.command()
def roster(
    folder: Folder,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write the roster into.")],
    month: Month = None,
    first: From = None,
    last: Until = None,
    look_ahead: LookAhead = LOOK_AHEAD,
    seconds: Annotated[float, typer.Option(metavar="SECONDS", help="How long to search.")] = 60.0,
    effort: Annotated[
        float | None, typer.Option(metavar="WORK", help="Search by counted work, not by the clock.")
    ] = None,
    gap: Annotated[float, typer.Option(metavar="PART", help="End once this near to the bound, such as 0.02.")] = 0.0,
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, max=2**31 - 1, help="Another seed searches in another order.")
    ] = 1,
    workers: Annotated[
        int | None, typer.Option(metavar="N", max=256, help="Searches side by side; one a core unless said.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A roster to start from; the new one is never worse.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write score, bound and gap by the second, as CSV.")
    ] = None,
) -> None:
    """Find the best roster for a month and write it: appointments.csv, unplaced.csv, quality.json.

    Ctrl-C ends the search early and keeps the best roster found so far.
    """
    refuse_unwritable(out)
    clinic = _clinic(folder)
    limits: dict[str, Any] = {"seconds": seconds, "effort": effort, "workers": workers, "seed": seed, "gap": gap}
    days: dict[str, Any] = {"first": first, "last": last, "look_ahead": look_ahead}
    try:
        with watched(Console(stderr=True)) as report, logged(log, report) as told:
            found = planner.plan(clinic, month, **days, **limits, start=start, on_progress=told)
    except KeyboardInterrupt:
        say("Stopped; nothing was written.")
        raise typer.Exit(STOPPED) from None
    files.write(found, out)
    show_roster(Console(), found)


@app.command()
def check(
    folder: Folder,
    written: Written,
    month: Month = None,
    first: From = None,
    last: Until = None,
    look_ahead: LookAhead = LOOK_AHEAD,
) -> None:
    """Hold a roster against every rule; its days are those in its quality.json unless others are given."""
    clinic, out = _clinic(folder), Console()
    broken = check_rows(clinic, written, month, first=first, last=last, look_ahead=look_ahead)
    show_warnings(out, warnings_of(clinic, written, month, first=first, last=last, look_ahead=look_ahead))
    if broken and month is None and first is None and publishing.is_published(clinic, written):
        drafts, broken = publishing.overtaken(clinic, written, broken)
        show_overtaken(out, drafts)
    show_violations(out, broken)
    if broken:
        raise typer.Exit(BROKEN)


@app.command()
def publish(
    folder: Folder,
    written: Annotated[Path | None, typer.Argument(metavar="DIR", help="The roster's folder.")] = None,
    attended: Annotated[
        date | None, typer.Option(parser=_day, metavar="DATE", help="All booked up to this day, it included, came.")
    ] = None,
) -> None:
    """Book a roster's month in the clinic's appointments.csv, all or none; a roster that breaks a rule is refused."""
    if written is None and attended is None:
        raise Nonsense("say what to publish: a roster's folder, or --attended with a day, or both")
    published = publishing.publish(folder, written, attended)
    if published.violations:
        show_violations(Console(), published.violations)
        say("Nothing was published.")
        raise typer.Exit(BROKEN)
    show_published(Console(), published)


@app.command()
def sessions(
    folder: Folder,
    month: Month = None,
    first: From = None,
    last: Until = None,
    look_ahead: LookAhead = LOOK_AHEAD,
) -> None:
    """List the sessions that the plans ask for, with their ideal days and windows."""
    show_sessions(Console(), Problem.of(_clinic(folder), Horizon.asked(month, first, last, look_ahead)))


@app.command()
def eligibility(folder: Folder, patient: Annotated[str, typer.Option(metavar="ID", help="The patient's id.")]) -> None:
    """Show the days that health events close to a patient, and the source of each rule."""
    show_eligibility(Console(), _clinic(folder), patient)


@app.command()
def policy(
    folder: Annotated[
        Path | None, typer.Argument(metavar="CLINIC", help="A clinic's folder, for its own changes.")
    ] = None,
) -> None:
    """Show the contraindication policy with its sources: the default one, or a clinic's."""
    show_policy(Console(), _clinic(folder).policy if folder else default_policy())


def _clinic(folder: Path) -> Clinic:
    """The clinic; that its tables hold warnings is said in a line, so that nobody has to look to know."""
    reading: Reading = load(folder)
    if reading.warnings:
        count = "1 warning" if len(reading.warnings) == 1 else f"{len(reading.warnings)} warnings"
        say(f"{count} in the tables: planner validate {folder}", "yellow")
    return reading.clinic

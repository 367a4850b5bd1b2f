"""The command line: the table of its commands."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated, ClassVar

import typer

import planner
from planner.cli.lazy import Command
from planner.cli.refusals import Refusing
from planner.interpreter import collect_seldom


class Commands(Refusing):
    """The commands, in the order of their help."""

    table: ClassVar = {
        "new": Command("new.new", "Make a clinic to begin with, as a folder or a workbook."),
        "validate": Command(
            "clinic.validate", "Check a clinic's folder or workbook and list everything that is wrong with it."
        ),
        "roster": Command("roster.roster", "Find the best roster for a month and write it to a folder."),
        "many": Command("many.many", "Plan many clinics at once, on this machine or on a Dask cluster."),
        "check": Command("roster.check", "Check a roster, planner's own or hand-made, by every rule."),
        "publish": Command("roster.publish", "Book a roster's month in the clinic's appointment book."),
        "export": Command("export.export", "Write a roster as a workbook, a page, or calendars."),
        "plot": Command("plot.plot", "Draw a roster: a week, a plan's course, or how full the days are."),
        "diff": Command("diff.diff", "Say what a newer roster changes: moved, new, dropped."),
        "why": Command("why.why", "Say why a session has no place, or not the one wished for."),
        "repairs": Command("repairs.repairs", "Say which changes of the clinic would place more sessions."),
        "window": Command("repairs.window", "Say on which days a patient can have a procedure."),
        "sessions": Command("clinic.sessions", "List the sessions that the plans ask for, with their windows."),
        "eligibility": Command("clinic.eligibility", "Show the days that health events close to a patient."),
        "policy": Command("clinic.policy", "Show the contraindication policy with its sources."),
        "import": Command("imports.import_", "Take another booking system's export into a clinic."),
        "calendar": Command("calendar.calendar", "Take a practitioner's or a room's own calendar as absences."),
        "fhir": Command("fhir.group", "Write a clinic as FHIR, or lay what FHIR says over one."),
        "serve": Command("serve.serve", "Serve a store over HTTP."),
        "desk": Command("desk.table.group", "Keep the appointment book in a store, day after day."),
    }


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"planner {planner.__version__}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show planner's version and exit."),
    ] = False,
) -> None:
    """Monthly rosters for clinics: courses of treatment, waiting rules with their sources, and proved bounds."""


def write_what_can_be() -> None:
    """Have a terminal of another encoding write out what it cannot show, such as `\\u2192`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    write_what_can_be()
    collect_seldom()
    app()

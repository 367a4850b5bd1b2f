"""The command line: the table of its commands."""

from __future__ import annotations

from typing import Annotated

import typer

import planner
from planner.app.commands import comparing, desk, explaining, exporting, given, helping, plotting, rostering, starting
from planner.app.refusals import Refusing

app = typer.Typer(
    cls=Refusing, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich"
)


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


COMMANDS = (
    starting.new,
    given.validate,
    rostering.roster,
    rostering.check,
    rostering.publish,
    exporting.export,
    plotting.plot,
    comparing.diff,
    explaining.why,
    helping.repairs,
    helping.window,
    given.sessions,
    given.eligibility,
    given.policy,
)
"""In the order of their help."""

for command in COMMANDS:
    app.command()(command)

app.add_typer(desk.group, name="desk")


def main() -> None:
    app()

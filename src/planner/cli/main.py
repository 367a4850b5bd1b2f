"""The command line: the table of its commands."""

from __future__ import annotations

from typing import Annotated

import typer

import planner
from planner.cli.commands import clinic, diff, export, new, plot, repairs, roster, why
from planner.cli.commands.desk import table
from planner.cli.refusals import Refusing

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
    new.new,
    clinic.validate,
    roster.roster,
    roster.check,
    roster.publish,
    export.export,
    plot.plot,
    diff.diff,
    why.why,
    repairs.repairs,
    repairs.window,
    clinic.sessions,
    clinic.eligibility,
    clinic.policy,
)
"""In the order of their help."""

for command in COMMANDS:
    app.command()(command)

app.add_typer(table.group, name="desk")


def main() -> None:
    app()

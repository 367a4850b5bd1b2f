"""Many clinics at once: many."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from planner.cli.commands.option_groups import takes
from planner.cli.commands.options import days, limits
from planner.cli.output import say
from planner.cli.terminal.many import Lines, Table, show_report
from planner.clinic import Horizon
from planner.errors import FAULTY, STOPPED, Nonsense, NotInstalled


@takes(days, limits)
def many(
    clinics: Annotated[
        list[str],
        typer.Argument(
            metavar="CLINICS", help="A folder of clinics' folders or workbooks, a list of them, or stores' URLs."
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for all rosters and the report.")],
    days: dict[str, Any],
    limits: dict[str, Any],
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask's scheduler, such as tcp://host:8786.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Clinics side by side on this machine, one a core."),
    ] = None,
    wall: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=1, help="End a clinic that takes longer than this.")
    ] = None,
    memory: Annotated[
        int | None, typer.Option(metavar="MIB", min=1, help="For each clinic at most; a core's share unless said.")
    ] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Book each roster in its clinic's book.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say all of it as lines of JSON.")] = False,
) -> None:
    """Plan many clinics, each in a process of its own; what is in DIR already is not planned again.

    report.csv and report.html in DIR say what became of each. A clinic that fails harms no other.
    """
    from planner.cluster.clinics import find
    from planner.cluster.driver import Care
    from planner.cluster.driver import many as run
    from planner.cluster.job import Asked
    from planner.engine.limits import Limits

    if scheduler and workers:
        raise Nonsense("--workers is for this machine, --scheduler for a cluster; give one of them")
    horizon = Horizon.asked(**days)
    limits["seconds"] = Limits.asked(**limits, workers=None).seconds
    asked = Asked(str(horizon.first), str(horizon.last), days["look_ahead"], **limits)
    found = find(clinics)
    console = Console(stderr=True)
    try:
        with _stopped_by_sigterm(), _runner(scheduler, workers) as runner:
            if runner.dashboard:
                say(f"Dask's dashboard: {runner.dashboard}", "dim")
            with Lines() if as_json else Table(console) as watch:
                rows = run(found, out, asked, runner, Care(wall, memory), publish, watch)
    except KeyboardInterrupt:
        say(f"Stopped. What is finished is in {out}; the same command goes on from there.")
        raise typer.Exit(STOPPED) from None
    if not as_json:
        show_report(Console(), rows, out)
    if any(row.failed for row in rows):
        raise typer.Exit(FAULTY)


def _runner(scheduler: str | None, workers: int | None) -> Any:
    """A cluster, or without Dask one clinic after the other."""
    from planner.cluster.runner import Serial, open_runner

    try:
        return open_runner(scheduler, workers)
    except NotInstalled as lacking:
        if scheduler:
            raise
        say(f"One clinic after the other: {lacking}", "yellow")
        return Serial()


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does, with its report."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

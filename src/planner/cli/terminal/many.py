"""A run over many clinics: a live table on a terminal, a line now and then in a log, or lines of JSON."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Self

import typer
from rich.console import Console
from rich.live import Live
from rich.table import Table as Grid
from rich.text import Text

from planner.cli.progress import EVERY
from planner.cli.terminal.elements import plain_table
from planner.cluster.progress import Progress
from planner.cluster.rows import Row


class Table:
    """The live table, or in a log a line every few seconds; a clinic without a roster is said at once in both."""

    def __init__(self, console: Console) -> None:
        self._console, self._said_at = console, -math.inf
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def progress(self, progress: Progress) -> None:
        if self._console.is_terminal:
            self._live.update(_grid(progress), refresh=True)
        elif time.monotonic() - self._said_at >= EVERY:
            self._said_at = time.monotonic()
            self._console.print(Text(_line(progress)), soft_wrap=True)

    def row(self, row: Row) -> None:
        if row.failed:
            words = why(row)
            self._console.print(Text(f"{row.clinic.name}: {words}", "bold red"), soft_wrap=True)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.stop()


class Lines:
    """JSON: a line for each clinic, and one for each change of where the run stands."""

    def __init__(self) -> None:
        self._said: dict[str, object] = {}

    def progress(self, progress: Progress) -> None:
        fields = asdict(progress) | {"waiting": progress.waiting}
        clocks = ("seconds", "seconds_left")
        counts = {name: value for name, value in fields.items() if name not in clocks}
        if counts != self._said:
            self._said = counts
            _print({"event": "progress", **fields})

    def row(self, row: Row) -> None:
        _print({"event": "clinic", **row.as_dict()})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None: ...


def _print(document: object) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False))


def why(row: Row) -> str:
    """What became of a clinic that is to be looked at, in a line."""
    outcome = row.outcome
    if row.solved:
        return f"not published, {row.published}"
    count = len(outcome.faults)
    faults = f"{count} fault{'s' if count > 1 else ''} in its tables; " if count else ""
    return f"{outcome.what}, {faults}{outcome.why}".removesuffix(", ")


def show_report(console: Console, rows: Sequence[Row], out: Path) -> None:
    """The rosters with the widest gaps, what failed, and where all of it stands."""
    solved = sorted((row for row in rows if row.solved), key=lambda row: -(row.outcome.gap or 0.0))
    if solved:
        table = _figures("clinic", "gap", "left out", "due", "seconds", "MiB", "")
        for row in solved[:10]:
            outcome = row.outcome
            cells = [row.clinic.name, _gap(outcome.gap), str(outcome.left_out), str(outcome.due)]
            cells += [f"{outcome.seconds:.1f}", str(outcome.memory), "from before" if row.before else ""]
            table.add_row(*map(Text, cells))
        console.print(table)
        if len(solved) > 10:
            console.print(Text(f"… and {len(solved) - 10} more, with narrower gaps", "dim"))
    failed = [row for row in rows if row.failed]
    for row in failed:
        console.print(Text(f"{row.clinic.name}: {why(row)}", "red"), soft_wrap=True)
    words = f"{len(solved)} with a roster, {len(failed)} to look at: {out / 'report.html'}, {out / 'report.csv'}"
    console.print(Text(f"\n{words}"), soft_wrap=True)


def _grid(progress: Progress) -> Grid:
    table = _figures("done", "running", "waiting", "failed", "worst gap", "time", "time left")
    done = f"{progress.done}/{progress.clinics}" + (f" ({progress.before} from before)" if progress.before else "")
    cells = [done, str(progress.running), str(progress.waiting), str(progress.failed), _gap(progress.worst_gap)]
    table.add_row(*cells, _clock(progress.seconds), _clock(progress.seconds_left))
    return table


def _figures(*columns: str) -> Grid:
    table = plain_table(*columns)
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _line(progress: Progress) -> str:
    left = "" if progress.seconds_left is None else f", about {_clock(progress.seconds_left)} left"
    counts = f"{progress.done} of {progress.clinics} done, {progress.running} running, {progress.failed} failed"
    return f"{_clock(progress.seconds)}: {counts}, worst gap {_gap(progress.worst_gap)}{left}"


def _gap(gap: float | None) -> str:
    return "–" if gap is None else f"{gap:.1%}"


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    minutes, rest = divmod(math.ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

"""The search while it runs: one live line on a terminal, a plain line now and then in a log."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

import planner
from planner.cli.interrupt import AGAIN, answered
from planner.errors import Nonsense
from planner.files.ownership import refuse_foreign_table

COLUMNS = "seconds,score,bound,gap"
"""The header of a log."""
STOPPING = "Stopping, keeping the best roster"
EVERY = 5.0
"""Seconds between two lines in a log, at least."""


@contextmanager
def watched(console: Console) -> Iterator[Callable[[planner.Progress], None]]:
    """What the search is to report to, shown for as long as it runs; a Ctrl-C is answered at once."""
    if not console.is_terminal:
        log = _Log(console)
        with answered(log.found, log.stop):
            yield log.report
        return
    line = _Line()
    live = Live(get_renderable=line.shown, console=console, refresh_per_second=8, transient=True)
    with live, answered(line.found, line.stop):
        yield line.report


@contextmanager
def logged(
    path: Path | None, report: Callable[[planner.Progress], None]
) -> Iterator[Callable[[planner.Progress], None]]:
    """The same report, which also writes each change of score or bound into a file, if one is given.

    Columns: `seconds` since the search began, `score`, `bound` (empty before there is one) and `gap`.
    Raises Nonsense where the file cannot be written, or is another's table.
    """
    if path is None:
        yield report
        return
    refuse_foreign_table(path, COLUMNS)
    try:
        file = path.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        raise Nonsense(f"{path} cannot be written ({error.strerror}); give --log a file that can") from error
    with file:
        print(COLUMNS, file=file)

        def both(progress: planner.Progress) -> None:
            bound = f"{progress.bound:.10g}" if math.isfinite(progress.bound) else ""
            gap = f"{progress.gap:.5f}" if bound else ""
            print(f"{progress.seconds:.2f},{progress.score:.10g},{bound},{gap}", file=file)
            report(progress)

        yield both


class _Line:
    """The last report, its clock running on between reports."""

    def __init__(self) -> None:
        self._last: planner.Progress | None = None
        self._at = time.monotonic()
        self._spinner = Spinner("dots", style="cyan")
        self._stopping = False

    def found(self) -> bool:
        """Whether there is a roster to keep."""
        return self._last is not None

    def stop(self) -> None:
        self._stopping = True

    def report(self, progress: planner.Progress) -> None:
        self._last, self._at = progress, time.monotonic()

    def shown(self) -> Table:
        words = figures(self._last, time.monotonic() - self._at) if self._last else "Laying out the sessions"
        hint = "Ctrl-C stops here and keeps the best roster." if self._last else ""
        if self._stopping and self._last:
            words, hint = stopping(self._last), AGAIN
        grid = Table.grid(padding=(0, 1))
        grid.add_row(self._spinner, Text(words))
        grid.add_row("", Text(hint, "dim"))
        return grid


class _Log:
    def __init__(self, console: Console) -> None:
        self._console, self._said_at = console, -math.inf
        self._last: planner.Progress | None = None

    def found(self) -> bool:
        """Whether there is a roster to keep."""
        return self._last is not None

    def stop(self) -> None:
        if self._last:
            self._console.print(Text(f"{stopping(self._last)} {AGAIN}"), soft_wrap=True)

    def report(self, progress: planner.Progress) -> None:
        self._last, now = progress, time.monotonic()
        if now - self._said_at >= EVERY:
            self._said_at = now
            self._console.print(Text(f"{progress.seconds:.0f} s: {figures(progress)}"), soft_wrap=True)


def stopping(progress: planner.Progress) -> str:
    """What a Ctrl-C is answered: what is kept, and what is still done with it."""
    return f"{STOPPING}, score {progress.score:,.0f}; it is checked, explained and written now …"


def figures(progress: planner.Progress, since: float = 0.0) -> str:
    """Where the search stands, `since` seconds after it said so."""
    bound = f"proved no less than {progress.bound:,.0f}, gap {progress.gap:.1%}"
    if not math.isfinite(progress.bound):
        bound = "no bound proved yet"
    left = progress.seconds_left
    if left is None or not math.isfinite(left):
        clock = f"{progress.seconds + since:.0f} s gone"
    elif left > since:
        clock = f"{math.ceil(left - since)} s left"
    else:
        clock = "closing up"
    return f"score {progress.score:,.0f}, {bound}, {clock}"

"""What an import goes into: a clinic's folder, or a desk's store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from planner.clinic import Clinic
from planner.errors import Nonsense
from planner.files.reading import load
from planner.files.reading.sources.workbooks import is_workbook
from planner.files.writing import write_clinic

if TYPE_CHECKING:
    from planner.desk import Desk
    from planner.desk.store.store import Settled

Keep = Callable[[Clinic], None]


def is_store(place: str) -> bool:
    return "://" in place or (Path(place).is_file() and not is_workbook(Path(place)))


def desk_of(place: str) -> AbstractContextManager[Desk]:
    """The desk of a store, whose packages only a store needs."""
    from planner.cli.commands.desk.options import at_desk

    return at_desk(place)


@contextmanager
def laid_over(place: str, who: str, why: str) -> Iterator[tuple[Clinic | None, Keep]]:
    """The clinic that something is laid over, None where there is none yet, and what keeps the outcome."""
    folder = Path(place)
    if is_store(place):
        with desk_of(place) as desk:
            seen = desk.store.settled_clinic()
            yield seen.clinic, lambda clinic: _into_store(desk, seen, place, clinic, who, why)
    elif is_workbook(folder):
        raise Nonsense(f"{place} is a workbook, into which nothing is laid; name a folder or a store")
    else:
        there = folder.exists() and any(folder.iterdir())
        base = load(folder, datetime.now(UTC)).clinic if there else None
        yield base, lambda clinic: write_clinic(clinic, folder)


def _into_store(desk: Desk, seen: Settled, place: str, clinic: Clinic, who: str, why: str) -> None:
    from planner.cli.terminal.desk_changes import show_closed
    from planner.jobs.imports.store import lay_into

    if done := lay_into(desk, seen, clinic, who, why):
        show_closed(Console(), desk.clinic(), place, done)

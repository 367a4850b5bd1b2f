"""Broken inputs tried one after another, in a process that ends with the one that takes too long or too much.

python -m tests.fuzz.trial FIRST COUNT: prints the number of each input before it is tried, and what came out of those
that ended in anything but a clinic or findings.
"""

from __future__ import annotations

import io
import random
import resource
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

import planner
from planner.cli.terminal.clinic import show_warnings
from planner.engine.planning import front_desk
from planner.errors import FaultyClinic, Nonsense
from planner.files import reading
from planner.roster.check import check
from planner.roster.files import write
from tests.files.worlds import small_folder
from tests.fuzz import inputs

SECONDS = 20
MEMORY = 2**30
"""Bytes beside what the imports take."""
LONGEST = 40_000
"""Letters of all that is said of an input."""


def main(first: int, count: int) -> int:
    warnings.simplefilter("ignore")
    _roster(), inputs.whole_parts()  # made within no limit
    there = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (there + MEMORY, there + MEMORY))
    failed = 0
    for number in range(first, first + count):
        print(number, flush=True)
        signal.alarm(SECONDS)
        try:
            with TemporaryDirectory() as folder:
                KINDS[number % len(KINDS)](random.Random(number), Path(folder))
        except Exception:
            failed += 1
            print(f"input {number}:\n{traceback.format_exc()}", flush=True)
        signal.alarm(0)
    return failed


def _said(read: Callable[[], object]) -> None:
    """What reading ends in, as it is said to people."""
    try:
        found = read()
        notes = found.warnings if isinstance(found, reading.Reading) else ()
        shown = io.StringIO()
        show_warnings(Console(file=shown, width=200), notes)
        words = shown.getvalue()
    except (FaultyClinic, Nonsense) as refused:
        words = str(refused)
    assert words.encode().decode().replace("\n", "").isprintable(), words
    assert len(words) < LONGEST, words


def _unchanged(folder: Path, read: Callable[[], object]) -> None:
    before = list(inputs.marks(folder))
    _said(read)
    assert list(inputs.marks(folder)) == before


def folder(chance: random.Random, place: Path) -> None:
    for name, content in inputs.spoiled(chance, inputs.CLINIC).items():
        (place / name).write_bytes(content)
    _unchanged(place, lambda: reading.load(place))


def workbook(chance: random.Random, place: Path) -> None:
    (place / "clinic.xlsx").write_bytes(inputs.workbook(chance))
    _unchanged(place, lambda: reading.load(place / "clinic.xlsx"))


def frames(chance: random.Random, place: Path) -> None:
    _said(lambda: reading.load_tables(inputs.frames(chance)))


def roster(chance: random.Random, place: Path) -> None:
    clinic, files = _roster()
    for name, content in inputs.spoiled(chance, files).items():
        (place / name).write_bytes(content)
    _unchanged(place, lambda: check(clinic, place, "2026-12"))


KINDS = (folder, workbook, frames, roster)


@cache
def _roster() -> tuple[planner.Clinic, dict[str, str]]:
    """A small clinic, and the files of a roster of it."""
    with TemporaryDirectory() as made:
        clinic = planner.read(small_folder(Path(made)))
        write(front_desk(clinic, "2026-12"), out := Path(made) / "roster")
        return clinic, {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()}


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) > 0)

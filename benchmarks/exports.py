"""How long an export takes: the whole command, a process of its own, from the folders to the file.

    python -m benchmarks.exports [20-single-60 20-resting-100 …] [--runs 3] [--seconds 30] --out DIR

Each clinic of the families is written, rostered for so many seconds, and exported in every format so many times; the
table printed, and written to DIR/exports.md, has the median and the longest run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import planner
from benchmarks.families import FAMILIES, tables_of
from benchmarks.generate import write
from benchmarks.machine import machine
from benchmarks.timetable import MONTH
from planner.cli.commands.export import ENDINGS

COMMAND = "from planner.cli.main import main; main()"


@dataclass(frozen=True)
class Export:
    """One clinic in one format: rows in the roster, the seconds of every run, bytes written."""

    clinic: str
    rows: int
    format: str
    seconds: Sequence[float]
    size: int


def measure(name: str, runs: int, seconds: float, out: Path) -> Iterator[Export]:
    """The exports of one clinic, in every format that this version writes."""
    folder, made = out / name, out / f"{name}-roster"
    tables, toml = tables_of(FAMILIES[name])
    write(folder, {table: rows for table, rows in tables.items() if rows}, toml)
    roster = planner.plan(planner.read(folder), MONTH, seconds=seconds)
    planner.write(roster, made)
    for ending in ENDINGS:
        target = out / f"{name}{ending}" if ending else out / f"{name}-calendars"
        took = [_export(folder, made, target) for _ in range(runs)]
        yield Export(name, len(roster.placed), ending or "folder of .ics", took, _size(target))


def _export(folder: Path, made: Path, target: Path) -> float:
    """The seconds of one command."""
    began = time.perf_counter()
    given = ["export", str(folder), str(made), "--to", str(target)]
    subprocess.run([sys.executable, "-c", COMMAND, *given], check=True, capture_output=True)
    return time.perf_counter() - began


def _size(target: Path) -> int:
    return sum(file.stat().st_size for file in ([target] if target.is_file() else target.rglob("*")) if file.is_file())


def page(exports: Sequence[Export], load: float) -> str:
    """The table, and what it was measured on."""
    here = machine()
    versions = here["versions"] | {"xlsxwriter": version("xlsxwriter"), "jinja2": version("jinja2")}
    lines = [
        f"{here['cores']} cores ({here['processor']}), {here['memory']} GiB, {here['system']}; "
        + ", ".join(f"{name} {number}" for name, number in versions.items())
        + f". Load average at the start: {load:.1f}.",
        "",
        "| clinic | rows | format | seconds, median | longest | KiB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {each.clinic} | {each.rows:,} | {each.format} | {statistics.median(each.seconds):.1f} "
        f"| {max(each.seconds):.1f} | {each.size / 1024:,.0f} |"
        for each in exports
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports", description="Measure planner export.")
    parser.add_argument("names", nargs="*", default=["20-single-60", "20-resting-100"], metavar="CLINIC")
    parser.add_argument("--runs", type=int, default=3, help="exports of each clinic in each format")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long each clinic's roster is searched for")
    parser.add_argument("--out", type=Path, required=True, help="a folder for clinics, rosters and what is written")
    given = parser.parse_args()
    for name in given.names:
        if name not in FAMILIES:
            parser.error(f"no clinic {name}")
    load = os.getloadavg()[0]
    exports = [each for name in given.names for each in measure(name, given.runs, given.seconds, given.out)]
    text = page(exports, load)
    (given.out / "exports.md").write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()

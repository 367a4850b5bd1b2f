"""Many clinics at once beside the same one after the other: processors busy, overhead, memory.

    python -m benchmarks.many --clinics 1000 --effort 0.1 --workers 2

Makes that many random clinics of 1 to 5 practitioners and plans them by `planner many` on a cluster of this machine.
`--serial N` of them, evenly spread, are planned one after the other in one process, for the time of processors a clinic
takes without all of it. The overhead is the processor time of everything but the solvers, beside theirs: driver,
scheduler, worker, starting all of it, and measuring each clinic first. A slot is busy while a solver has it, whether or
not other work on the machine lets it run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import planner
from benchmarks.generate import clinic_tables, write
from benchmarks.process import MIB

CORES, MINUTE = 64, 60.0
"""For the figure on paper."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clinics", type=int, default=1000)
    parser.add_argument("--effort", type=float, default=0.1)
    parser.add_argument("--load", type=float, default=0.5)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--serial", type=int, default=50, metavar="N")
    parser.add_argument("--out", type=Path, help="a folder to keep, where a run that was ended goes on")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="planner-many-") as kept:
        root = given.out or Path(kept)
        _make(root / "clinics", given.clinics, given.load)
        print(json.dumps(measured(root, given.effort, given.workers, given.serial), indent=2))


def measured(root: Path, effort: float, workers: int, serial: int) -> dict[str, Any]:
    """The figures: seconds of the clock and of processors, MiB."""
    words = [
        sys.executable,
        "-m",
        "planner",
        "many",
        str(root / "clinics"),
        "--month",
        "2026-12",
        "--effort",
        str(effort),
    ]
    words += ["--out", str(root / "out"), "--workers", str(workers), "--json"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
    clock, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    whole = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    rows = [line for line in lines if line["event"] == "clinic"]
    here = [row for row in rows if row["what"] == "solved" and not row["before"]]
    names = sorted(row["clinic"] for row in here)[:: max(1, len(here) // serial)]
    alone = _alone(root, names, effort)
    inside = {row["clinic"]: row["cpu"] for row in here}
    solvers, beside = sum(inside.values()), whole - sum(inside.values())
    return {
        "clinics": len(rows),
        "solved": len(here),
        "failed": sum(row["what"] != "solved" for row in rows),
        "seconds": round(clock, 1),
        "solver slots busy": round(sum(row["seconds"] for row in here) / clock / workers, 3),
        "cpu of solvers": round(solvers, 1),
        "cpu of all else": round(beside, 1),
        "overhead": round(beside / solvers, 4),
        "cpu of all else, a clinic": round(beside / len(here), 3),
        "cpu of a solver beside the same alone": round(sum(inside[name] for name in names) / sum(alone.values()), 3),
        "memory of the largest clinic": max(row["memory"] for row in here),
        "memory of any process at most": after.ru_maxrss // MIB,
        f"hours for 1,000 clinics of {MINUTE:.0f} s on {CORES} cores": round(_on_paper(beside / len(here)), 3),
    }


def _on_paper(overhead: float) -> float:
    """The hours for a thousand clinics of a minute each, were the cores as busy as the clinics let them."""
    rounds = -(-1000 // CORES)
    return rounds * (MINUTE + overhead) / 3600


def _alone(root: Path, names: list[str], effort: float) -> dict[str, float]:
    """The seconds of processors each takes in this process, its modules and machine code loaded before."""
    planner.run_clinic(
        root / "clinics" / names[0], "2026-12", root / "alone" / "first", {"effort": effort, "workers": 1}
    )
    found = {}
    for name in names:
        began = time.process_time()
        planner.run_clinic(root / "clinics" / name, "2026-12", root / "alone" / name, {"effort": effort, "workers": 1})
        found[name] = time.process_time() - began
    return found


def _make(folder: Path, clinics: int, load: float) -> None:
    for number in range(clinics):
        place = folder / f"clinic-{number:04}"
        if not place.exists():
            tables, toml = clinic_tables(1 + number % 5, load, number)
            write(place, tables, toml)


if __name__ == "__main__":
    main()

"""Many clinics at once beside the same one after the other: processors busy, overhead, memory.

    python -m benchmarks.many --clinics 1000

Makes that many random clinics of 1 to 5 practitioners and plans them by `planner many` on a cluster of this machine.
`--serial N` of them, evenly spread, are planned one after the other in one process too. The overhead is the processor
time of every process of the run, beside that of the same clinics one after the other: driver, scheduler, worker, their
start, measuring each clinic first, and what solvers lose to one another. Processors are busy while solvers use them;
that says something on a quiet machine alone. Every tenth part of the run is a row of the table: MiB of each kind of
process, and the seconds of processors that each has used so far.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil  # Dask brings it

import planner
from benchmarks.generate import clinic_tables, write

CORES, MINUTE = 64, 60.0
"""For the figure on paper."""
SUBREAPER = 36
"""Linux's PR_SET_CHILD_SUBREAPER: processes whose parent was killed are counted too."""
ROWS = 10
MIB = 2**20
KINDS = ("driver", "worker", "nursery", "forks")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clinics", type=int, default=1000)
    parser.add_argument("--effort", type=float, default=0.02)
    parser.add_argument("--load", type=float, default=0.3)
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
    began, before = time.monotonic(), _used_by_ended()
    rows = list(_run(root, effort, workers))
    clock, whole = time.monotonic() - began, _used_by_ended() - before
    here = [row for row in rows if row["what"] == "solved" and not row["before"]]
    inside = {row["clinic"]: row["cpu"] for row in here}
    names = sorted(inside)[:: max(1, len(here) // serial)]
    alone, solvers = _alone(root, names, effort), sum(inside.values())
    slower = sum(inside[name] for name in names) / sum(alone.values())
    beside = (whole - solvers) / len(here)
    return {
        "clinics": len(rows),
        "solved": len(here),
        "failed": sum(row["what"] != "solved" for row in rows),
        "seconds": round(clock, 1),
        "processors busy with solvers": round(solvers / clock / workers, 3),
        "slots busy": round(sum(row["seconds"] for row in here) / clock / workers, 3),
        "cpu of the run": round(whole, 1),
        "cpu of solvers": round(solvers, 1),
        "cpu of all else, a clinic": round(beside, 3),
        "cpu of a solver beside the same alone": round(slower, 3),
        "overhead": round(whole / solvers * slower - 1, 4),
        "overhead without what solvers lose to one another": round(whole / solvers - 1, 4),
        "memory of the largest clinic": max(row["memory"] for row in here),
        f"minutes for 1,000 clinics of {MINUTE:.0f} s on {CORES} cores": round(_on_paper(beside), 2),
    }


def _run(root: Path, effort: float, workers: int) -> Iterator[dict[str, Any]]:
    """The rows of `planner many`, while a table of its processes is printed."""
    words = [sys.executable, "-m", "planner", "many", str(root / "clinics"), "--month", "2026-12", "--json"]
    words += ["--effort", str(effort), "--out", str(root / "out"), "--workers", str(workers)]
    clinics, done, step = len(list((root / "clinics").iterdir())), 0, 0
    with suppress(AttributeError, OSError):  # only Linux has it
        ctypes.CDLL(None).prctl(SUBREAPER, 1)
    print(f"{'clinics':>8}", *(f"{kind + ' MiB':>12}{'cpu':>8}" for kind in KINDS))
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as driver:
        for line in driver.stdout or ():
            row = json.loads(line)
            if row["event"] == "clinic":
                yield row
                done += 1
            if done * ROWS >= step * clinics and (step or row["event"] == "progress"):
                step += 1
                _show(done, driver.pid)
    with suppress(ChildProcessError):
        while os.wait3(0):
            pass


def _show(done: int, driver: int) -> None:
    memory, used = Counter[str](), Counter[str]()
    family = [psutil.Process(driver), *psutil.Process(driver).children(recursive=True)]
    for process in family:
        with suppress(psutil.Error):
            kind = _kind(process, driver)
            memory[kind] += process.memory_info().rss
            times = process.cpu_times()
            used[kind] += times.user + times.system
            if kind == "nursery":
                used["forks"] += times.children_user + times.children_system
    print(f"{done:8}", *(f"{memory[kind] // MIB:12}{used[kind]:8.1f}" for kind in KINDS), flush=True)


def _kind(process: psutil.Process, driver: int) -> str:
    """The scheduler lives in the driver; the nursery's forks are the solvers and those who keep them."""
    if process.pid == driver:
        return "driver"
    of, parent = " ".join(process.cmdline()), process.parent()
    if "planner.cluster.nursery" not in of:
        return "worker"
    return "forks" if parent and "planner.cluster.nursery" in " ".join(parent.cmdline()) else "nursery"


def _used_by_ended() -> float:
    """Seconds of processors of all processes below this one that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _on_paper(overhead: float) -> float:
    """The minutes for a thousand clinics of a minute each: the last core's clinics, one after the other."""
    return -(-1000 // CORES) * (MINUTE + overhead) / 60


def _alone(root: Path, names: list[str], effort: float) -> dict[str, float]:
    """The seconds of processors each takes in this process, its modules and machine code loaded before."""
    found = {}
    for name in [names[0], *names]:
        began, out = time.process_time(), root / "alone" / name
        planner.run_clinic(root / "clinics" / name, "2026-12", out, {"effort": effort, "workers": 1})
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

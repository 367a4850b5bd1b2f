"""One run, in a process of its own: `benchmarks.suite` starts it, and reads what it leaves in OUT/result.json.

    python -m benchmarks.worker {planner,front-desk,ncd,judge} INSTANCE SECONDS OUT [SEED]

INSTANCE is a clinic's folder, or an NCD instance's JSON file; `judge` judges the roster that a peer wrote into OUT.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from pathlib import Path
from typing import Any

import planner
from benchmarks.judging import judge
from benchmarks.ncd import solve
from benchmarks.timetable import LOOK_AHEAD, MONTH
from planner.engine import front_desk

Result = dict[str, Any]
"""A line of the results; all times are seconds of wall-clock time."""


def run_planner(folder: Path, seconds: float, out: Path, seed: int) -> Result:
    """planner's search, and what it said on the way: seconds since the call, score, bound, gap."""
    clinic = planner.read(folder)
    trace: list[tuple[float, float, float, float]] = []
    began = time.monotonic()

    def note(now: planner.Progress) -> None:
        gone = time.monotonic() - began
        trace.append((round(gone, 3), now.score, now.bound, round(now.gap, 6)))

    roster = planner.plan(clinic, MONTH, look_ahead=LOOK_AHEAD, seconds=seconds, seed=seed, on_progress=note)
    total, figures = time.monotonic() - began, roster.figures
    planner.write(roster, out)
    trace.append((round(total, 3), figures.score, figures.bound, round(figures.gap, 6)))
    return {
        "claimed": figures.score,
        "bound": figures.bound,
        "gap": figures.gap,
        "status": figures.status,
        "build": trace[0][0],
        "total": total,
        "trace": trace,
        **judge(clinic, out),
    }


def run_front_desk(folder: Path, seconds: float, out: Path, seed: int) -> Result:
    """The front desk's roster, made without a search."""
    clinic = planner.read(folder)
    began = time.monotonic()
    roster = front_desk(clinic, MONTH, look_ahead=LOOK_AHEAD)
    total = time.monotonic() - began
    planner.write(roster, out)
    return {"claimed": roster.figures.score, "total": total, **judge(clinic, out)}


def run_judge(folder: Path, seconds: float, out: Path, seed: int) -> Result:
    """What a peer's roster is worth; `failed` says why when it cannot be read."""
    try:
        return judge(planner.read(folder), out)
    except planner.errors.PlannerError as refused:
        return {"failed": f"a roster that cannot be read: {refused}"}


def run_ncd(path: Path, seconds: float, out: Path, seed: int) -> Result:
    """One NCD instance: what is left out by priority 3, 2, 1, by planner and in reference.csv, if that is beside it."""
    began = time.monotonic()
    line = solve(path, seconds, out)
    result: Result = {
        "total": time.monotonic() - began,
        "status": "optimal" if line["proven"] == "proven" else "feasible",
        "gap": float(line["gap"]),
        "left_out": _vector(line["left_out_p3_p2_p1"]),
    }
    reference = path.parent / "reference.csv"
    if reference.exists():
        with reference.open(newline="", encoding="utf-8") as file:
            rows = {row["instance"]: row for row in csv.DictReader(file)}
        row = rows.get(path.stem, {})
        result |= {whose: _vector(row.get(f"{whose}_unscheduled_p3_p2_p1")) for whose in ("published", "plain_cpsat")}
        proven = {"published": "proven", "plain_cpsat": "OPTIMAL"}
        result["proven_by"] = [whose for whose, word in proven.items() if row.get(f"{whose}_status") == word]
    return result


def _vector(cell: str | None) -> list[int] | None:
    """Counts by priority 3, 2, 1; a published vector of two numbers is of 2 and 1. None for an empty cell."""
    counts = [int(count) for count in (cell or "").split()]
    return [0] * (3 - len(counts)) + counts if counts else None


RUNS = {"planner": run_planner, "front-desk": run_front_desk, "judge": run_judge, "ncd": run_ncd}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worker", description="One run.")
    parser.add_argument("run", choices=RUNS)
    parser.add_argument("instance", type=Path)
    parser.add_argument("seconds", type=float)
    parser.add_argument("out", type=Path)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    result = RUNS[given.run](given.instance, given.seconds, given.out, given.seed)
    (given.out / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()

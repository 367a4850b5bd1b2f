"""Let one peer answer for a clinic folder; see the package."""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from importlib import import_module
from pathlib import Path

import planner
from benchmarks.peers.answer import REPORT, ROSTER, report
from benchmarks.peers.question import Question
from planner.clinic import LOOK_AHEAD, Horizon, Problem

PEERS = ("textbook", "pyjobshop", "timefold")


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.peers", description="Let another solver plan a clinic's month.")
    parser.add_argument("name", choices=PEERS)
    parser.add_argument("clinic", type=Path, help="the clinic's folder")
    parser.add_argument("--month", required=True)
    parser.add_argument("--look-ahead", type=int, default=LOOK_AHEAD, help="days after the month")
    parser.add_argument("--seconds", type=float, default=60.0, help="of search; building comes on top")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the roster and the report")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / ROSTER).unlink(missing_ok=True)
    leaves_out: tuple[str, ...] = ()
    try:
        peer = import_module(f"benchmarks.peers.{given.name}")
        leaves_out = peer.LEAVES_OUT
        problem = Problem.of(planner.read(given.clinic), Horizon.month(given.month, given.look_ahead))
        question = Question(problem)
        found = report(question, given.name, leaves_out, peer.solve(question, given.seconds), given.out)
    except Exception as failed:  # whatever a peer trips over is its result
        traceback.print_exc()
        found = {
            **{"name": given.name, "version": None, "seconds": 0.0, "build_seconds": 0.0, "trace": [], "score": None},
            **{
                "status": "failed",
                "dropped": 0,
                "leaves_out": list(leaves_out),
                "failed": f"{type(failed).__name__}: {failed}",
            },
        }
    (given.out / REPORT).write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{found['name']}: score {found['score']}, {found['failed'] or found['status']}")
    sys.exit(1 if found["failed"] else 0)


if __name__ == "__main__":
    main()

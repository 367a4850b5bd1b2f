"""Repairs proved again, by means that took no part in finding them.

    python -m benchmarks.repairs_sample CLINIC ROSTER [CLINIC ROSTER ...] [--seconds 60] [--most 200]

For each repair the clinic is read anew and changed, the repair's roster checked by every rule and measured by every
goal, and the sessions placed are counted. Then the whole model of the changed clinic, which knows nothing of the small
one that found it, must admit that roster: a search that starts from it ends no worse. A line a clinic: how many repairs
of which kinds, how many proved again, and what was wrong with the others.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import planner
from planner.clinic import Clinic, Problem
from planner.engine.planning import build_model
from planner.engine.start import start_from
from planner.explain.repair import Repair
from planner.rules import RuleClosures, measured


def faults(clinic: Clinic, before: planner.Roster, repair: Repair) -> Iterator[str]:
    """What of the repair does not hold: nothing for a true one. `clinic` is as it was before the change."""
    changed, horizon, rows = repair.change.made(clinic), before.problem.horizon, repair.roster.placed
    was, now = Problem.of(clinic, horizon), Problem.of(changed, horizon)
    if planner.check(changed, repair.roster):
        yield "its roster breaks a rule"
    if abs(score(was, before.placed) - score(now, rows) - repair.gain) > 1e-6:
        yield "its roster does not score as said"
    if due(now, rows) - due(was, before.placed) != {session.key for session in repair.placed}:
        yield "it does not place what it says"
    whole = build_model(now, RuleClosures(now))
    if whole.score(start_from(whole, rows)) > score(now, rows) + 1e-6:
        yield "the whole model does not admit its roster"


def due(problem: Problem, rows: tuple[planner.Appointment, ...]) -> set[tuple[str, int]]:
    """The due sessions that have a place."""
    return {row.key for row in rows if (session := problem.by_key.get(row.key)) and session.due}


def score(problem: Problem, rows: tuple[planner.Appointment, ...]) -> float:
    return sum(measured(problem, rows).values())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repairs_sample", description="Prove repairs again.")
    parser.add_argument("given", nargs="+", type=Path, metavar="CLINIC ROSTER", help="folders, two and two")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to look for repairs in each clinic")
    parser.add_argument("--most", type=int, default=200, help="how many repairs of each clinic")
    given = parser.parse_args()
    if len(given.given) % 2:
        parser.error("give a roster for each clinic")
    wrong = 0
    for folder, written in zip(given.given[::2], given.given[1::2], strict=True):
        clinic = planner.read(folder)
        roster = planner.read_roster(clinic, written)
        found = planner.repairs(clinic, roster, seconds=given.seconds, most=given.most)
        again, kinds = Counter[str](), Counter(each.change.kind for each in found.repairs)
        for repair in found.repairs:
            again.update(list(faults(planner.read(folder), roster, repair)) or ["proved again"])
        wrong += len(found.repairs) - again["proved again"]
        print(
            f"{folder.name}: {len(found.left_out)} left out, {len(found.repairs)} repairs {dict(kinds)}: {dict(again)}",
            flush=True,
        )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

"""Random clinics, planned and judged: every rule kept, every reason true, never worse than the front desk.

    python -m benchmarks.random_clinics --count 50 --seconds 15 [--out FILE]

One to five practitioners, half to fully loaded, every part of the contract in play (see benchmarks/generate.py). Each
roster is judged by `planner.check`, by rereading its files, and by trying places for what it left out: spots drawn at
random on each day of the session's reach must break a rule when the session is put there, and the very rule that the
reason names where it names one.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import planner
from benchmarks.generate import clinic_tables, write
from planner.clinic import Appointment, Clinic
from planner.engine.reasons import DEARER, NOT_DUE
from planner.roster import files
from planner.roster.roster import Roster, Unplaced
from planner.rules import RULES, violations

MONTH = "2026-12"
SPOTS, MOST_SPOTS = 2, 40
"""Spots tried on each day of a session left out, and in one clinic."""
RULE_NAMES = {rule.name for rule in RULES} - {"qualified", "room"}


@dataclass(frozen=True)
class Line:
    """What came of one clinic."""

    seed: int
    practitioners: int
    load: float
    due: int
    left_out: int
    front_desk: float
    score: float
    bound: float
    gap: float
    seconds: float
    violations: int
    unexplained: int
    spots: int
    untrue: int


def judge(seed: int, practitioners: int, load: float, seconds: float) -> Line:
    """Make, plan and judge one clinic."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "clinic", *clinic_tables(practitioners, load, seed))
        clinic = planner.read(Path(folder) / "clinic")
        scores: list[float] = []  # the first is the front desk's, from which the search begins
        roster = planner.plan(clinic, MONTH, seconds=seconds, on_progress=lambda now: scores.append(now.score))
        files.write(roster, Path(folder) / "roster")
        broken = planner.check(clinic, Path(folder) / "roster")
    spots = (true for out in roster.left_out for true in try_spots(clinic, roster, out, seed))
    tried = list(islice(spots, MOST_SPOTS))
    figures = roster.figures
    return Line(
        seed=seed,
        practitioners=practitioners,
        load=load,
        due=figures.due,
        left_out=sum(figures.left_out),
        front_desk=scores[0],
        score=figures.score,
        bound=figures.bound,
        gap=round(figures.gap, 4),
        seconds=round(figures.seconds, 1),
        violations=len(broken),
        unexplained=_unexplained(roster),
        spots=len(tried),
        untrue=tried.count(False),
    )


def _unexplained(roster: Roster) -> int:
    """Due sessions that are neither placed nor among the unplaced with a reason."""
    seen = {row.key for row in roster.placed} | {out.session.key for out in roster.left_out if out.reason}
    return sum(session.due and session.key not in seen for session in roster.problem.sessions)


def try_spots(clinic: Clinic, roster: Roster, out: Unplaced, seed: int) -> Iterator[bool]:
    """Whether spots on the days of a session left out break a rule, the one its reason names if it names one."""
    rng = random.Random(f"{seed} {out.session.key}")
    session = out.session
    for day, obstacle in out.days.items():
        if obstacle in (DEARER, NOT_DUE) or len(session.services) > 1:
            continue
        service = clinic.services[session.services[0]]
        able = [who for who, one in clinic.practitioners.items() if service.needs <= one.qualifications]
        named = clinic.plans[session.plan].practitioner
        able = [who for who in able if named in (None, who)]
        rooms = [None] if service.room is None else [id for id, r in clinic.rooms.items() if service.room <= r.features]
        grid = clinic.grid(day)
        for _ in range(SPOTS if able and rooms and grid else 0):
            start = rng.choice(grid)
            row = Appointment(
                "tried", session.plan, session.number, service.id, rng.choice(able), rng.choice(rooms), start,
                start + service.length,
            )  # fmt: skip
            broken = {violation.rule for violation in violations(roster.problem, [*roster.placed, row])}
            yield obstacle in broken if obstacle in RULE_NAMES else bool(broken)


def main() -> None:
    parser = argparse.ArgumentParser(description="Plan random clinics and judge their rosters.")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=15.0, help="for each clinic")
    parser.add_argument("--only", help="the numbers of the clinics to plan, like 5,10")
    parser.add_argument("--out", type=Path, help="a CSV file for the lines")
    given = parser.parse_args()
    lines = []
    only = {int(number) for number in given.only.split(",")} if given.only else range(1, given.count + 1)
    for seed in sorted(only):
        load = 0.5 + 0.5 * ((seed - 1) // 5) / max(1, (given.count - 1) // 5)
        lines.append(judge(seed, (seed - 1) % 5 + 1, round(load, 2), given.seconds))
        print("  ".join(f"{key} {value}" for key, value in vars(lines[-1]).items()), flush=True)
    if given.out:
        with given.out.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, vars(lines[0]).keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(vars(line) for line in lines)
    below = sum(line.score < line.front_desk for line in lines)
    above = sum(line.score > line.front_desk for line in lines)
    bad = [line for line in lines if line.violations or line.unexplained or line.untrue]
    print(
        f"{len(lines)} clinics: {sum(line.violations for line in lines)} violations, "
        f"{sum(line.unexplained for line in lines)} due sessions without a reason, "
        f"{sum(line.untrue for line in lines)} of {sum(line.spots for line in lines)} spots contradict their reason; "
        f"score below the front desk's on {below}, above on {above}"
    )
    sys.exit(1 if bad or above else 0)


if __name__ == "__main__":
    main()

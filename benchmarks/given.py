"""Clinics that are given as a folder of clinic folders, and the best that is known of each.

The folder may hold a reference.csv with the columns `clinic` and `front_desk_score`: what a front desk scores there.

best_known.csv, beside this file, keeps for each clinic the best roster that any run found and the best bound that any
proved, with the run's seed and seconds. A clinic goes by its name and a digest of its files, so that another one of the
same name is not held against it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

BEST_KNOWN = Path(__file__).with_name("best_known.csv")


def sizes(folder: Path) -> dict[str, int]:
    """The clinics of a folder by name, with how many practitioners each has."""
    found = {}
    for table in sorted(folder.glob("*/practitioners.csv")):
        with table.open(newline="", encoding="utf-8-sig") as file:
            found[table.parent.name] = sum(1 for _ in csv.DictReader(file))
    return found


def front_desk_scores(folder: Path) -> dict[str, float]:
    """What a front desk scores at each clinic, as reference.csv has it; nothing without one."""
    table = folder / "reference.csv"
    if not table.exists():
        return {}
    with table.open(newline="", encoding="utf-8-sig") as file:
        return {row["clinic"]: float(row["front_desk_score"]) for row in csv.DictReader(file)}


@dataclass(frozen=True)
class Known:
    """The best that is known of a clinic: the score, with the seed and seconds that found it, and a proved bound."""

    clinic: str
    given: str
    score: float
    seed: int
    seconds: float
    bound: float


def best_known(table: Path = BEST_KNOWN) -> dict[tuple[str, str], Known]:
    """The table, by clinic and digest."""
    if not table.exists():
        return {}
    with table.open(newline="", encoding="utf-8") as file:
        rows = [
            Known(r["clinic"], r["given"], float(r["score"]), int(r["seed"]), float(r["seconds"]), float(r["bound"]))
            for r in csv.DictReader(file)
        ]
    return {(row.clinic, row.given): row for row in rows}


def bettered(known: Mapping[tuple[str, str], Known], runs: Iterable[dict[str, Any]]) -> dict[tuple[str, str], Known]:
    """The table with what these runs of planner on given clinics found; one that broke a rule counts for nothing."""
    found = dict(known)
    for run in runs:
        if run["violations"]:
            continue
        name = run["instance"].removeprefix("given/")
        new = Known(name, run["given"], run["score"], run["seed"], run["seconds"], run["bound"])
        old = found.get((name, run["given"]), new)
        better = new if new.score < old.score - 1e-6 else old
        found[name, run["given"]] = replace(better, bound=max(old.bound, new.bound))
    return found


def keep(known: Mapping[tuple[str, str], Known], table: Path = BEST_KNOWN) -> None:
    """Write the table, in order of the clinics."""
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Known)], lineterminator="\n")
        writer.writeheader()
        for key in sorted(known):
            writer.writerow(
                {k: f"{v:g}" if isinstance(v, float) and k == "seconds" else v for k, v in asdict(known[key]).items()}
            )

"""The results of a suite as the pages ask for them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from benchmarks.given import Known, best_known, bettered
from benchmarks.suite import Line, read_lines
from benchmarks.timetable import LIMITS, PEERS, PLANNER, SHORT, clinic

GOALS = ("place", "timely", "stretch", "preferred", "continuity", "time_of_day", "moved", "rhythm", "usual")
UNKNOWN = ("moved", "rhythm", "usual")
"""The goals that no peer knows, or knows in part: free in the families, not on clinics that are given."""
KINDS = {True: "patients rest", False: "sessions of one block"}


@dataclass(frozen=True)
class Results:
    """The last line of each run, and the best that was known before of the clinics that are given."""

    lines: tuple[Line, ...]
    known: Mapping[tuple[str, str], Known] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Results:
        last = {(line["instance"], line["solver"], line["seed"], line["seconds"]): line for line in read_lines(file)}
        return cls(tuple(last.values()), best_known())

    def of(self, instance: str, solver: str) -> list[Line]:
        """The runs of a solver on an instance that brought a roster, the shortest first."""
        found = [row for row in self.lines if (row["instance"], row["solver"]) == (instance, solver)]
        return sorted((row for row in found if not row["failed"]), key=lambda row: row["seconds"])

    def find(self, instance: str, solver: str, seconds: float) -> Line | None:
        """The run at a limit of the timetable, times whatever all limits were multiplied by; the longest of several."""
        found = [row for row in self.of(instance, solver) if math.isclose(row["seconds"], seconds * row["factor"])]
        return found[-1] if found else None

    def ours(self, size: int, resting: bool, load: float) -> Line | None:
        """planner's run on a clinic of the families, at the limit of its table; None when it was not made."""
        limits = [table[size][not resting] * (1 if load == 1.0 else 0.5) for table in (LIMITS, SHORT) if size in table]
        found = [self.find(clinic(size, resting, load), PLANNER, limit) for limit in limits]
        return next((row for row in found if row), None)

    def bound(self, instance: str) -> float:
        """The best bound that planner proved for a clinic; 0, below which no score is, before it proved one."""
        return max((row["bound"] for row in self.of(instance, PLANNER)), default=0.0)

    @property
    def refuted(self) -> list[Line]:
        """The runs that say a bound above the score of some roster of the same clinic, whoever made it."""
        least: dict[str, float] = {}
        for row in self.lines:
            if row.get("violations") == 0:
                least[row["instance"]] = min(row["score"], least.get(row["instance"], math.inf))
        return [row for row in self.lines if row.get("bound", 0.0) > least.get(row["instance"], math.inf) + 1e-6]

    @property
    def ncd(self) -> list[Line]:
        return [row for row in self.lines if row["instance"].startswith("ncd/") and not row["failed"]]

    @property
    def of_peers(self) -> list[str]:
        """The clinics that the peers ran on, those of the families first."""
        found = {row["instance"] for row in self.lines if row["solver"] in PEERS}
        return sorted(found, key=lambda name: (name.startswith("given/"), name))

    @cached_property
    def best(self) -> dict[tuple[str, str], Known]:
        """The best that is known of each clinic that is given, these runs among it."""
        return bettered(self.known, self.given)

    @property
    def given(self) -> list[Line]:
        """planner's runs on clinics that were given."""
        return [
            row
            for row in self.lines
            if row["instance"].startswith("given/") and row["solver"] == PLANNER and not row["failed"]
        ]


def seconds_to(row: Line, gap: float) -> float:
    """Seconds from the call to the first word of so small a gap; infinite when it was not reached."""
    return next((at for at, _, _, reached in row["trace"] if reached <= gap + 1e-6), math.inf)


def unexpressed(row: Line) -> list[str]:
    """The goals that a peer says it cannot express: those that its words name, up to a colon or in back-ticks. On
    clinics that were given also those that no peer knows."""
    words = row.get("leaves_out") or []
    unknown = UNKNOWN if row["instance"].startswith("given/") and row["solver"] in PEERS else ()
    return [g for g in GOALS if g in unknown or any(re.match(rf"{g}\b|.*`{g}`", word) for word in words)]


def score_without(row: Line, goals: list[str]) -> float:
    """A score less what some goals cost."""
    return row["score"] - sum(row["goals"][goal] for goal in goals)


def percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"


def in_words(clinic: str) -> str:
    """A clinic of the families by its name, such as 01-resting-100; one that was given by its own."""
    if clinic.startswith("given/"):
        return clinic.removeprefix("given/")
    size, kind, load = clinic.split("-")
    return f"{int(size)} practitioner{'s' if int(size) > 1 else ''}, {KINDS[kind == 'resting']}, {load} %"

"""One clinic to plan, and what became of it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:  # a worker and its driver do without the solver
    from planner.jobs.roster import SearchLimits
    from planner.roster.roster import Quality

MEASURE, SOLVE = "measure", "solve"
"""The steps of a job: count the sessions that are due, and make the roster."""

SOLVED, MEASURED = "solved", "measured"
FAULTY, REFUSED, CHANGED = "faulty", "refused", "changed"
LATE, CRASHED, FAILED, CLAIMED, OPEN = "late", "crashed", "failed", "claimed", "open"
"""What became of a job. Its tables hold faults, planner refuses it, or they changed since its digest was taken; it took
longer than it may, its process died, a file could not be read or written, another run is at it right now, or the run
ended before it."""


@cache
def versions() -> dict[str, str]:
    """The versions that a roster depends on; a package that is not there has none."""
    return {name: _version(name) for name in ("treatment-planner", "ortools", "highspy", "numba")}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@dataclass(frozen=True)
class Asked:
    """What is asked of every clinic of a run: its days, when a search ends, and by which versions."""

    first: str
    last: str
    look_ahead: int
    seconds: float | None = None
    effort: float | None = None
    seed: int = 1
    gap: float = 0.0
    versions: Mapping[str, str] = field(default_factory=versions)

    @property
    def digest(self) -> str:
        return digest_of(json.dumps(asdict(self), sort_keys=True).encode())

    @property
    def days(self) -> dict[str, Any]:
        """As `run_clinic` takes them."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        return {"first": first, "last": last, "look_ahead": self.look_ahead}


@dataclass(frozen=True)
class Job:
    """A clinic's folder or workbook, what is asked of it, and what it may take.

    `content` is the digest of its tables, `out` the folder of the run, `threads` how many solver threads it is given.
    It may run for `wall` seconds, and hold `memory` MiB; None is an equal share of its machine.
    """

    name: str
    folder: str
    content: str
    out: str
    asked: Asked
    step: str = SOLVE
    threads: int = 1
    wall: float = 3600.0
    memory: int | None = None

    @property
    def digest(self) -> str:
        """The name of its result: one for the same tables, days, limits, seed and versions."""
        return digest_of(f"{self.content} {self.asked.digest}".encode())

    @property
    def title(self) -> str:
        return f"{self.step}-{self.name}-{self.digest[:8]}"

    @property
    def limits(self) -> SearchLimits:
        """As `run_clinic` takes them."""
        asked = self.asked
        return {
            "seconds": asked.seconds,
            "effort": asked.effort,
            "seed": asked.seed,
            "gap": asked.gap,
            "workers": self.threads,
        }

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        fields = json.loads(text)
        return cls(**fields | {"asked": Asked(**fields["asked"])})


@dataclass(frozen=True)
class Outcome:
    """What became of a job: figures of a roster that is in place, or why there is none. Never a roster.

    `faults` are places in the tables, such as `plans.csv, row 3, patient`, never what stands there. `seconds` are of
    the clock, `cpu` of processors; `memory` is the most it held, in MiB. `found` says that the result was there
    already, `again` that another try may help.
    """

    digest: str
    what: str
    gap: float | None = None
    score: float | None = None
    left_out: int | None = None
    due: int | None = None
    faults: tuple[str, ...] = ()
    warnings: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    memory: int = 0
    why: str = ""
    found: bool = False
    again: bool = False

    @classmethod
    def solved(cls, digest: str, quality: Quality, warnings: int) -> Self:
        gap = quality.gap if math.isfinite(quality.gap) else None
        left = sum(quality.left_out)
        return cls(digest, SOLVED, gap, quality.score, left, quality.due, warnings=warnings)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        return cls.of(json.loads(text))

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From a mapping that has its fields among others."""
        known = {name: fields[name] for name in cls.__dataclass_fields__ if name in fields}
        return cls(**known | {"faults": tuple(known.get("faults", ()))})


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]

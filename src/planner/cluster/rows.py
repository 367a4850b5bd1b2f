"""The report of a run, a row a clinic."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from planner.cluster.clinics import Clinic, shown
from planner.cluster.job import SOLVED, Outcome


@dataclass(frozen=True)
class Row:
    """A clinic, and what became of it. `published` is `yes`, `before`, why not, or empty where it was not asked for."""

    clinic: Clinic
    outcome: Outcome
    roster: Path | None = None
    published: str = ""

    @property
    def solved(self) -> bool:
        return self.outcome.what == SOLVED

    @property
    def before(self) -> bool:
        """Whether its roster is from an earlier run, or from another that runs now."""
        return self.outcome.found

    @property
    def failed(self) -> bool:
        return not self.solved or self.published not in ("", "yes", "before")

    def as_dict(self) -> dict[str, Any]:
        """The columns of report.csv: seconds of the clock and of processors, memory in MiB."""
        outcome = asdict(self.outcome)
        names = ("what", "gap", "score", "left_out", "due", "faults", "warnings", "seconds", "cpu", "memory", "why")
        return (
            {"clinic": self.clinic.name, "place": shown(self.clinic.place)}
            | {name: outcome[name] for name in names}
            | {
                "faults": len(self.outcome.faults),
                "first_faults": "; ".join(self.outcome.faults[:5]),
                "before": self.before,
                "published": self.published,
                "digest": self.outcome.digest,
                "roster": str(self.roster or ""),
            }
        )

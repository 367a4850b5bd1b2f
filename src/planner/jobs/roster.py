"""A clinic's roster, from its folder to the roster's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import TypedDict

from planner.clinic import LOOK_AHEAD, Horizon
from planner.engine.limits import OnProgress, silent
from planner.engine.planning import plan
from planner.errors import Fault, Nonsense
from planner.files.reading import load
from planner.roster import files
from planner.roster.format.dates import in_full, period
from planner.roster.roster import Quality, Roster


class SearchLimits(TypedDict, total=False):
    """When a search ends, as `planner.plan` takes it."""

    seconds: float | None
    effort: float | None
    workers: int | None
    seed: int
    gap: float


@dataclass(frozen=True)
class ClinicRun:
    """A roster that was written into a folder: whose it is, how good it is, and what was odd in the clinic's tables.

    `roster` is the whole of it, which a job that sends its answer elsewhere leaves behind.
    """

    clinic: str
    out: Path
    quality: Quality
    warnings: tuple[Fault, ...]
    roster: Roster = field(repr=False, compare=False)


def run_clinic(
    folder: str | PathLike[str],
    month: str | None,
    out: str | PathLike[str],
    limits: SearchLimits | None = None,
    on_progress: OnProgress = silent,
    *,
    first: date | None = None,
    last: date | None = None,
    look_ahead: int = LOOK_AHEAD,
    start: str | PathLike[str] | None = None,
    now: datetime | None = None,
) -> ClinicRun:
    """Read a clinic, plan a month `YYYY-MM` or the days `first`..`last`, check the roster and write it into `out`.

    `limits`, `look_ahead`, `start` and `on_progress` are those of `planner.plan`, which holds the roster against every
    rule before it is written. All its files are put in place together, or none.

    Raises Nonsense for a folder that is a clinic's own or holds another roster, for days that are all past by `now`, if
    that is given, and OSError for a folder that cannot be written, all before the search; FaultyClinic with every fault
    of the tables; and what `planner.plan` raises.
    """
    files.refuse_other_roster(Path(out), Horizon.asked(month, first, last, look_ahead))
    reading = load(Path(folder))
    if now is not None:
        refuse_past(Horizon.asked(month, first, last, look_ahead), reading.clinic.day(now))
    roster = plan(
        reading.clinic,
        month,
        first=first,
        last=last,
        look_ahead=look_ahead,
        start=start,
        on_progress=on_progress,
        **(limits or {}),
    )
    files.write(roster, Path(out))
    return ClinicRun(reading.clinic.name, Path(out), roster.figures, tuple(reading.warnings), roster)


def refuse_past(horizon: Horizon, today: date) -> None:
    """Raises Nonsense for days that are all over: nobody can come on one of them."""
    if horizon.last < today:
        raise Nonsense(f"{period(horizon)} is over, today is {in_full(today)}; plan days that are still to come")

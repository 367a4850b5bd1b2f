"""Rosters and replannings of a store's clinic, each with the journal's number that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from planner.clinic import LOOK_AHEAD, Appointment
from planner.desk import Desk, Replanning
from planner.engine.limits import OnProgress, silent
from planner.engine.planning import plan
from planner.jobs.roster import SearchLimits
from planner.roster.roster import Roster


def plan_book(
    desk: Desk,
    month: str | None,
    limits: SearchLimits,
    on_progress: OnProgress = silent,
    *,
    first: date | None = None,
    last: date | None = None,
    look_ahead: int = LOOK_AHEAD,
    start: Iterable[Appointment] = (),
) -> tuple[Roster, int]:
    """A roster of the store's clinic as it stands, and the journal's number of that. As `planner.plan`.

    `start` are rows to begin from, such as the best of a search that was lost.
    """
    rests_on, rows = desk.settled(), tuple(start)
    roster = plan(
        desk.clinic(),
        month,
        first=first,
        last=last,
        look_ahead=look_ahead,
        start=rows or None,
        on_progress=on_progress,
        **limits,
    )
    return roster, rests_on


def replan_book(
    desk: Desk,
    last: date,
    limits: SearchLimits,
    on_progress: OnProgress = silent,
    *,
    frozen_until: date | None = None,
    budget_per_patient: int = 1,
    look_ahead: int = LOOK_AHEAD,
    start: Iterable[Appointment] = (),
) -> Replanning:
    """The days up to `last` planned anew. As `Desk.replan`; `start` as for `plan_book`."""
    return desk.replan(
        last,
        frozen_until,
        budget_per_patient=budget_per_patient,
        look_ahead=look_ahead,
        drafts=tuple(start),
        on_progress=on_progress,
        seconds=limits.get("seconds"),
        effort=limits.get("effort"),
        seed=limits.get("seed", 1),
    )

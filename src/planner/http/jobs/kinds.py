"""What each kind of job does: from what was asked to the document of its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from planner.clinic import Appointment
from planner.desk import Desk
from planner.documents.fields import Document
from planner.documents.replannings import of_replanning
from planner.documents.rosters import of_roster
from planner.engine.limits import OnProgress
from planner.jobs.book import plan_book, replan_book

ROSTER, REPLANNING = "roster", "replanning"
Asked = Mapping[str, Any]
Kind = Callable[[Desk, Asked, Sequence[Appointment], OnProgress], Document]
"""Given the desk, what was asked, rows to begin from, and whom to tell how far it is."""


def _roster(desk: Desk, asked: Asked, start: Sequence[Appointment], tell: OnProgress) -> Document:
    first, last = (_day(asked[name]) for name in ("first", "last"))
    days = {"first": first, "last": last, "look_ahead": asked["look_ahead"]}
    roster, rests_on = plan_book(desk, asked["month"], asked["limits"], tell, start=start, **days)
    return {**of_roster(desk.facts(), roster), "rests_on": rests_on}


def _replanning(desk: Desk, asked: Asked, start: Sequence[Appointment], tell: OnProgress) -> Document:
    last, frozen_until = date.fromisoformat(asked["last"]), _day(asked["frozen_until"])
    given = {name: asked[name] for name in ("budget_per_patient", "look_ahead", "keep_agreed") if name in asked}
    replanning = replan_book(desk, last, asked["limits"], tell, frozen_until=frozen_until, start=start, **given)
    return of_replanning(desk.facts(), replanning)


KINDS: Mapping[str, Kind] = {ROSTER: _roster, REPLANNING: _replanning}


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)

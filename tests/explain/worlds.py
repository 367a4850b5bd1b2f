"""Asking why, on tiny clinics."""

from __future__ import annotations

from typing import Any

import planner
from planner.clinic import Clinic
from planner.explain.why import Why, why
from tests.worlds import asked as asked_of
from tests.worlds import plan, row, service, world

LONG = service("long", 180)


def ask(clinic: Clinic, *rows: tuple[Any, ...], days: int = 1, key: tuple[str, int] = ("a", 1), **more: Any) -> Why:
    problem = asked_of(clinic, days)
    placed = [row(problem, *each) for each in rows]
    frame = planner.Roster(problem, tuple(placed), (), None)  # type: ignore[arg-type]
    return why(clinic, frame, *key, **{"effort": 5.0, **more})


def two(**more: Any) -> Clinic:
    """Ann's session and Zoe's, each as long as Mai's morning; Ann's matters more."""
    return world([LONG], plans=[plan("a", "long", priority=3), plan("z", "long", "zoe", priority=1)], **more)

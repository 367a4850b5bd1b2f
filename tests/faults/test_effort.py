"""An effort and seconds are limits of every search, and where both are given the first one ends it."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest

import planner
from planner.engine.limits import SECONDS, Limits
from planner.engine.search.incumbent import Incumbent
from tests.files.worlds import busy_folder


@pytest.mark.parametrize(
    ("seconds", "effort", "kept"),
    [(None, None, (SECONDS, None)), (5.0, None, (5.0, None)), (None, 2.0, (None, 2.0)), (5.0, 2.0, (5.0, 2.0))],
)
def test_what_is_asked_for_is_kept(seconds: float | None, effort: float | None, kept: tuple[float, float]) -> None:
    limits = Limits.asked(seconds, effort, 1, 1)
    assert (limits.seconds, limits.effort) == kept


def test_seconds_end_a_search_of_any_effort(tmp_path: Path) -> None:
    """It would go on for an hour: the test ends because the search does."""
    clinic = planner.read(busy_folder(tmp_path))
    roster = planner.plan(clinic, "2026-12", seconds=1.0, effort=3600.0, workers=1)
    assert roster.figures.placed


def test_an_effort_ends_a_search_of_any_seconds(tmp_path: Path) -> None:
    clinic = planner.read(busy_folder(tmp_path))
    told: list[planner.Progress] = []
    planner.plan(clinic, "2026-12", seconds=3600.0, effort=0.05, workers=1, on_progress=told.append)
    assert told
    assert all(each.seconds_left is not None and math.isfinite(each.seconds_left) for each in told)


def test_no_solve_is_without_a_limit_where_seconds_are_given() -> None:
    """Of an effort alone none may look at the clock, which would give another roster on another machine."""
    for limits, most in ((Limits(9.0, 1.0, 1, 1, 0.0), 9.0), (Limits(9.0, None, 1, 1, 0.0), 2.0)):
        assert of_a_search(limits).at_most(2.0) <= most
    assert of_a_search(Limits(None, 1.0, 1, 1, 0.0)).at_most(2.0) == math.inf


def of_a_search(limits: Limits) -> Incumbent:
    """What a search that begins now knows of its limits."""
    best = Incumbent.__new__(Incumbent)
    best.limits, best._started = limits, time.monotonic()
    return best

"""The example clinic as of any week: what it was on its own day, and nothing of it is in the past."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from planner.desk import Desk
from planner.files.reading import load
from planner.files.starting.example import example_clinic, example_folder


def test_in_its_own_week_it_is_as_written() -> None:
    assert example_clinic(datetime(2026, 12, 4, 15, tzinfo=UTC)) == load(example_folder()).clinic


def test_in_another_week_it_is_moved_by_the_wall_clock_and_fills_a_store(tmp_path: Path) -> None:
    """A Saturday in summer: the week to come, and nine o'clock stays nine o'clock."""
    now = datetime(2027, 7, 17, 15, tzinfo=UTC)
    clinic, written = example_clinic(now), load(example_folder()).clinic
    by = date(2027, 7, 19) - date(2026, 11, 30)
    for moved, there in zip(clinic.book, written.book, strict=True):
        before, after = there.start.astimezone(written.timezone), moved.start.astimezone(clinic.timezone)
        assert after.replace(tzinfo=None) - before.replace(tzinfo=None) == by
    assert [each.on - by for each in clinic.events] == [each.on for each in written.events]
    assert clinic.policy == written.policy
    with Desk.open(f"sqlite:///{tmp_path}/clinic.db", lambda: now) as desk:
        desk.load(clinic)
        assert len(desk.listed(desk.today(), most=100)) >= 12, "booked from today on"

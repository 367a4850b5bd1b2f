"""A roster published: what it rests on is settled by the call."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.desk import Desk
from planner.engine import front_desk
from planner.errors import Forbidden, KeyReused, Nonsense
from tests.files.worlds import small_folder


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/clinic.db"


@pytest.fixture
def roster(desk: Desk, tmp_path: Path) -> planner.Roster:
    """A front desk's, of a small clinic that the desk has."""
    given = planner.read(small_folder(tmp_path))
    desk.load(given)
    return front_desk(given, "2026-12")


def test_a_roster_and_its_folder_are_published_alike(desk: Desk, roster: planner.Roster, tmp_path: Path) -> None:
    done = desk.publish_roster(roster, who="manager")
    assert done.receipt
    assert done.published
    assert len(done.published.booked) == 10
    assert desk.clinic().book == done.published.after
    planner.write(roster, tmp_path / "roster")
    again = desk.publish_roster(tmp_path / "roster")
    assert (again.receipt, again.published and again.published.booked) == (None, [])


def test_a_roster_is_published_once_under_its_key(desk: Desk, roster: planner.Roster) -> None:
    first = desk.publish_roster(roster, key="december")
    again = desk.publish_roster(roster, key="december")
    assert (again.receipt, again.published) == (first.receipt, None)
    with pytest.raises(KeyReused):
        desk.roll(roster.problem.horizon.first, key="december")


def test_what_was_booked_since_is_not_undone(desk: Desk, roster: planner.Roster) -> None:
    for offer in desk.offers("c1", not_before=roster.problem.horizon.first)[-2:]:
        booked = desk.book(offer).rows[0].id
        if booked == "c1-1":  # the roster's own id for it, which would be taken for the same appointment
            desk.cancel(booked, "patient-cancel")
    before = desk.settled()
    with pytest.raises(Forbidden, match="was booked after the roster was made"):
        desk.publish_roster(roster)
    assert desk.settled() == before


def test_a_folder_without_a_roster_is_refused(desk: Desk, roster: planner.Roster, tmp_path: Path) -> None:
    with pytest.raises(Nonsense, match=r"quality.json"):
        desk.publish_roster(tmp_path)

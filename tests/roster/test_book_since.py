"""An old roster is not passed on as today's: what the book has otherwise by now is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner.clinic import Clinic, Entry
from planner.clinic.appointments import CANCELLED
from planner.engine import front_desk
from planner.errors import Conflict
from planner.roster.book_since import changed_since, digest, refuse_changed
from planner.roster.publishing import published
from planner.roster.roster import Roster
from tests.files.worlds import small_folder


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return planner.read(small_folder(tmp_path))


@pytest.fixture
def roster(clinic: Clinic) -> Roster:
    return front_desk(clinic, "2026-12")


def changed(clinic: Clinic, id: str, **how: object) -> Clinic:
    return replace(clinic, book=tuple(replace(each, **how) if each.id == id else each for each in clinic.book))


def test_a_roster_of_this_book_and_one_published_in_it_are_of_today(
    clinic: Clinic, roster: Roster, tmp_path: Path
) -> None:
    planner.write(roster, tmp_path / "roster")
    for made in (roster, tmp_path / "roster"):
        assert changed_since(clinic, made) == ()
        assert changed_since(replace(clinic, book=published(clinic, roster).after), made) == ()
    refuse_changed(clinic, tmp_path / "roster")


def test_the_fingerprint_is_of_what_the_days_hold(clinic: Clinic, roster: Roster) -> None:
    first = roster.problem.horizon.first
    before = [entry for entry in clinic.book if clinic.day(entry.start) < first]
    assert before
    other = changed(clinic, before[0].id, status=CANCELLED)
    assert digest(other, first) == digest(clinic, first) == roster.figures.book
    assert digest(replace(clinic, book=clinic.book[::-1]), first) == digest(clinic, first)
    assert digest(changed(clinic, "a2", room="two"), first) != digest(clinic, first)


def test_a_visit_that_was_cancelled_since_is_named(clinic: Clinic, roster: Roster, tmp_path: Path) -> None:
    planner.write(roster, tmp_path / "roster")
    now = changed(clinic, "a2", status=CANCELLED)
    (told,) = changed_since(now, tmp_path / "roster")
    assert told.startswith("c2, session 2")
    assert "cancelled" in told
    with pytest.raises(Conflict, match="c2, session 2"):
        refuse_changed(now, tmp_path / "roster")


def test_a_visit_that_was_moved_or_booked_since_is_named(clinic: Clinic, roster: Roster, tmp_path: Path) -> None:
    planner.write(roster, tmp_path / "roster")
    booked = replace(clinic, book=published(clinic, roster).after)
    at = next(entry for entry in booked.book if entry.id == "c1-1").start
    moved = changed(booked, "c1-1", start=at.replace(minute=30))
    assert any(told.startswith("c1, session 1") for told in changed_since(moved, tmp_path / "roster"))
    assert [each.rule for each in published(moved, tmp_path / "roster").violations] == ["booked since"]
    kept = published(moved, tmp_path / "roster", partly=True)
    assert (kept.after, kept.left[0].partition(":")[0]) == (moved.book, "c1, session 1")
    mine = Entry("x", "c1", 1, "booked", at.replace(minute=30), "ana", "one", "course")
    (told,) = changed_since(replace(clinic, book=(*clinic.book, mine)), tmp_path / "roster")
    assert "was booked after the roster was made" in told


def test_what_the_patient_cancelled_is_not_booked_again_by_an_old_roster(clinic: Clinic, roster: Roster) -> None:
    booked = replace(clinic, book=published(clinic, roster).after)
    for id in ("c1-1", "a2"):
        now = changed(booked, id, status=CANCELLED)
        again = published(now, roster)
        assert "cancelled since" in {each.rule for each in again.violations}
        assert again.after == now.book
        assert again.since


def test_an_older_roster_without_a_fingerprint_is_looked_through(clinic: Clinic, roster: Roster) -> None:
    older = replace(roster, figures=replace(roster.figures, book=""))
    assert changed_since(clinic, older) == ()
    assert changed_since(changed(clinic, "a2", status=CANCELLED), older)

"""Absences and closures from days or moments, wishes taken back, and who walks in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.clinic import Absence, Patient, Span
from planner.desk import Desk, Wish
from planner.errors import Conflict, Nonsense, UnknownName
from tests.desk.worlds import clinic, place
from tests.worlds import at, day, plan


@pytest.fixture
def url(tmp_path: object) -> str:
    return f"sqlite:///{tmp_path}/clinic.db"


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    desk.store.clock = lambda: at(0, "6:00")
    desk.load(clinic())
    desk.book([place("a1", 1)])
    return desk


def test_whole_days_are_meant_from_the_first_to_the_last(loaded: Desk) -> None:
    assert loaded.absent("mai", day(2), day(3), why="ill").closed == ()
    assert loaded.clinic().absences == (Absence("mai", Span(at(2, "0:00"), at(4, "0:00")), "ill"),)
    assert [each.row.id for each in loaded.absent("mai", day(1), day(1)).closed] == ["a-1"]


def test_moments_are_meant_as_they_are(loaded: Desk) -> None:
    assert loaded.absent("mai", at(1, "9:30"), at(1, "11:00")).closed == ()
    assert [each.row.id for each in loaded.out_of_order("one", at(1, "9:15"), at(1, "9:20")).closed] == ["a-1"]
    assert loaded.absent("mai", at(2, "11:00"), day(2)).closed == ()
    assert loaded.clinic().absences[-1].span == Span(at(2, "11:00"), at(3, "0:00"))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda desk: desk.absent("may", day(1), day(1)), UnknownName, "no practitioner 'may'; did you mean 'mai'"),
        (lambda desk: desk.absent("one", day(1), day(1)), UnknownName, "no practitioner 'one'"),
        (lambda desk: desk.out_of_order("two", day(1), day(1)), UnknownName, "no room or equipment 'two'"),
        (lambda desk: desk.absent("mai", day(2), day(1)), Nonsense, "the last day 2026-06-02 is before the first"),
        (lambda desk: desk.absent("mai", at(1, "9:00"), at(1, "9:00")), Nonsense, "is before the first"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(
    loaded: Desk, call: Callable[[Desk], object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        call(loaded)


def test_an_absence_is_put_on_record_once_under_its_key(loaded: Desk) -> None:
    done = loaded.absent("mai", day(1), day(1), key="k")
    assert loaded.absent("mai", day(1), day(1), key="k") == done
    assert len(loaded.clinic().absences) == 1


def test_a_wish_is_taken_back_once_under_its_key(loaded: Desk) -> None:
    loaded.wish(Wish("a", 1, earlier=True))
    done = loaded.take_back_wish("a", 1, key="k")
    assert loaded.wishes() == []
    assert loaded.take_back_wish("a", 1, key="k") == done
    with pytest.raises(Nonsense, match="no wish is kept for a, session 1"):
        loaded.take_back_wish("a", 1)


def test_who_walks_in_is_offered_a_place(loaded: Desk) -> None:
    loaded.add(Patient("zoe", "Zoe"), plan("z", "course", "zoe"), who="front desk")
    assert loaded.offers("z")


def test_nobody_who_is_there_is_written_over(loaded: Desk) -> None:
    with pytest.raises(Nonsense, match="there is a patient 'ann' already; use another id"):
        loaded.add(Patient("ann", "Another Ann"))
    with pytest.raises(Nonsense, match="there is a plan 'a' already, course for ann; use another id"):
        loaded.add(plan("a", "course", "ben"))


def test_what_taking_over_would_close_is_told_and_nothing_is_written(loaded: Desk) -> None:
    before, away = loaded.settled(), Absence("mai", Span(at(1, "0:00"), at(2, "0:00")))
    after = replace(loaded.clinic(), absences=(away,))
    version = loaded.store.last_known.version
    assert [each.row.id for each in loaded.impact(after, expected=version)] == ["a-1"]
    assert (loaded.settled(), loaded.clinic().absences) == (before, ())
    with pytest.raises(Nonsense, match="nothing to change"):
        loaded.impact(loaded.clinic())
    with pytest.raises(Conflict):
        loaded.impact(after, expected=version + 1)
    assert [each.row.id for each in loaded.take_over(after, expected=version).closed] == ["a-1"]

"""What callers give that cannot be: each is refused in one sentence that names the argument and the mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from planner.clinic import Event
from planner.clinic.clinic import UTC
from planner.desk.desk import Desk
from planner.errors import Nonsense, UnknownName
from tests.desk.worlds import clinic, place
from tests.worlds import day

REFUSED: list[tuple[Callable[[Desk], object], str]] = [
    (lambda desk: desk.offers("a", k="3"), "k is '3'; give a whole number"),
    (lambda desk: desk.course_offers("a", k=0), "k is 0; give 1 or more"),
    (lambda desk: desk.offers("a", near=datetime(2026, 6, 1)), r"near is datetime.* give a date"),
    (lambda desk: desk.offers("a", near=date.max), "near is 9999-12-31, out of reach; use 1900 to 2999"),
    (lambda desk: desk.hold(None), "offer is None; give an offer, a course offer"),
    (lambda desk: desk.hold("a1"), "offer is 'a1'; give an offer, a course offer"),
    (lambda desk: desk.hold(desk.offers("a")), r"offer\[0\] is an Offer; give an Appointment"),
    (lambda desk: desk.hold([place("a1", 0)], minutes="10"), "minutes is '10'; give a number"),
    (
        lambda desk: desk.book([replace(place("a1", 0), start=datetime(9999, 1, 1, tzinfo=UTC))]),
        r"start of offer\[0\] is 9999-01-01",
    ),
    (lambda desk: desk.cancel(5, "patient-cancel"), "appointment is 5; give a text"),
    (lambda desk: desk.extend("a", 6.5), "sessions is 6.5; give a whole number"),
    (lambda desk: desk.record("ann", "peel", datetime(2026, 6, 1)), "on is datetime.* give a date"),
    (lambda desk: desk.change(Event("ann", "peel", "2026-06-01")), "on of add is '2026-06-01'; give a date"),
    (lambda desk: desk.record("ann", "peel", day(0), why="\0"), "why holds the character U.0000"),
    (lambda desk: desk.as_of(datetime(2026, 6, 1)), "then is datetime.* give a moment with its time zone"),
    (lambda desk: desk.as_of(10**30), "out of reach"),
    (lambda desk: desk.roll("2026-06-01"), "today is '2026-06-01'; give a date"),
    (lambda desk: desk.repair([1]), r"closed\[0\] is 1; give a ClosedAppointment"),
    (lambda desk: desk.load(None), "clinic is None; give a Clinic"),
    (lambda desk: desk.book([place("a1", 0)], key=5), "key is 5; give a text"),
]


@pytest.mark.parametrize(("call", "says"), REFUSED, ids=[says for _, says in REFUSED])
def test_what_is_of_another_type_or_out_of_reach_is_refused(
    tmp_path: Path, call: Callable[[Desk], object], says: str
) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}", clock=lambda: datetime(2026, 6, 1, tzinfo=UTC))
    desk.load(clinic())
    with pytest.raises(Nonsense, match=says):
        call(desk)
    assert [entry.action for entry in desk.journal()][1:] == []
    desk.close()


def test_a_misspelt_keyword_is_told_its_spelling(desk: Desk) -> None:
    desk.load(clinic())
    with pytest.raises(UnknownName, match="no keyword 'expectd'; did you mean 'expected'"):
        desk.book([place("a1", 0)], expectd=99)  # type: ignore[call-arg]
    assert desk.clinic().book == ()


def test_what_is_read_once_is_not_used_up_by_looking_at_it(desk: Desk) -> None:
    desk.load(clinic())
    assert len(desk.book(row for row in [place("a1", 0), place("a2", 2)]).rows) == 2


def test_a_clock_says_its_time_zone(tmp_path: Path) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}", clock=lambda: datetime(2026, 6, 1))
    with pytest.raises(Nonsense, match=r"what the clock tells is .* give a moment with its time zone"):
        desk.load(clinic())
    desk.close()

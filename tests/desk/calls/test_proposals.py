"""What rows would break, what an entry of the journal closed, and whose place an id names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.clinic import Absence
from planner.desk import ClosedAppointment, Desk
from planner.desk.facts.impact import closed_by
from planner.errors import Forbidden, Nonsense, PlaceTaken, UnknownName
from tests.desk.worlds import clinic, place
from tests.worlds import at, day, plan, span


@pytest.fixture
def url(tmp_path: object) -> str:
    return f"sqlite:///{tmp_path}/clinic.db"


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    desk.store.clock = lambda: at(0, "6:00")
    desk.load(clinic())
    return desk


def test_rows_that_break_nothing_can_be_booked(loaded: Desk) -> None:
    rows = [place("a1", 0), place("a2", 2)]
    assert loaded.check(rows) == []
    assert loaded.book(rows)


def test_everything_that_rows_break_is_told_of_all_patients(loaded: Desk) -> None:
    """One who books is told of the first patient alone."""
    loaded.book([place("a1", 0)])
    rows = [place("a2", 0, "9:00", practitioner="mai"), place("b1", 0, "9:00")]
    last = loaded.settled()
    found = {(each.rule, row.plan) for each in loaded.check(rows) for row in each.rows}
    assert {("gap", "a"), ("practitioner", "a"), ("practitioner", "b"), ("room", "b")} <= found
    assert loaded.settled() == last
    with pytest.raises((Forbidden, PlaceTaken)):
        loaded.book(rows)


def test_a_session_that_has_a_place_is_told(loaded: Desk) -> None:
    loaded.hold([place("a1", 0)])
    (found,) = loaded.check([place("a1", 1)])
    assert str(found) == "has a place already: a, session 1 (needling) on 2026-06-01: it is held on 2026-06-01 09:00"


def test_a_move_is_checked_as_one(loaded: Desk) -> None:
    (row,) = loaded.book([place("a1", 0)]).rows
    assert loaded.check([replace(row, start=at(0, "9:30"), end=at(0, "10:00"))]) == []
    assert loaded.check([]) == []
    with pytest.raises(UnknownName, match="no practitioner 'may'"):
        loaded.check([replace(row, practitioner="may")])


def test_what_an_entry_of_the_journal_closed_is_repaired(loaded: Desk) -> None:
    loaded.book([place("a1", 0)])
    closed = loaded.change(Absence("mai", span(0, "9:00-9:30"))).seq
    found = loaded.repair(since=closed)
    assert [row.id for row in found.after] == ["a-1"]
    assert found.after == loaded.repair(_closed(loaded, closed)).after
    loaded.book(found)
    assert loaded.repair(since=closed).rows == ()
    with pytest.raises(Nonsense, match="the journal has no entry 99"):
        loaded.repair(since=99)
    with pytest.raises(Nonsense, match="not both"):
        loaded.repair(_closed(loaded, closed), since=closed)


def _closed(desk: Desk, seq: int) -> list[ClosedAppointment]:
    return closed_by(desk.as_of(seq - 1), desk.as_of(seq), day(0))


def test_a_freed_place_is_named_by_its_appointment(loaded: Desk) -> None:
    loaded.change(plan("c", "course", "ben"))
    (row,) = loaded.book([place("a1", 3)]).rows
    loaded.cancel(row.id, "patient-cancel")
    assert loaded.refill(row.id) == loaded.refill(row)
    assert loaded.refill(row.id)


def test_a_hold_given_up_names_its_place_too(loaded: Desk) -> None:
    (row,) = (hold := loaded.hold([place("a1", 3)])).rows
    loaded.drop(hold)
    assert loaded.refill(row.id) == loaded.refill(row)
    with pytest.raises(UnknownName, match="no appointment 'zed'; "):
        loaded.refill("zed")

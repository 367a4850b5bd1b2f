"""The desk's calls, one at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from planner.clinic.appointments import BOOKED
from planner.desk.desk import Desk
from planner.errors import Conflict, Forbidden, Nonsense, UnknownName
from tests.desk.worlds import COURSE, clinic, place
from tests.worlds import ZONE, at, day, phase, plan, protocol, service, world


def test_a_hold_is_booked_where_it_was_held(desk: Desk) -> None:
    desk.load(clinic())
    hold = desk.hold([place("a1", 0), place("a2", 2)])
    assert [row.status for row in hold.rows] == ["held", "held"]
    assert desk.clinic().book == ()
    booked = desk.book(hold)
    assert [(row.id, row.status, row.start) for row in booked.rows] == [
        ("a-1", "booked", at(0, "9:00")),
        ("a-2", "booked", at(2, "9:00")),
    ]
    assert [(entry.id, entry.status) for entry in desk.clinic().book] == [("a-1", "booked"), ("a-2", "booked")]


def test_what_is_held_or_booked_is_taken(desk: Desk) -> None:
    desk.load(clinic())
    desk.hold([place("a1", 0)])
    with pytest.raises(Conflict, match="Mai attends a, session 1"):
        desk.hold([place("b1", 0)])
    with pytest.raises(Conflict, match="is held already"):
        desk.hold([place("a1", 1)])
    assert desk.book([place("b1", 0, "9:30")]).rows[0].status == BOOKED


def test_a_course_is_held_whole_or_not_at_all(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("b1", 2)])
    with pytest.raises(Conflict):
        desk.hold([place("a1", 0), place("a2", 2)])
    assert desk.book([place("a1", 0)]).versions == {"plan:a": 1}


def test_a_rule_forbids(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    with pytest.raises(Forbidden, match="gap") as refused:
        desk.hold([place("a2", 0, "11:00")])
    assert [each.rule for each in refused.value.violations]
    with pytest.raises(UnknownName, match="no practitioner 'may'"):
        desk.hold([place("a2", 2, practitioner="may")])


def test_a_booked_visit_moves_and_keeps_its_id(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    moved = desk.move("a-1", [place("a1", 0, "9:00", practitioner="mai")], why="no change is one too")
    assert moved.rows[0].id == "a-1"
    moved = desk.move("a-1", [place("a1", 1, "10:00")])
    assert [(row.id, row.start) for row in moved.rows] == [("a-1", at(1, "10:00"))]
    assert desk.book([place("b1", 0)]).rows[0].id == "b-1"
    with pytest.raises(Nonsense, match="not for the visit"):
        desk.move("a-1", [place("b1", 1, "10:00")])


def test_a_move_is_held_beside_the_old_place(desk: Desk) -> None:
    desk.load(world([service("needling", 60)], [COURSE], plans=[plan("a", "course"), plan("b", "course", "ben")]))
    row = replace(place("a1", 0), id="a-1")
    desk.book([row])
    hold = desk.hold([replace(row, start=at(0, "9:30"), status=BOOKED)])
    with pytest.raises(Conflict):
        desk.hold([place("b1", 0)])
    with pytest.raises(Conflict):
        desk.hold([place("b1", 0, "10:00")])
    desk.book(hold)
    assert [(entry.id, entry.start) for entry in desk.clinic().book] == [("a-1", at(0, "9:30"))]
    with pytest.raises(Conflict):
        desk.book([place("b1", 0, "10:00")])
    assert desk.book([place("b1", 0, "10:30")])


def test_a_cancelled_visit_frees_its_place(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    with pytest.raises(UnknownName, match="did you mean 'moved'"):
        desk.cancel("a-1", "mooved")
    assert desk.cancel("a-1", "moved", who="front desk").rows[0].status == "cancelled"
    with pytest.raises(Conflict, match="is cancelled, so it is too late"):
        desk.cancel("a-1", "patient-cancel")
    assert desk.book([place("b1", 0)]).rows[0].id == "b-1"
    again = desk.book([place("a1", 1)]).rows[0]
    assert again.id != "a-1"
    assert [entry.status for entry in desk.clinic().book] == ["cancelled", "booked", "booked"]


WHAT_BECAME = {
    "cancel": lambda desk, id: desk.cancel(id, "patient-cancel"),
    "attended": lambda desk, id: desk.attended(id),
    "no-show": lambda desk, id: desk.no_show(id),
    "move": lambda desk, id: desk.move(id, [place("a1", 1)]),
}


@pytest.mark.parametrize("call", WHAT_BECAME)
def test_an_appointment_that_is_not_in_the_book_is_named_with_the_mend(desk: Desk, call: str) -> None:
    desk.load(clinic())
    with pytest.raises(UnknownName, match=r"no appointment 'zed'; desk.appointments\(\) lists all ids"):
        WHAT_BECAME[call](desk, "zed")
    held = desk.hold([place("a1", 0)]).rows[0].id
    with pytest.raises(Conflict, match=r"a, session 1 \(needling\) is only held; book its hold, or drop it"):
        WHAT_BECAME[call](desk, held)


def test_no_service_of_a_visit_is_withdrawn_by_itself(desk: Desk) -> None:
    both = protocol("both", phase("needling", "lights", sessions=2))
    desk.load(world([service(), service("lights")], [both], plans=[plan("v", "both")]))
    visit = desk.book([place("v1", 0), place("v1", 0, "9:30", service="lights")]).rows
    one, other = (replace(row, status="cancelled") for row in visit)
    with pytest.raises(Nonsense, match=f"one of several services; cancel {other.id} with it"):
        desk.book([one])
    assert {row.status for row in desk.book([one, other]).rows} == {"withdrawn"}


def test_an_attended_visit_is_history(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    desk.book([place("b1", 0, "9:30")])
    desk.attended("a-1")
    desk.no_show("b-1")
    assert [entry.status for entry in desk.clinic().book] == ["attended", "no-show"]
    with pytest.raises(Conflict, match="Mai attends a, session 1"):
        desk.book([place("b1", 0)])
    assert desk.book([place("b1", 0, "9:30")]).rows[0].status == BOOKED


def test_a_call_is_done_once_under_its_key(desk: Desk) -> None:
    desk.load(clinic())
    first = desk.hold([place("a1", 0)], key="k1")
    assert desk.hold([place("a1", 0)], key="k1") == first
    booked = desk.book(first, key="k2")
    assert desk.book(first, key="k2") == booked
    with pytest.raises(Nonsense, match="was used for another request"):
        desk.hold([place("a1", 1)], key="k1")
    with pytest.raises(Conflict):
        desk.book(first)


def test_a_stale_version_is_a_conflict(desk: Desk) -> None:
    desk.load(clinic())
    seen = desk.version("a")
    desk.book([place("a1", 0)], expected=seen)
    with pytest.raises(Conflict, match="has changed: it is at version 1, and you have seen 0"):
        desk.book([place("a2", 2)], expected=seen)
    with pytest.raises(Conflict, match="has changed"):
        desk.cancel("a-1", "patient-cancel", expected=seen)
    desk.cancel("a-1", "patient-cancel", expected=desk.version("a"))
    assert [entry.status for entry in desk.clinic().book] == ["cancelled"]


@pytest.mark.parametrize("told", [Desk.attended, Desk.no_show])
def test_nobody_can_tell_before_its_day_what_became_of_a_visit(told: object, tmp_path: Path) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}", clock=lambda: at(0, "23:30"))
    desk.load(clinic())
    desk.book([place("a1", 1)])
    with pytest.raises(Nonsense, match=r"is on 2026-06-02, .*today is 2026-06-01"):
        told(desk, "a-1")  # type: ignore[operator]
    assert desk.appointments()[0].status == BOOKED
    desk.store.clock = lambda: at(1, "0:00")
    assert told(desk, "a-1").rows[0].status != BOOKED  # type: ignore[operator]
    desk.close()


def test_a_call_without_a_version_expects_none(desk: Desk) -> None:
    desk.load(clinic())
    with pytest.raises(UnknownName, match="no keyword 'expected'"):
        desk.roll(day(0), expected=77)  # type: ignore[call-arg]


def test_the_journal_has_no_entry_to_come(desk: Desk) -> None:
    desk.load(clinic())
    last = desk.journal()[-1].seq
    assert desk.as_of(last) == desk.clinic()
    with pytest.raises(Nonsense, match=f"no entry {last + 1}; its last is {last}"):
        desk.as_of(last + 1)
    with pytest.raises(Nonsense, match="had no clinic yet on 1990-01-01 00:00"):
        desk.as_of(datetime(1990, 1, 1, tzinfo=ZONE))

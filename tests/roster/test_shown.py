"""A session as a reader sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planner.clinic import Horizon
from planner.roster.tables.shown import MARKS, Shown, shown
from tests.roster.full import full_roster
from tests.roster.small import TALK, at, problem


def by_id() -> dict[tuple[str, int], Shown]:
    answer = full_roster()
    return {(row.plan, row.number): row for row in shown(answer.problem, answer.placed)}


def test_a_shared_session_is_shown_once() -> None:
    assert sorted(by_id()) == [("a", 1), ("a", 2), ("a", 3), ("a", 4), ("b", 1), ("f", 1)]


def test_the_rest_is_between_the_attended_steps() -> None:
    rows = by_id()
    assert (rows["a", 1].time, rows["a", 1].resting) == ("09:00–10:00", "rests 09:15–09:45")
    assert rows["f", 1].resting == ""


def test_marks_say_what_is_to_be_known() -> None:
    marks = {key: row.marks for key, row in by_id().items()}
    assert marks == {
        ("a", 1): ("fixed",),
        ("a", 2): (),
        ("a", 3): ("tentative",),
        ("a", 4): ("tentative", "late", "draft"),
        ("b", 1): (),
        ("f", 1): (),
    }
    booked = replace(at("a1", "2026-12-01 09:00"), status="booked")
    assert shown(problem(), [booked])[0].marks == ("booked",)
    assert {mark for each in marks.values() for mark in each} | {"booked"} == set(MARKS)


def test_what_the_clinic_does_not_have_goes_by_its_id() -> None:
    row = shown(problem(), [replace(at("x9", "2026-12-01 09:00", None, None, TALK), service="odd")])[0]
    assert (row.patient, row.practitioner, row.room, row.service, row.rests) == ("", "", "", "odd", ())


def test_a_rest_in_the_night_the_clocks_go_back_is_on_the_wall_clock() -> None:
    asked = problem(horizon=Horizon.between(date(2026, 11, 1), date(2026, 11, 1)))
    row = shown(asked, [at("a1", "2026-11-01 01:30")])[0]
    assert (row.time, row.resting) == ("01:30–01:30", "rests 01:45–01:15")

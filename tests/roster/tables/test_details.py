"""A session as a reader sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planner.clinic import Entry, Horizon
from planner.roster.tables.details import MARKS, SessionDetails, name, shown
from tests.roster.full import full_roster
from tests.roster.worlds import TALK, at, clinic, problem


def by_id() -> dict[tuple[str, int], SessionDetails]:
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
    of_the_book = {"booked", "moved", "attended", "closed", "held"}
    assert {mark for each in marks.values() for mark in each} | of_the_book == set(MARKS)


@pytest.mark.parametrize(
    ("start", "where", "mark"),
    [
        ("2026-12-01 09:00", {}, "booked"),
        ("2026-12-01 09:00", {"room": "two"}, "booked"),
        ("2026-12-01 10:00", {}, "moved"),
        ("2026-12-01 09:00", {"practitioner": "tom"}, "moved"),
    ],
)
def test_a_booking_that_moves_is_none_that_the_patient_has(start: str, where: dict[str, str], mark: str) -> None:
    book = (Entry("b1", "a", 1, "booked", at("a1", "2026-12-01 09:00").start, "mai", "one"),)
    row = replace(at("a1", start), status="booked", **where)
    assert shown(problem(clinic(book=book)), [row])[0].marks == (mark,)
    assert shown(problem(), [row])[0].marks == ("booked",)  # of a book that has it no more, the row's own word


def test_what_the_clinic_does_not_have_goes_by_its_id() -> None:
    row = shown(problem(), [replace(at("x9", "2026-12-01 09:00", None, None, TALK), service="odd")])[0]
    assert (row.patient, row.practitioner, row.room, row.service, row.rests) == ("", "", "", "odd", ())


def test_two_of_one_name_are_told_apart_by_their_ids() -> None:
    """As people read them: capitals and blanks make no difference."""
    here = clinic()
    here = replace(
        here,
        patients={**here.patients, "ben": replace(here.patients["ben"], name="ann  lee")},
        practitioners={**here.practitioners, "tom": replace(here.practitioners["tom"], name="Mai Chen")},
        rooms={id: replace(room, name="Room") for id, room in here.rooms.items()},
        services={id: replace(service, title="Visit") for id, service in here.services.items()},
    )
    row = shown(problem(here), [at("a1", "2026-12-01 09:00")])[0]
    told = (row.patient, row.practitioner, row.room, row.service)
    assert told == ("Ann Lee (ann)", "Mai Chen (mai)", "Room (one)", "Visit (facial)")
    assert (name(here.patients, "ben"), name(here.patients, "zoe"), name(here.rooms, None)) == (
        "ann  lee (ben)",
        "zoe",
        "",
    )
    assert name(clinic().patients, "ann") == "Ann Lee"


def test_a_rest_in_the_night_the_clocks_go_back_is_on_the_wall_clock() -> None:
    asked = problem(horizon=Horizon.between(date(2026, 11, 1), date(2026, 11, 1)))
    row = shown(asked, [at("a1", "2026-11-01 01:30")])[0]
    assert (row.time, row.resting) == ("01:30–01:30", "rests 01:45–01:15")

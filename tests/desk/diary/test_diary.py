"""The diary: what stands is counted once, and taken back without a trace."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.clinic import Appointment, Clinic, Equipment
from planner.clinic.appointments import BOOKED, CANCELLED, NO_SHOW, WITHDRAWN
from planner.desk import Diary, offers
from planner.errors import UnknownName
from tests.desk.worlds import diary_of
from tests.rules.random_worlds import Draw
from tests.worlds import absence, at, day, entry, event, minutes, plan, practitioner, room, service, world

SCAN = service("scan", 30, -30, reset=10, shareable=True, equipment=("lamp",))
LAMP = Equipment("lamp", "Lamp", 2)


def clinic(*entries: Any, **more: Any) -> Clinic:
    """Two plans of Ann that share their scan, and one of Ben."""
    plans = [plan("a", "scan"), plan("c", "scan"), plan("b", "scan", "ben")]
    return world([SCAN], plans=plans, equipment=[LAMP], book=entries, **more)


def scan(key: str, number: int, clock: str = "9:00", **more: Any) -> Any:
    return entry(key, number, clock, service="scan", **more)


def counts(diary: Diary, number: int, clock: str) -> tuple[int, int, int]:
    """How often Mai, the room and the lamp are taken at a moment."""
    _, taken = diary.days(day(0), day(30))
    [tick, _] = taken.within(at(number, clock), at(number, clock) + minutes(1))
    return tuple(int(each) for each in taken.counts[:, tick])  # type: ignore[return-value]


def test_what_a_row_takes() -> None:
    diary = diary_of(clinic(scan("a1", 0)))
    assert counts(diary, 0, "8:50") == (0, 0, 0)
    assert counts(diary, 0, "9:00") == (1, 1, 1)
    assert counts(diary, 0, "9:30") == (0, 1, 1)  # Ann rests
    assert counts(diary, 0, "10:00") == (0, 1, 0)  # the room is made ready
    assert counts(diary, 0, "10:10") == (0, 0, 0)


def test_a_shared_session_takes_its_resources_once() -> None:
    diary = diary_of(clinic(scan("a1", 0), scan("c1", 0)))
    assert counts(diary, 0, "9:00") == (1, 1, 1)
    diary.remove("a1-scan-0")
    assert counts(diary, 0, "9:00") == (1, 1, 1)
    diary.remove("c1-scan-0")
    assert counts(diary, 0, "9:00") == (0, 0, 0)


def test_a_closed_unit_is_taken() -> None:
    diary = diary_of(clinic(closures=(absence("lamp", 1),)))
    assert counts(diary, 1, "9:00") == (0, 0, 1)


def test_a_row_of_the_same_id_takes_the_place_of_the_one_before() -> None:
    diary = diary_of(clinic(scan("a1", 0)))
    [row] = diary.of_plan("a")
    diary.put(replace(row, start=at(1, "9:00"), end=at(1, "10:00"), status="held"))
    assert (len(diary), diary.on(day(0)), counts(diary, 0, "9:00")) == (1, [], (0, 0, 0))
    assert [line.status for line in diary.book_of("ann")] == [BOOKED]
    assert counts(diary, 1, "9:00") == (1, 1, 1)


@pytest.mark.parametrize("status", [CANCELLED, NO_SHOW])
def test_what_was_cancelled_or_missed_takes_nothing_and_is_remembered(status: str) -> None:
    diary = diary_of(clinic(scan("a1", 0)))
    [row] = diary.of_patient("ann")
    diary.put(replace(row, status=status))
    assert (len(diary), diary.of_plan("a"), diary.on(day(0)), counts(diary, 0, "9:00")) == (0, [], [], (0, 0, 0))
    assert [(line.id, line.status) for line in diary.book_of("ann")] == [(row.id, status)]
    diary.put(row)
    assert [line.status for line in diary.book_of("ann")] == [BOOKED]
    diary.put(replace(row, status=status))
    assert diary.remove(row.id).status == status
    assert diary.book_of("ann") == []


def test_what_was_withdrawn_leaves_no_trace() -> None:
    diary = diary_of(clinic(scan("a1", 0)))
    [row] = diary.of_patient("ann")
    diary.put(replace(row, status=WITHDRAWN))
    assert (len(diary), diary.book_of("ann"), counts(diary, 0, "9:00")) == (0, [], (0, 0, 0))
    assert row.id not in diary


def test_what_the_clinic_does_not_have_is_refused() -> None:
    diary = diary_of(clinic(scan("a1", 0)))
    [row] = diary.of_patient("ann")
    with pytest.raises(UnknownName, match="no appointment 'x'"):
        diary.remove("x")
    with pytest.raises(UnknownName, match="no plan 'x'"):
        diary.put(replace(row, id="other", plan="x"))
    assert len(diary) == 1


def test_others_are_those_who_share_something() -> None:
    given = clinic(
        scan("b1", 0, "9:00"),
        practitioners=[practitioner("mai"), practitioner("tom")],
        rooms=[room("one"), room("two")],
    )
    diary = diary_of(given)
    [theirs] = diary.of_plan("b")
    mine = replace(theirs, id="mine", plan="a", practitioner="tom", room="two")
    assert diary.others([mine]) == [theirs]  # the lamp
    assert diary.others([replace(mine, start=at(1, "9:00"), end=at(1, "10:00"))]) == []
    assert diary.others([replace(mine, plan="b")]) == []  # of the same patient


def test_other_facts_count_from_then_on() -> None:
    given = clinic()
    diary = diary_of(given)
    assert given.day(offers(diary, "a", k=1, now=at(0, "0:00"))[0].rows[0].start) == day(0)
    diary.change(replace(given, absences=(absence("mai", 0),)))
    assert given.day(offers(diary, "a", k=1, now=at(0, "0:00"))[0].rows[0].start) == day(1)
    diary.change(replace(given, events=(event("fever", -1, until=3),), services={"scan": replace(SCAN, acts=("x",))}))
    assert given.day(offers(diary, "a", k=1, now=at(0, "0:00"))[0].rows[0].start) == day(3)


def test_what_rows_take_is_counted_again_only_for_facts_that_decide_it() -> None:
    """A year of rows takes long to count, and somebody falls ill every week."""
    given = clinic(scan("a1", 0))
    diary = diary_of(given)
    timetable, taken = diary.days(day(0), day(30))
    diary.change(replace(given, events=(event("fever", 0),)))
    assert diary.days(day(0), day(30)) == (timetable, taken)
    diary.change(replace(given, absences=(absence("mai", 1),)))
    again = diary.days(day(5), day(30))
    assert again[0] is not timetable
    assert (again[0].first, again[0].last) == (timetable.first, timetable.last)
    assert again[1] is taken
    diary.change(replace(given, closures=(absence("lamp", 1),)))
    assert counts(diary, 1, "9:00") == (0, 0, 1)


def test_days_are_laid_out_from_today_on_whatever_is_asked_first() -> None:
    later = plan("a", "scan", start=40)
    diary = diary_of(world([SCAN], plans=[later], equipment=[LAMP]))
    assert offers(diary, "a", k=1, now=at(0, "0:00"))
    assert diary.days(day(40), day(40))[0].first == day(0)


def test_days_before_and_after_those_laid_out() -> None:
    diary = diary_of(clinic(scan("a1", 0), scan("b1", 900)))
    assert counts(diary, 0, "9:00") == (1, 1, 1)
    _, taken = diary.days(day(-50), day(900))
    assert taken.counts.sum() == 2 * (30 + 70 + 60) // (taken.tick // minutes(1))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3000), st.randoms(use_true_random=False))
def test_removed_rows_leave_no_trace(seed: int, rng: Random) -> None:
    given = Draw(seed).clinic()
    diary = diary_of(given)
    diary.days(day(-10), day(30))
    rows: list[Appointment] = [row for id in given.patients for row in diary.of_patient(id)]
    gone = [row for row in rows if rng.random() < 0.5]
    for row in gone:
        diary.remove(row.id)
    for row in rng.sample(gone, len(gone) // 2):
        diary.put(row)
        gone.remove(row)
    fresh = Diary(given, [row for row in rows if row not in gone])
    taken, clean = diary.days(day(-10), day(30))[1], fresh.days(day(-10), day(30))[1]
    assert np.array_equal(taken.counts, clean.counts)
    assert +taken.sessions == +clean.sessions
    assert sum(clean.sessions.values()) <= len(rows)

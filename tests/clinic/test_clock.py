"""The clinic's wall clock across the days on which it is put forward and back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from tests.worlds import UTC, hours, minutes, world

FORWARD, BACK = date(2026, 3, 8), date(2026, 11, 1)  # in Edmonton, at two in the morning
USUAL = date(2026, 6, 1)


@pytest.mark.parametrize(("day", "starts", "length"), [(USUAL, 48, 24), (FORWARD, 46, 23), (BACK, 50, 25)])
def test_the_grid_has_each_moment_of_the_day_once(day: date, starts: int, length: int) -> None:
    clinic = world()
    grid = clinic.grid(day)
    assert len(grid) == len(set(grid)) == starts
    assert grid == sorted(grid)
    whole = clinic.whole_day(day)
    assert whole.end - whole.start == timedelta(hours=length)
    assert all(whole.start <= moment < whole.end and clinic.day(moment) == day for moment in grid)
    assert [clinic.on_grid(moment) for moment in grid] == [True] * starts


def test_no_session_starts_in_the_hour_that_is_left_out() -> None:
    clinic = world()
    assert {clinic.local(moment).hour for moment in clinic.grid(FORWARD)} == set(range(24)) - {2}


def test_the_hour_that_comes_twice_is_on_the_grid_twice() -> None:
    clinic = world()
    clocks = [f"{clinic.local(moment):%H:%M}" for moment in clinic.grid(BACK)]
    assert clocks[:7] == ["00:00", "00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]


def test_a_moment_that_comes_twice_is_the_earlier_one() -> None:
    assert world().moment(BACK, time(1, 30)) == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert world().moment(BACK, time(2, 30)) == datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("day", "early", "late"), [(USUAL, 2, 2), (FORWARD, 1, 2), (BACK, 3, 2)])
def test_hours_keep_to_the_wall_clock(day: date, early: int, late: int) -> None:
    spans = world().hours_on(day, hours("1:00-3:00", "22:00-24:00"))
    assert [span.end - span.start for span in spans] == [timedelta(hours=early), timedelta(hours=late)]


@pytest.mark.parametrize(("every", "starts"), [(1, 1440), (15, 96), (7, 206), (1440, 1)])
def test_the_grid_counts_from_midnight(every: int, starts: int) -> None:
    clinic = world(start_every=minutes(every))
    assert len(clinic.grid(USUAL)) == starts
    assert clinic.grid(USUAL)[0] == clinic.moment(USUAL)


def test_holidays_close_unless_opened_and_further_days_may_be_closed() -> None:
    canada_day, eve = date(2026, 7, 1), date(2026, 6, 30)
    clinic = world(holidays="CA-AB", closed=frozenset({eve}))
    assert clinic.why_closed(canada_day) == "Canada Day"
    assert clinic.why_closed(eve) == "closed by the clinic"
    assert clinic.why_closed(date(2026, 7, 2)) is None
    assert world(holidays="CA-AB", open=frozenset({canada_day})).why_closed(canada_day) is None
    assert world().why_closed(canada_day) is None

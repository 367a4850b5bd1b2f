"""Spans, days and weekly hours, held against counting minute by minute and day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.clinic import Days, Horizon, Span, WeeklyHours
from planner.clinic.spans import add_months, cut, days_in_month, monday, outside
from planner.errors import Nonsense
from tests.worlds import world

NOON = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("UTC"))
DAY_ZERO = date(2026, 6, 1)
LONG = 24
HOUR = timedelta(hours=1)


def moment(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def span(start: int, end: int) -> Span:
    return Span(moment(start), moment(end))


def day(number: int) -> date:
    return DAY_ZERO + timedelta(days=number)


spans = st.tuples(st.integers(0, LONG), st.integers(1, 8)).map(lambda pair: span(pair[0], pair[0] + pair[1]))
apart = st.lists(st.integers(0, LONG), unique=True, max_size=8).map(
    lambda ends: [span(start, end) for start, end in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False)]
)
days = st.builds(
    lambda first, more: Days(day(first), None if more is None else day(first + more)),
    st.integers(0, 20),
    st.none() | st.integers(0, 10),
)
limit = st.none() | st.integers(-10, 30).map(day)


def minutes_of(pieces: list[Span]) -> set[datetime]:
    return {moment(m) for m in range(-10, LONG + 20) for piece in pieces if piece.start <= moment(m) < piece.end}


@given(spans, st.lists(spans, max_size=5))
def test_cut_leaves_just_the_minutes_not_taken(whole: Span, away: list[Span]) -> None:
    left = cut(whole, away)
    assert minutes_of(left) == minutes_of([whole]) - minutes_of(away)
    assert all(one.end < other.start for one, other in pairwise(left))
    assert all(piece.start < piece.end for piece in left)


@given(apart, spans)
def test_outside_is_what_no_one_row_holds(rows: list[Span], session: Span) -> None:
    """A session overlaps nothing outside the rows just when one row holds it whole; rows that touch are not joined."""
    closed = outside(span(-10, LONG + 20), rows)
    assert any(piece.overlaps(session) for piece in closed) == (not any(row.holds(session) for row in rows))


def test_a_seam_lies_where_two_rows_touch() -> None:
    assert outside(span(0, 30), [span(0, 10), span(10, 20)]) == [span(10, 10), span(20, 30)]
    assert span(10, 10).overlaps(span(5, 15))
    assert not span(10, 10).overlaps(span(10, 15))
    assert not span(10, 10).overlaps(span(5, 10))


@given(spans, spans)
def test_spans_overlap_when_they_share_a_minute(one: Span, other: Span) -> None:
    assert one.overlaps(other) == bool(minutes_of([one]) & minutes_of([other]))
    assert one.holds(other) == (minutes_of([other]) <= minutes_of([one]))


def days_of(pieces: list[Days]) -> set[date]:
    return {day(number) for number in range(-5, 45) for piece in pieces if day(number) in piece}


@given(days, days)
def test_days_without_others(these: Days, other: Days) -> None:
    left = these.without(other)
    assert days_of(left) == days_of([these]) - days_of([other])
    assert left == sorted(left, key=lambda piece: piece.first)


@given(days, st.integers(-5, 35), st.integers(0, 10))
def test_days_clipped(these: Days, first: int, more: int) -> None:
    clipped = these.clipped(day(first), day(first + more))
    assert days_of([clipped] if clipped else []) == days_of([these]) & {day(first + n) for n in range(more + 1)}


def test_days_say_themselves() -> None:
    assert str(Days(day(0), day(2))) == "2026-06-01 to 2026-06-03"
    assert str(Days(day(0), None)) == "from 2026-06-01 on"


@st.composite
def weekly(draw: st.DrawFn) -> WeeklyHours:
    start, long = draw(st.integers(0, 23)), draw(st.integers(1, 24))
    end = time(start + long) if start + long < 24 else time(0)
    first, last = draw(limit), draw(limit)
    if first and last and first > last:
        first, last = last, first
    every = draw(st.integers(1, 3)) if first else 1
    return WeeklyHours(draw(st.integers(0, 2)), time(start), end, first, last, every)


def hours_on(rows: Iterable[WeeklyHours], on: date) -> set[int]:
    """The hours of a day, told from the rows' own sentence."""
    found: set[int] = set()
    for row in rows:
        weeks = (monday(on) - monday(row.first)).days // 7 if row.first else 0
        in_force = (row.first is None or row.first <= on) and (row.last is None or on <= row.last)
        if on.weekday() == row.weekday and in_force and weeks % row.every == 0:
            found |= set(range(row.start.hour, row.end.hour or 24))
    return found


@given(st.lists(weekly(), max_size=4))
def test_rows_that_touch_or_overlap_are_one(rows: list[WeeklyHours]) -> None:
    clinic = world()
    for on in map(day, range(-15, 30)):
        midnight = clinic.moment(on)
        found = clinic.hours_on(on, rows)
        spans = [((span.start - midnight) // HOUR, (span.end - midnight) // HOUR) for span in found]
        assert all(end < start for (_, end), (start, _) in pairwise(spans))
        assert {hour for start, end in spans for hour in range(start, end)} == hours_on(rows, on)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 8, 31), 6, date(2027, 3, 1)),
        (date(2027, 8, 31), 6, date(2028, 3, 1)),
        (date(2027, 8, 29), 6, date(2028, 2, 29)),
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 11, 30), 3, date(2027, 3, 1)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 6, 30), 1, date(2026, 7, 30)),
    ],
)
def test_months_are_calendar_months(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@pytest.mark.parametrize(("year", "month", "days"), [(2026, 2, 28), (2028, 2, 29), (2026, 12, 31), (2026, 4, 30)])
def test_days_in_a_month(year: int, month: int, days: int) -> None:
    assert days_in_month(year, month) == days


@pytest.mark.parametrize(
    ("start", "end", "first", "last", "sentence"),
    [
        (time(12), time(9), None, None, "the hours end at 09:00, not after their start 12:00"),
        (time(9), time(9), None, None, "the hours end at 09:00, not after their start 09:00"),
        (time(9), time(12), day(2), day(1), "the hours end on 2026-06-02, before their first day 2026-06-03"),
    ],
)
def test_hours_that_cannot_be(start: time, end: time, first: date | None, last: date | None, sentence: str) -> None:
    with pytest.raises(Nonsense, match=sentence):
        WeeklyHours(0, start, end, first, last)


def test_a_horizon_is_a_month_and_the_days_after_it() -> None:
    assert Horizon.month("2026-02", 3) == Horizon(date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 3))
    assert date(2026, 3, 3) in Horizon.month("2026-02", 3)
    assert date(2026, 3, 4) not in Horizon.month("2026-02", 3)
    assert len(Horizon.month("2026-02", 3).days) == 31

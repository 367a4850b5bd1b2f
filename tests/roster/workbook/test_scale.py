"""The time scale of the day sheets."""

from __future__ import annotations

import pytest

from planner.roster.workbook.scale import Scale

NINE, TEN = 9 * 60, 10 * 60


def test_it_begins_and_ends_at_full_hours_and_a_row_begins_at_every_start() -> None:
    scale = Scale.of([NINE + 15, NINE + 45], [TEN + 20], 1000)
    assert (scale.first, scale.last, scale.step) == (NINE, 11 * 60, 15)
    assert [scale.row(minute) for minute in (NINE, NINE + 15, TEN + 20, 11 * 60)] == [0, 1, 5, 8]
    assert [scale.until(minute) for minute in (NINE + 15, TEN + 20, 11 * 60)] == [1, 6, 8]
    assert scale.hours == [NINE, TEN]


def test_the_rows_are_no_finer_than_needed() -> None:
    assert Scale.of([NINE, TEN + 30], [TEN], 1000).step == 30
    assert Scale.of([NINE, NINE + 1], [TEN], 1000).step == 5  # never by the minute


@pytest.mark.parametrize("room", [100.0, 400.0, 5000.0])
def test_it_fits_the_page(room: float) -> None:
    scale = Scale.of([8 * 60], [20 * 60], room)
    assert scale.height <= room
    assert scale.points * 60 / scale.step <= 84


def test_what_lies_beyond_ends_with_it() -> None:
    scale = Scale.of([NINE], [TEN], 100)
    assert (scale.row(0), scale.row(24 * 60)) == (0, scale.rows)


def test_nothing_is_a_working_day() -> None:
    assert (Scale.of([], [], 100).first, Scale.of([], [], 100).last) == (NINE, 17 * 60)

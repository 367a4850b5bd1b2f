"""Days and stretches of days in words."""

from __future__ import annotations

from datetime import date

import pytest

from planner.clinic import Horizon
from planner.roster.format.dates import asked, between, label, long_label, period


def test_a_day_is_written_short_and_long() -> None:
    assert (label(date(2026, 12, 1)), long_label(date(2026, 12, 1))) == ("Tue 1 Dec", "Tuesday, 1 December 2026")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 12, 1), date(2026, 12, 1), "1 December 2026"),
        (date(2026, 12, 1), date(2026, 12, 31), "1–31 December 2026"),
        (date(2026, 11, 30), date(2026, 12, 6), "30 November – 6 December 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 December 2026 – 3 January 2027"),
    ],
)
def test_month_and_year_are_said_once(first: date, last: date, said: str) -> None:
    assert between(first, last) == said


def test_only_a_whole_month_is_called_by_its_name() -> None:
    assert period(Horizon.month("2026-12")) == "December 2026"
    assert period(Horizon.between(date(2026, 12, 1), date(2026, 12, 30))) == "1–30 December 2026"
    assert period(Horizon.between(date(2026, 11, 1), date(2026, 12, 31))) == "1 November – 31 December 2026"


def test_the_draft_is_named_where_there_is_one() -> None:
    assert asked(Horizon.month("2026-12")) == (
        "The days asked for are 1–31 December 2026. "
        "Up to 14 January 2027 there is a draft, to be planned again next time."
    )
    assert asked(Horizon.month("2026-12", look_ahead=0)) == "The days asked for are 1–31 December 2026."

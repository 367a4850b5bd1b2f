"""Days and stretches of days as people write them."""

from __future__ import annotations

from datetime import date

from planner.clinic import Horizon
from planner.clinic.spans import DAY

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def label(day: date) -> str:
    """Such as `Tue 1 Dec`."""
    return f"{day:%a} {day.day} {day:%b}"


def long_label(day: date) -> str:
    """Such as `Tuesday, 1 December 2026`."""
    return f"{WEEKDAYS[day.weekday()]}, {in_full(day)}"


def in_full(day: date) -> str:
    """Such as `1 December 2026`."""
    return f"{day.day} {day:%B} {day.year}"


def week_of(day: date) -> str:
    """The week of a day, such as `Week 50`, by ISO 8601."""
    return f"Week {day.isocalendar().week}"


def between(first: date, last: date) -> str:
    """Such as `1–31 December 2026`, saying month and year no more often than needed."""
    if first == last:
        return in_full(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{in_full(last)}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%B}{year} – {in_full(last)}"


def period(horizon: Horizon) -> str:
    """The days asked for as people call them: `December 2026` for a whole month."""
    whole = horizon.first.day == 1 and (horizon.last + DAY).day == 1
    if whole and (horizon.first.year, horizon.first.month) == (horizon.last.year, horizon.last.month):
        return f"{horizon.first:%B} {horizon.first.year}"
    return between(horizon.first, horizon.last)


def asked(horizon: Horizon) -> str:
    """Which days a roster answers for, in a sentence or two."""
    sentences = f"The days asked for are {between(horizon.first, horizon.last)}."
    if horizon.end > horizon.last:
        sentences += f" Up to {in_full(horizon.end)} there is a draft, to be planned again next time."
    return sentences

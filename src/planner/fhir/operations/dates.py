"""Dates as searches say them: a prefix, and a stretch of time (R4, section 3.1.1.4.5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.clinic.spans import DAY
from planner.errors import Nonsense
from planner.fhir.moments import PARTIAL, is_day, read_day, read_moment

PREFIXES: dict[str, Callable[[datetime, datetime, datetime], bool]] = {
    "eq": lambda at, start, end: start <= at < end,
    "ne": lambda at, start, end: not start <= at < end,
    "ge": lambda at, start, end: at >= start,
    "le": lambda at, start, end: at < end,
    "gt": lambda at, start, end: at >= end,
    "lt": lambda at, start, end: at < start,
    "sa": lambda at, start, end: at >= end,
    "eb": lambda at, start, end: at < start,
}
MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?=Z|[+-])")
"""A moment to the minute, as searches may say it."""


def dated(zone: ZoneInfo, text: str) -> Callable[[datetime], bool]:
    """Whether a moment is as a search asks. A year, a month or a date is all of it, on the clinic's clock.

    Raises Nonsense for what is no date.
    """
    prefix, value = (text[:2], text[2:]) if text[:2].isalpha() else ("eq", text)
    if prefix not in PREFIXES:
        raise Nonsense(f"the prefix {prefix} is not known here; use one of {', '.join(PREFIXES)}")
    start, end = _stretch(zone, value)
    return lambda at: PREFIXES[prefix](at, start, end)


def _stretch(zone: ZoneInfo, value: str) -> tuple[datetime, datetime]:
    if "T" in value:
        return _moment(value)
    if not (is_day(value) or PARTIAL.fullmatch(value)):
        raise Nonsense(f"date is {value!r}; give a date such as ge2026-12-01")
    first = read_day(f"{value}-01-01"[:10], zone)
    try:
        last = first + DAY if len(value) == 10 else _after(first, len(value) == 4)
        start, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (first, last))
    except (ValueError, OverflowError):
        raise Nonsense(f"date is {value!r}, which is out of reach") from None
    return start, end


def _after(first: date, year: bool) -> date:
    """The first day of the year, or the month, after."""
    return date(first.year + (year or first.month == 12), 1 if year else first.month % 12 + 1, 1)


def _moment(value: str) -> tuple[datetime, datetime]:
    whole = MINUTE.sub(lambda match: f"{match[0]}:00", value)
    start = read_moment(whole)
    return start, start + (timedelta(seconds=1) if whole == value else timedelta(minutes=1))

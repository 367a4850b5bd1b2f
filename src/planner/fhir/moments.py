"""Dates and moments as FHIR writes them, and read back: whole ones only, since part of a date closes no day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.files.reading.cells import Unreadable

PARTIAL = re.compile(r"\d{4}(-\d{2})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})")
ASK = "ask for the whole date, such as 2026-12-01"


def written(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the clinic's clock with its offset; in UTC where that offset has seconds, which FHIR cannot say."""
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    if offset % timedelta(minutes=1):
        local = moment.astimezone(UTC)
    return local.isoformat().replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    """A moment, in UTC. Raises Unreadable for what is none, or only a day."""
    match = MOMENT.fullmatch(text)
    if not match:
        _refuse_partial(text)
        raise Unreadable(f"{text!r} is no moment", "give one with its offset, such as 2026-12-01T09:30:00-07:00")
    try:
        fraction = (match[3] or "")[:7]
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{fraction}{match[4]}").astimezone(UTC)
    except (ValueError, OverflowError) as why:
        raise Unreadable(f"{text!r} is no moment: {why}", "give one that there is") from None


def read_day(text: str, zone: ZoneInfo) -> date:
    """A date, or the clinic's day of a moment. Raises Unreadable for a year or a month alone."""
    if DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Unreadable(f"{text!r} is no day of the calendar", ASK) from None
    _refuse_partial(text)
    return read_moment(text).astimezone(zone).date()


def is_day(text: str) -> bool:
    """Whether a date is said, and no time of day."""
    return DAY.fullmatch(text) is not None


def _refuse_partial(text: str) -> None:
    if PARTIAL.fullmatch(text):
        what = "year" if len(text) == 4 else "month"
        raise Unreadable(f"only the {what} {text} is known, which says on no day from when", ASK)

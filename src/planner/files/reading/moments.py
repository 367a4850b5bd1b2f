"""Dates and times from text.

Spreadsheets rewrite what is typed into them, so their forms are recognised: accepted where only one thing can be
meant, and otherwise named in the mend.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from planner.clinic import Usual
from planner.clinic.clinic import UTC
from planner.clinic.spans import DAY, MIDNIGHT
from planner.faults import quoted
from planner.files.reading.cells import Unreadable, weekday

YEARS = range(1900, 3000)

_DATE = "([0-9]{4}-[0-9]{2}-[0-9]{2})"
_CLOCK = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?"
_MOMENT = re.compile(rf"{_DATE}[T ]{_CLOCK}\s?(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?")
_SERIAL = re.compile(r"[2-9][0-9]{4}(\.[0-9]+)?")
_OTHER_DATES = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"),
    *("%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%m-%Y"),
)


class When(NamedTuple):
    """A whole day, or a moment on the wall clock (with an offset: anywhere).

    `stamped` marks midnight on the wall clock, however it is written: so spreadsheets and pandas write a plain date.
    """

    day: date
    at: datetime | None = None
    stamped: bool = False


def day(cell: str) -> date:
    if re.fullmatch(_DATE, cell):
        return _date(cell)
    moment = _MOMENT.fullmatch(cell)
    if moment and not any(int(part or 0) for part in moment.groups()[1:5]) and not moment[6]:
        return _date(moment[1])
    if moment:
        raise Unreadable(f"{quoted(cell)} has a time of day where a date belongs", f"write only the date, {moment[1]}")
    raise Unreadable(f"{quoted(cell)} is no date of the form YYYY-MM-DD", _guessed_date(cell))


def last_day(cell: str) -> date | None:
    """A last day; 9999-12-31, as other systems write it, sets no limit."""
    return None if cell.startswith("9999-12-31") else day(cell)


def clock(cell: str) -> time:
    hour, minute = _hour_and_minute(cell)
    if hour == 24:
        raise Unreadable(f"{quoted(cell)} is the day's end, not a start", "write a time from 00:00 to 23:59")
    return time(hour, minute)


def end_clock(cell: str) -> time:
    """A time that ends something: 24:00, and 00:00 likewise, is the day's end."""
    hour, minute = _hour_and_minute(cell)
    return time(hour % 24, minute)


def usual(cell: str) -> Usual:
    """A weekday and a time of day."""
    name, _, at = cell.partition(" ")
    if not at.strip():
        raise Unreadable(f"{quoted(cell)} is no weekday with a time of day", "write both, like tue 11:00")
    return Usual(weekday(name), clock(at.strip()))


def moment(cell: str) -> datetime:
    """A date and time, with an offset or on the clinic's wall clock."""
    match = _MOMENT.fullmatch(cell)
    if not match:
        otherwise = "write a local date and time like 2026-12-01T09:30"
        mend = f"add a time of day, like {cell}T09:30" if re.fullmatch(_DATE, cell) else otherwise
        raise Unreadable(f"{quoted(cell)} is no date with a time of day", mend)
    day, hour, minute, second, fraction, offset = match.groups()
    try:
        clock = time(int(hour), int(minute), int(second or 0), int((fraction or "").ljust(6, "0")))
        zone = datetime.fromisoformat(f"2000-01-01T00:00{offset}").tzinfo if offset else None
    except ValueError:
        raise Unreadable(f"{quoted(cell)} has a time of day that does not exist", "use 00:00 to 23:59") from None
    return datetime.combine(_date(day), clock, zone)


def when(cell: str) -> When:
    """A whole day, or a date with a time of day."""
    if not _MOMENT.fullmatch(cell):
        return When(day(cell))
    at = moment(cell)
    return When(at.date(), at, at.time() == MIDNIGHT and at.tzinfo is None)


def utc(at: datetime, zone: ZoneInfo) -> datetime:
    """A moment in UTC; one without an offset is on the clinic's wall clock, the earlier where that shows it twice."""
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def shown_moment(at: datetime, zone: ZoneInfo) -> datetime:
    """A moment in UTC, likewise; refused where the clinic's wall clock skips it."""
    moment = utc(at, zone)
    shown = moment.astimezone(zone).replace(tzinfo=None)
    if at.tzinfo is None and shown != at:
        raise Unreadable(
            f"the clocks go forward over {at:%H:%M} on {at:%Y-%m-%d}, that time does not exist",
            f"write a time that does, perhaps {shown:%Y-%m-%dT%H:%M}",
        )
    return moment


def _date(iso: str) -> date:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise Unreadable(f"{iso} is not in the calendar", "use a day that exists, as YYYY-MM-DD") from None
    if day.year not in YEARS:
        raise Unreadable(f"the year of {iso} is out of reach", f"use a year from {YEARS[0]} to {YEARS[-1]}")
    return day


def _guessed_date(cell: str) -> str:
    if _SERIAL.fullmatch(cell):
        probably = date(1899, 12, 30) + int(float(cell)) * DAY
        return f"that is a spreadsheet's day number, probably {probably}; write it so"
    guesses = []
    for form in _OTHER_DATES:
        try:
            guesses.append(datetime.strptime(cell, form).date())
        except ValueError:
            continue
    likely = sorted({str(guess) for guess in guesses if guess.year in YEARS})
    if likely:
        return f"write {' or '.join(likely)}" + (", whichever is meant" if len(likely) > 1 else "")
    return "write the date like 2026-12-01"


def _hour_and_minute(cell: str) -> tuple[int, int]:
    match = re.fullmatch(_CLOCK, cell)
    if not match:
        raise Unreadable(f"{quoted(cell)} is no time of day of the form HH:MM", _guessed_time(cell))
    hour, minute, *seconds = (int(part or 0) for part in match.groups())
    if any(seconds):
        raise Unreadable(f"{quoted(cell)} has seconds", f"write {hour:02}:{minute:02}")
    if minute > 59 or hour * 60 + minute > 24 * 60:
        raise Unreadable(f"{quoted(cell)} is not on the clock", "use 00:00 to 24:00")
    return hour, minute


def _guessed_time(cell: str) -> str:
    if re.fullmatch(r"0?\.[0-9]+", cell):
        minutes = round(timedelta(days=float(cell)) / timedelta(minutes=1))
        return f"that is a spreadsheet's fraction of a day, probably {minutes // 60:02}:{minutes % 60:02}; write it so"
    match = re.fullmatch(r"([0-9]{1,2})(?:[.:h ]?([0-9]{2}))?\s*([ap])?\.?m?\.?", cell.lower())
    if match and int(match[1]) < 24 and int(match[2] or 0) < 60:
        hour = int(match[1]) % 12 + 12 * (match[3] == "p") if match[3] else int(match[1])
        return f"write {hour:02}:{int(match[2] or 0):02}"
    return "write the time like 09:30"

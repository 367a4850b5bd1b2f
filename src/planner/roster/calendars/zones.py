"""A time zone as a calendar says it, RFC 5545 section 3.6.5."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from planner.clinic.spans import DAY, days_in_month

UTC = ZoneInfo("UTC")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Observance:
    """A time the zone keeps, and the one it has come from."""

    before: timedelta
    after: timedelta
    name: str
    daylight: bool


@cache
def vtimezone(zone: ZoneInfo, first: int, last: int) -> Timezone:
    """The zone's VTIMEZONE, true from the first to the last of these years.

    The onset of each observance is given in the time before it, as the RFC asks. A change that comes every year alike
    is an RRULE, for there are calendars, Outlook among them, that pass over dates listed one by one.
    """
    begin, end = date(first - 1, 1, 1), date(last + 1, 12, 31)
    onsets: dict[Observance, list[datetime]] = defaultdict(list)
    for moment in _changes(zone, begin, end):
        before, at = (moment - SECOND).astimezone(zone), moment.astimezone(zone)
        onsets[_observance(before, at)].append((moment + _offset(before)).replace(tzinfo=None))
    start = datetime(begin.year, 1, 1, tzinfo=zone)
    if not any(onset.year < first for starts in onsets.values() for onset in starts):
        onsets[_observance(start, start)].append(start.replace(tzinfo=None))
    component = Timezone()
    component.add("TZID", zone.key)
    for observance, starts in sorted(onsets.items(), key=lambda pair: pair[1]):
        component.add_component(_component(observance, starts, end.year))
    return component


def _changes(zone: ZoneInfo, begin: date, end: date) -> list[datetime]:
    """The moments, in UTC, at which the zone's offset from UTC changes."""
    moments = []
    at = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
    while at.date() <= end:
        if _offset((at + DAY).astimezone(zone)) != _offset(at.astimezone(zone)):
            low, high = at, at + DAY
            while high - low > SECOND:
                middle = low + (high - low) // 2 // SECOND * SECOND
                same = _offset(middle.astimezone(zone)) == _offset(at.astimezone(zone))
                low, high = (middle, high) if same else (low, middle)
            moments.append(high)
        at += DAY
    return moments


def _component(observance: Observance, starts: list[datetime], last_year: int) -> TimezoneStandard | TimezoneDaylight:
    component = TimezoneDaylight() if observance.daylight else TimezoneStandard()
    component.add("DTSTART", starts[0])
    component.add("TZOFFSETFROM", observance.before)
    component.add("TZOFFSETTO", observance.after)
    component.add("TZNAME", observance.name)
    rule = _yearly(starts)
    if rule and starts[-1].year == last_year:
        component.add("RRULE", rule)
    elif starts[1:]:
        component.add("RDATE", starts[1:])
    return component


def _yearly(starts: list[datetime]) -> vRecur | None:
    """The rule by which a change comes every year, such as the last Sunday of October; None where there is none."""
    years = [start.year for start in starts]
    if len(starts) < 2 or years != list(range(years[0], years[0] + len(starts))):
        return None
    if len({(start.month, start.weekday(), start.time()) for start in starts}) > 1:
        return None
    from_start = {(start.day - 1) // 7 + 1 for start in starts}
    is_last = all(start.day + 7 > days_in_month(start.year, start.month) for start in starts)
    if len(from_start) > 1 and not is_last:
        return None
    place = -1 if is_last else from_start.pop()
    weekday = f"{place}{WEEKDAYS[starts[0].weekday()]}"
    return vRecur({"FREQ": "YEARLY", "BYMONTH": starts[0].month, "BYDAY": weekday})


def _observance(before: datetime, at: datetime) -> Observance:
    return Observance(_offset(before), _offset(at), at.tzname() or "", bool(at.dst()))


def _offset(moment: datetime) -> timedelta:
    offset: Any = moment.utcoffset()
    return offset if isinstance(offset, timedelta) else timedelta(0)

"""A calendar in iCalendar's form (RFC 5545), read into the times that it says are taken."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from planner.clinic import Span
from planner.errors import Nonsense
from planner.jobs.calendars.availability import outside_availability
from planner.jobs.calendars.events import UNREADABLE, Component, first_line, moment, occurrences, span_of
from planner.roster.calendars.feeds import SESSION

NOT_BUSY = {"STATUS": ("CANCELLED",), "TRANSP": ("TRANSPARENT",), "X-MICROSOFT-CDO-BUSYSTATUS": ("FREE",)}
PRIVATE = ("PRIVATE", "CONFIDENTIAL")


@dataclass(frozen=True, order=True)
class Taken:
    """A time that is taken, and by what; empty where the calendar calls that private."""

    span: Span
    title: str = ""


@dataclass
class Read:
    """What a calendar says: the times taken, in order, and what of it could not be read, each in a sentence."""

    taken: list[Taken] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def read_calendar(content: bytes, window: Span, zone: ZoneInfo, own: Container[str] = ()) -> Read:
    """The times taken within a window; `own` are the UIDs of events that planner itself has sent out.

    Times without a zone are on the clinic's clock. Raises Nonsense for what is no calendar.
    """
    read = Read()
    for calendar in _calendars(content):
        for event in _occurrences(calendar, window, own, read):
            if found := _taken(event, zone):
                read.taken.append(found)
        try:
            spans = [*_free_busy(calendar, zone), *outside_availability(calendar, window, zone)]
        except UNREADABLE as why:
            raise Nonsense(f"its VFREEBUSY or VAVAILABILITY cannot be read: {first_line(why)}") from None
        read.taken += [Taken(span) for span in spans]
    read.taken = sorted(clipped for each in read.taken if (clipped := _clipped(each, window)))
    return read


def _calendars(content: bytes) -> list[Calendar]:
    try:
        calendars = Calendar.from_ical(content, multiple=True)
        if not calendars or any(each.name != "VCALENDAR" for each in calendars):
            raise ValueError("it has no VCALENDAR")
    except UNREADABLE as why:
        raise Nonsense(f"this is no calendar: {first_line(why)}") from None
    return list(calendars)


def _occurrences(calendar: Calendar, window: Span, own: Container[str], read: Read) -> Iterator[Component]:
    """The occurrences of all events but planner's own; those of an event that cannot be read are told instead."""
    by_uid: dict[str, list[Component]] = {}
    for number, event in enumerate(calendar.walk("VEVENT"), 1):
        uid = str(event.get("UID", f"number {number}"))
        if uid not in own and SESSION not in event:
            by_uid.setdefault(uid, []).append(event)
    zones = calendar.walk("VTIMEZONE")
    for uid, events in by_uid.items():
        try:
            yield from occurrences(events, zones, window, calendar.get("X-WR-TIMEZONE"))
        except Nonsense as why:
            read.wrong.append(f"the event {uid} {why}")


def _taken(event: Component, zone: ZoneInfo) -> Taken | None:
    if any(str(event.get(key, "")).upper() in values for key, values in NOT_BUSY.items()):
        return None
    span = span_of(event, zone)
    private = str(event.get("CLASS", "")).upper() in PRIVATE
    return None if span is None else Taken(span, "" if private else " ".join(str(event.get("SUMMARY", "")).split()))


def _free_busy(calendar: Calendar, zone: ZoneInfo) -> Iterator[Span]:
    """The busy periods of VFREEBUSY, as a server that hides what is done publishes them."""
    for component in calendar.walk("VFREEBUSY"):
        given = component.get("FREEBUSY", [])
        for period in _flat(given):
            if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                start, end = period.dt
                yield Span(moment(start, zone), moment(start + end if isinstance(end, timedelta) else end, zone))


def _flat(given: Component) -> Iterator[Component]:
    if isinstance(given, list):
        for each in given:
            yield from _flat(each)
    else:
        yield given


def _clipped(taken: Taken, window: Span) -> Taken | None:
    span = Span(max(taken.span.start, window.start), min(taken.span.end, window.end))
    return Taken(span, taken.title) if span.start < span.end else None

"""When somebody is available, as VAVAILABILITY (RFC 7953) says it, turned round: the times at which they are not."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from planner.clinic import Span
from planner.clinic.spans import cut, union
from planner.jobs.calendars.events import Component, moment, occurrences, span_of

LOWEST = 10
"""PRIORITY 0, which says none, comes after 9, the lowest (section 3.2)."""


def outside_availability(calendar: Calendar, window: Span, zone: ZoneInfo) -> list[Span]:
    """What no AVAILABLE covers of the stretches that VAVAILABILITY speaks of; of two, that of higher priority counts.

    Raises Nonsense where one cannot be read: without it, all its stretch would seem closed.
    """
    settled: list[Span] = []
    closed: list[Span] = []
    for component in sorted(calendar.walk("VAVAILABILITY"), key=_priority):
        stretch = _stretch(component, window, zone)
        if stretch is not None:
            free = union(_available(component, calendar, window, zone))
            if str(component.get("BUSYTYPE", "")).upper() != "FREE":
                closed += [piece for each in cut(stretch, settled) for piece in cut(each, free)]
            settled = union([*settled, stretch])
    return union(closed)


def _priority(component: Component) -> int:
    return int(component.get("PRIORITY", 0)) or LOWEST


def _available(component: Component, calendar: Calendar, window: Span, zone: ZoneInfo) -> Iterator[Span]:
    by_uid: dict[str, list[Component]] = {}
    for available in component.walk("AVAILABLE"):
        by_uid.setdefault(str(available.get("UID", len(by_uid))), []).append(_as_event(available))
    for events in by_uid.values():
        for each in occurrences(events, calendar.walk("VTIMEZONE"), window):
            if span := span_of(each, zone):
                yield span


def _stretch(component: Component, window: Span, zone: ZoneInfo) -> Span | None:
    """What it speaks of, within the window; without a start or an end that is all there is."""
    start = moment(component["DTSTART"].dt, zone) if "DTSTART" in component else window.start
    end = window.end
    if "DTEND" in component:
        end = moment(component["DTEND"].dt, zone)
    elif "DURATION" in component and "DTSTART" in component:
        end = start + component["DURATION"].dt
    span = Span(max(start, window.start), min(end, window.end))
    return span if span.start < span.end else None


def _as_event(available: Component) -> Event:
    """An AVAILABLE recurs as an event does."""
    event = Event()
    for key, value in available.items():
        event[key] = value
    return event

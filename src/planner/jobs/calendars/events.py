"""Events of a calendar and when they take place: recurrences, exceptions, whole days, zones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from planner.clinic import Span
from planner.clinic.clinic import UTC
from planner.clinic.spans import DAY, MIDNIGHT
from planner.errors import Nonsense, NotInstalled

try:
    import recurring_ical_events
except ModuleNotFoundError as lacking:
    raise NotInstalled(
        f"calendars need their packages ({lacking}): pip install 'treatment-planner[calendars]'"
    ) from None

Component = Any
"""A component of a calendar; what its properties hold is told only by what they are."""
MOST = 20_000
"""Occurrences of an event within the days that are looked at; one of a person's has some hundred."""
ENDLESS = ("SECONDLY", "MINUTELY")
"""How often nothing of a person's comes."""
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
"""What the parser of calendars, and what unrolls them, raise for broken ones."""


def occurrences(
    events: Iterable[Component], zones: Iterable[Component], window: Span, named_zone: object = None
) -> list[Component]:
    """The occurrences of one event with its exceptions, each with its own start and end.

    `named_zone` is a calendar's X-WR-TIMEZONE, in which some of its writers mean times. Raises Nonsense for an event
    that cannot be read, or comes without measure.
    """
    alone = Calendar()
    if named_zone:
        alone.add("X-WR-TIMEZONE", named_zone)
    for zone in zones:
        alone.add_component(zone)
    try:
        for event in events:
            if any(often in ENDLESS for often in _how_often(event)):
                raise Nonsense("comes every second or minute")
            alone.add_component(event)
        times = recurring_ical_events.of(alone).between(window.start, window.end)
    except Nonsense:
        raise
    except UNREADABLE as why:
        raise Nonsense(f"cannot be read: {first_line(why)}") from None
    if len(times) > MOST:
        raise Nonsense(f"comes {len(times)} times in these days")
    return list(times)


def _how_often(event: Component) -> list[str]:
    rules = event.get("RRULE", [])
    return [
        str(often).upper() for rule in (rules if isinstance(rules, list) else [rules]) for often in rule.get("FREQ", [])
    ]


def span_of(component: Component, zone: ZoneInfo) -> Span | None:
    """From DTSTART to DTEND, or for DURATION; a day without either is whole, a moment without either takes no time."""
    if "DTSTART" not in component:
        return None
    begin = component["DTSTART"].dt
    if "DTEND" in component:
        end = component["DTEND"].dt
    elif "DURATION" in component:
        end = begin + component["DURATION"].dt
    else:
        end = begin if isinstance(begin, datetime) else begin + DAY
    span = Span(moment(begin, zone), moment(end, zone))
    return span if span.start < span.end else None


def moment(at: date | datetime, zone: ZoneInfo) -> datetime:
    """In UTC; a day is its first moment, and what names no zone is on the clinic's clock."""
    if not isinstance(at, datetime):
        at = datetime.combine(at, MIDNIGHT)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def first_line(why: Exception) -> str:
    return str(why).splitlines()[0][:100] if str(why) else type(why).__name__

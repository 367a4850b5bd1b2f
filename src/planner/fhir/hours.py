"""Weekly hours and times away, as practitioners, places and patients have them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from planner.clinic import Absence, Span, WeeklyHours
from planner.clinic.clinic import UTC
from planner.clinic.spans import DAY, MIDNIGHT, WEEKDAYS
from planner.errors import Nonsense
from planner.fhir.draft import order_of
from planner.fhir.elements import Element, element
from planner.fhir.extensions import of_fact, read_fields
from planner.fhir.moments import is_day
from planner.fhir.names import own
from planner.fhir.node import Node
from planner.fhir.writer import Writer, order

HOURS, ABSENCE = "hours", "absence"
UNSAID = "no-reason"
"""Marks a description that nobody gave."""
DAYS = {name: number for number, name in enumerate(WEEKDAYS)}
ONCE = ("weekday", "start", "end")
"""The fields of weekly hours that FHIR has."""


def of_hours(row: WeeklyHours, start: str, end: str, told: tuple[str, ...] = ONCE, place: int | None = None) -> Element:
    """One row; `start` and `end` are what the element calls them. An end of 00:00:00 is the day's end, as planner's."""
    whole = row.start == row.end == MIDNIGHT
    times = {"allDay": True} if whole else {start: row.start.isoformat(), end: row.end.isoformat()}
    more = [*of_fact(HOURS, row, told), *([] if place is None else order(place))]
    return element({"extension": more, "daysOfWeek": [WEEKDAYS[row.weekday]]}, **times)


def read_hours(node: Node, start: str, end: str, **given: Any) -> Iterator[tuple[int, WeeklyHours]]:
    """The rows of one element, a weekday each, with their place in the list; those of no weekday are of every day."""
    whole, begin, until = node.yes("allDay"), node.clock(start), node.clock(end)
    place = order_of(node)
    said = {**given, **read_fields(node, HOURS, WeeklyHours)}
    for day in node.texts("daysOfWeek") or WEEKDAYS:
        if day not in DAYS:
            node.fault("daysOfWeek", f"{day!r} is no weekday", f"give {', '.join(WEEKDAYS)}")
            continue
        times = (MIDNIGHT, MIDNIGHT) if whole else (begin or MIDNIGHT, until or MIDNIGHT)
        try:
            yield place, WeeklyHours(DAYS[day], *times, **said)
        except Nonsense as why:
            node.fault("", str(why), "mend the hours")


# --- away -------------------------------------------------------------------------------------------------------------


def of_period(writer: Writer, span: Span) -> Element:
    return {"start": writer.moment(span.start), "end": writer.moment(span.end)}


def of_absence(writer: Writer, absence: Absence, place: int) -> Element:
    """As the element that practitioners have for it, which must have a description."""
    more = [] if absence.reason else [{"url": own(UNSAID), "valueBoolean": True}]
    return element(
        extension=[*_more(absence, place), *more],
        description=absence.reason or "away",
        during=of_period(writer, absence.span),
    )


def of_away(writer: Writer, kind: str, absence: Absence, place: int) -> Element:
    """As an extension, for what has no such element."""
    reason = [{"url": "reason", "valueString": absence.reason}] if absence.reason else []
    during = {"url": "during", "valuePeriod": of_period(writer, absence.span)}
    return {"url": own(kind), "extension": [during, *reason, *_more(absence, place)]}


def _more(absence: Absence, place: int) -> list[Element]:
    return [*of_fact(ABSENCE, absence, ("of", "span", "reason")), *order(place)]


def read_absence(node: Node, of: str) -> tuple[int, Absence] | None:
    unsaid = any(extension.yes("valueBoolean") for extension in node.extensions(own(UNSAID)))
    said = node.text("description") or ""
    return _absence(node, node.part("during"), of, "" if unsaid else said)


def read_away(node: Node, of: str) -> tuple[int, Absence] | None:
    reasons = [extension.text("valueString") for extension in node.extensions("reason")]
    during = next(iter(node.extensions("during")), None)
    return _absence(node, during and during.part("valuePeriod"), of, next(iter(reasons), "") or "")


def _absence(node: Node, during: Node | None, of: str, reason: str) -> tuple[int, Absence] | None:
    span = None if during is None else read_span(during)
    place, more = order_of(node), read_fields(node, ABSENCE, Absence)
    if during is None:
        node.fault("during", "this does not say when", "give the start and the end")
    if span is None:
        return None
    try:
        return place, Absence(of, span, reason, **more)
    except Nonsense as why:
        node.fault("during", str(why), "give a later end")
    return None


def read_span(node: Node) -> Span | None:
    """The span of a Period, both ends said; a date as its end is the last day."""
    start, end = _moment(node, "start", False), _moment(node, "end", True)
    return Span(start, end) if start and end else None


def _moment(node: Node, key: str, last: bool) -> datetime | None:
    said = node.content.get(key)
    if said is None:
        node.fault(key, "this is open", "give a start and an end")
        return None
    if not (isinstance(said, str) and is_day(said)):
        return node.moment(key)
    day = node.day(key)
    if day is None:
        return None
    return datetime.combine(day + DAY if last else day, MIDNIGHT, node.reader.zone).astimezone(UTC)

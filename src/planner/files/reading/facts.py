"""The clinic's facts from the values of one row each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from planner.clinic import (
    Absence,
    Clearance,
    Entry,
    Equipment,
    Event,
    Patient,
    Plan,
    Practitioner,
    Room,
    Span,
    WeeklyHours,
)
from planner.clinic.spans import DAY, MIDNIGHT
from planner.files.reading.cells import Unreadable
from planner.files.reading.moments import When, shown_moment, utc

Values = Mapping[str, Any]
"""The values of a row by column."""


def practitioner(row: Values, zone: ZoneInfo) -> Practitioner:
    return Practitioner(
        id=row["practitioner"],
        name=row["name"] or row["practitioner"],
        qualifications=frozenset(row["qualifications"]),
        licensed_until=row["licensed_until"],
        max_sessions_per_day=row["max_sessions_per_day"],
    )


def hours(row: Values, zone: ZoneInfo) -> WeeklyHours:
    if row["from"] and row["until"] and row["from"] > row["until"]:
        raise Unreadable(f"this is before `from`, {row['from']}", "give a later day, or none", "until")
    return WeeklyHours(row["weekday"], row["start"], row["end"], row["from"], row["until"])


def absence(row: Values, zone: ZoneInfo) -> Absence:
    """Of a practitioner, or as a closure of a place."""
    start, end = row["start"], row["end"]
    span = Span(utc(_from(start), zone), utc(_until(start, end), zone))
    if span.start >= span.end:
        raise Unreadable("this is not after the start", "give a later end; of whole days, the last one is included")
    return Absence(row.get("practitioner") or row["what"], span, row["reason"])


def _from(start: When) -> datetime:
    return start.at or datetime.combine(start.day, MIDNIGHT)


def _until(start: When, end: When) -> datetime:
    # Where both are stamped midnights, a spreadsheet held two dates: the end day is included.
    whole = end.at is None or (end.stamped and (start.at is None or start.stamped))
    return datetime.combine(end.day + DAY, MIDNIGHT) if whole or end.at is None else end.at


def room(row: Values, zone: ZoneInfo) -> Room:
    return Room(row["room"], row["name"] or row["room"], frozenset(row["features"]))


def equipment(row: Values, zone: ZoneInfo) -> Equipment:
    return Equipment(row["equipment"], row["name"] or row["equipment"], row["units"])


def patient(row: Values, zone: ZoneInfo) -> Patient:
    return Patient(row["patient"], row["name"] or row["patient"], row["preferred_practitioner"], row["prefers"])


def plan(row: Values, zone: ZoneInfo) -> Plan:
    return Plan(
        id=row["plan"],
        patient=row["patient"],
        protocol=row["protocol"],
        start=row["start"],
        priority=row["priority"],
        sessions=row["sessions"],
        practitioner=row["practitioner"],
        finish_by=row["finish_by"],
    )


def event(row: Values, zone: ZoneInfo) -> Event:
    return Event(row["patient"], row["kind"], row["on"], row["until"], row["note"])


def clearance(row: Values, zone: ZoneInfo) -> Clearance:
    return Clearance(row["patient"], row["kind"], row["by"], row["on"], row["until"])


def entry(row: Values, zone: ZoneInfo) -> Entry:
    return Entry(
        id=row["appointment"],
        plan=row["plan"],
        number=row["number"],
        status=row["status"],
        start=shown_moment(row["start"], zone),
        practitioner=row["practitioner"],
        room=row["room"],
        phase=row["phase"],
        service=row["service"],
        fixed=row["fixed"],
    )


def as_read(row: Values, zone: ZoneInfo) -> Values:
    """The values themselves: what settings are made of is settled elsewhere."""
    return row

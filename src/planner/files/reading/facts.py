"""The clinic's facts from the values of one row each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.clinic import (
    Absence,
    Break,
    Clearance,
    Entry,
    Equipment,
    Event,
    Identifier,
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
        max_sessions_per_week=row["max_sessions_per_week"],
    )


def hours(row: Values, zone: ZoneInfo) -> WeeklyHours:
    if row["from"] and row["until"] and row["from"] > row["until"]:
        raise Unreadable(f"this is before `from`, {row['from']}", "give a later day, or none", "until")
    if row["every"] > 1 and not row["from"]:
        raise Unreadable(f"every {row['every']} weeks, counted from no day", "give the first day", "from")
    hours = (row["weekday"], row["start"], row["end"], row["from"], row["until"], row["every"])
    return WeeklyHours(*hours, row.get("site"))


def rest(row: Values, zone: ZoneInfo) -> Break:
    if row["end"] != MIDNIGHT and row["end"] <= row["start"]:
        raise Unreadable(f"this is not after the start {row['start']:%H:%M}", "give a later end", "end")
    return Break(row["weekday"], row["start"], row["end"], timedelta(minutes=row["minutes"]))


def absence(row: Values, zone: ZoneInfo) -> Absence:
    """Of a practitioner or a patient, or as a closure of a place."""
    start, end = row["start"], row["end"]
    span = Span(utc(_from(start), zone), utc(_until(start, end), zone))
    if span.start >= span.end:
        raise Unreadable("this is not after the start", "give a later end; of whole days, the last one is included")
    whose = next(row[column] for column in ("practitioner", "patient", "what") if column in row)
    return Absence(whose, span, row["reason"], row["source"])


def _from(start: When) -> datetime:
    return start.at or datetime.combine(start.day, MIDNIGHT)


def _until(start: When, end: When) -> datetime:
    # From midnight to midnight are two dates, as spreadsheets and pandas write them: the end day is included.
    whole = end.at is None or (end.stamped and (start.at is None or start.stamped))
    return datetime.combine(end.day + DAY, MIDNIGHT) if whole or end.at is None else end.at


def room(row: Values, zone: ZoneInfo) -> Room:
    return Room(row["room"], row["name"] or row["room"], frozenset(row["features"]), row["places"], row["site"])


def equipment(row: Values, zone: ZoneInfo) -> Equipment:
    return Equipment(row["equipment"], row["name"] or row["equipment"], row["units"])


def patient(row: Values, zone: ZoneInfo) -> Patient:
    both = [id for id in row["preferred_practitioner"] if id in row["not_with"]]
    if both:
        raise Unreadable(f"{', '.join(map(repr, both))} stands under preferred too", "keep one of the two", "not_with")
    return Patient(
        id=row["patient"],
        name=row["name"] or row["patient"],
        preferred_practitioners=tuple(dict.fromkeys(row["preferred_practitioner"])),
        prefers=row["prefers"],
        not_with=tuple(dict.fromkeys(row["not_with"])),
        phone=row["phone"],
        email=row["email"],
        note=row["note"],
    )


def plan(row: Values, zone: ZoneInfo) -> Plan:
    attended, last = row["attended"], row["last_attended"]
    if attended and last is None:
        raise Unreadable(f"{attended} sessions were attended, the last of them on no day", "give it", "last_attended")
    if last and not attended:
        raise Unreadable("the cell is empty, and the last attended day is given", "say how many were", "attended")
    return Plan(
        id=row["plan"],
        patient=row["patient"],
        protocol=row["protocol"],
        start=row["start"],
        priority=row["priority"],
        sessions=row["sessions"],
        practitioner=row["practitioner"],
        finish_by=row["finish_by"],
        usual=row["usual"],
        attended=row["attended"],
        last_attended=row["last_attended"],
    )


def event(row: Values, zone: ZoneInfo) -> Event:
    return Event(row["patient"], row["kind"], row["on"], row["until"], row["note"])


def clearance(row: Values, zone: ZoneInfo) -> Clearance:
    return Clearance(row["patient"], row["kind"], row["by"], row["on"], row["until"])


def identifier(row: Values, zone: ZoneInfo) -> Identifier:
    return Identifier(row["what"], row["id"], row["system"], row["value"])


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

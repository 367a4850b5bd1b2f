"""iCalendar (RFC 5545): a booking system's own calendar, an event a visit.

Only events that say who comes, in ATTENDEE, are visits; recurring ones are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from icalendar import Calendar

from planner.errors import Nonsense
from planner.files.reading.findings import Findings
from planner.jobs.imports.visit import BOOKED, CANCELLED, Export, Named, Visit, refuse_unknown

SYSTEM = "urn:planner:import:icalendar"
NOT_USED = "not used"
RECURRING = {"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
COLUMNS: Mapping[str, str] = {
    "UID": "the appointment",
    "DTSTART": "the start",
    "ATTENDEE": "the patient: the address, and CN for people",
    "ORGANIZER": "the practitioner: the address, and CN for people",
    "CATEGORIES": "the kind of visit: a protocol's identifier; SUMMARY where there is none",
    "SUMMARY": "the kind of visit, where there are no CATEGORIES",
    "LOCATION": "the room",
    "STATUS": "CANCELLED is cancelled",
    **dict.fromkeys(sorted(RECURRING), "no visit"),
    **dict.fromkeys(
        (
            *("DTEND", "DURATION", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DESCRIPTION", "TRANSP", "CLASS"),
            *("URL", "PRIORITY", "GEO", "CONTACT", "X-ALT-DESC"),
        ),
        NOT_USED,
    ),
}
"""What each property becomes."""


def read(name: str, content: bytes, findings: Findings) -> Export:
    try:
        calendars = Calendar.from_ical(content, multiple=True)
        if not calendars:
            raise ValueError
        events = [event for each in calendars for event in each.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, AttributeError):
        findings.fault(name, None, None, "this is no calendar", "give an .ics file as the system wrote it")
        return Export()
    refuse_unknown(name, [dict(event) for event in events], COLUMNS, findings)
    export = Export()
    for number, event in enumerate(events):
        place = f"VEVENT[{number}]"
        if "ATTENDEE" not in event or RECURRING & set(event):
            why = "it recurs" if RECURRING & set(event) else "it says nobody who comes"
            findings.warn(name, None, place, f"this is no visit: {why}")
            continue
        try:
            export.visits.append(_visit(event, place))
        except Nonsense as why:
            findings.fault(name, None, place, str(why), "mend it, or take the event out")
    return export


def _visit(event: Any, place: str) -> Visit:
    start = event.get("DTSTART")
    begin = getattr(start, "dt", None)
    if not isinstance(begin, datetime) or begin.tzinfo is None or "UID" not in event:
        raise Nonsense("this has no UID, or begins at no moment with a zone")
    attendee, organizer = event["ATTENDEE"], event.get("ORGANIZER")
    if isinstance(attendee, list):
        raise Nonsense("several come to this; planner knows visits of one patient")
    categories = event.get("CATEGORIES")
    kinds = [str(each) for each in getattr(categories, "cats", [])] or [str(event.get("SUMMARY", ""))]
    if not kinds[0]:
        raise Nonsense("this says no kind of visit, in CATEGORIES or SUMMARY")
    return Visit(
        id=str(event["UID"]),
        patient=_person(attendee),
        kind=Named(kinds[0], kinds[0]),
        practitioner=None if organizer is None else _person(organizer),
        start=begin,
        status=CANCELLED if str(event.get("STATUS", "")).upper() == "CANCELLED" else BOOKED,
        place=place,
        room=str(event.get("LOCATION", "")).strip(),
    )


def _person(address: Any) -> Named:
    email = str(address).removeprefix("mailto:").removeprefix("MAILTO:").casefold()
    name = str(address.params.get("CN", "")) if hasattr(address, "params") else ""
    return Named(email, name or email, email=email if "@" in email else "")

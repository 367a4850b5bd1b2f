"""Appointments searched (ITI-118): what is in the book, never what is only held or proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from planner.clinic import Clinic, Entry
from planner.clinic.spans import DAY
from planner.desk import Desk
from planner.errors import Nonsense
from planner.fhir.elements import Element, element
from planner.fhir.moments import is_day, read_day, read_moment
from planner.fhir.names import APPOINTMENT, PATIENT, PRACTITIONER, ROOM, logical_id, own
from planner.fhir.operations.answer import PROFILE, outcome
from planner.fhir.operations.find import meant
from planner.fhir.operations.request import Asked
from planner.fhir.release import R4, Release
from planner.fhir.resources.appointments import STATUSES, of_entry
from planner.fhir.writer import Writer

PARAMETERS = ("_id", "patient", "practitioner", "location", "actor", "status", "date", "identifier")
OTHERS = ("_count", "_format", "_offset")
Test = Callable[[Entry], bool]


def search(desk: Desk, asked: Asked, base: str = "", release: Release = R4) -> Element:
    """The Appointments that meet all that is asked, by start; `total` counts all, of which `_count` are given."""
    clinic = desk.clinic()
    tests = [_test(clinic, name, asked.texts(name)) for name in PARAMETERS if name != "date" and name in asked.values]
    times = [dated(clinic.timezone, text) for text in asked.texts("date")]
    met = (e for e in clinic.book if all(test(e) for test in tests) and all(time(e.start) for time in times))
    there = sorted(met, key=lambda entry: (entry.start, entry.id))
    offset = int(text) if (text := asked.text("_offset") or "0").isdecimal() else 0
    writer, page = Writer(clinic, release), there[offset : offset + asked.count]
    entries = [
        {"fullUrl": f"{base}/Appointment/{logical_id(e.id)}", "resource": of(writer, e), "search": {"mode": "match"}}
        for e in page
    ]
    link = [{"relation": "next", "url": _next(base, asked, offset)}] if offset + len(page) < len(there) else []
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(there)}
    return element(bundle, link=link, entry=[*entries, *not_looked_at(asked, (*PARAMETERS, *OTHERS))])


def not_looked_at(asked: Asked, known: Iterable[str]) -> list[Element]:
    """The entry of a Bundle that names the parameters which choose nothing; none where there are none."""
    unknown = sorted(set(asked.values) - {*known})
    words = f"not looked at: {', '.join(unknown)}"
    return [{"resource": outcome("warning", "not-supported", words), "search": {"mode": "outcome"}}] if unknown else []


def of(writer: Writer, entry: Entry) -> Element:
    """A row of the book by IHE's profile, which wants a requested period."""
    said = of_entry(writer, entry)
    period = [{"start": said["start"], "end": said["end"]}]
    if writer.release is R4:
        return {**_head(said), "meta": {"profile": [PROFILE]}, **said, "requestedPeriod": period}
    before = [*said][: [*said].index("basedOn")]
    return {**{key: said[key] for key in before}, "requestedPeriod": period, **said}


def _head(said: Element) -> Element:
    return {key: said[key] for key in ("resourceType", "id")}


def _next(base: str, asked: Asked, offset: int) -> str:
    rest = [(name, each) for name, values in asked.values.items() if name != "_offset" for each in values]
    return f"{base}/Appointment?{urlencode([*rest, ('_offset', offset + asked.count)])}"


def _test(clinic: Clinic, name: str, texts: list[str]) -> Test:
    """One parameter: any of its values."""
    if name == "_id":
        return lambda entry: logical_id(entry.id) in texts
    if name == "status":
        return lambda entry: STATUSES[entry.status] in texts
    if name == "identifier":
        known = {(f"{each.system}|{each.value}"): each.id for each in clinic.identifiers if each.what == APPOINTMENT}
        ids = {known.get(text, text.removeprefix(f"{own(APPOINTMENT)}|")) for text in texts}
        return lambda entry: entry.id in ids
    if name == "actor":
        kinds = {"Patient": "patient", "Practitioner": "practitioner", "Location": "location"}
        parts = [(kinds.get(text.split("/")[-2] if "/" in text else ""), text) for text in texts]
        tests = [_test(clinic, kind, [text]) for kind, text in parts if kind]
        return lambda entry: any(test(entry) for test in tests)
    kind = {"patient": PATIENT, "practitioner": PRACTITIONER, "location": ROOM}[name]
    wanted = {meant(clinic, kind, text) for text in texts}
    if kind == PATIENT:
        return lambda entry: clinic.plans[entry.plan].patient in wanted
    return lambda entry: (entry.practitioner if kind == PRACTITIONER else entry.room) in wanted


PREFIXES: dict[str, Callable[[datetime, datetime, datetime], bool]] = {
    "ge": lambda at, start, end: at >= start,
    "gt": lambda at, start, end: at >= end,
    "le": lambda at, start, end: at < end,
    "lt": lambda at, start, end: at < start,
    "eq": lambda at, start, end: start <= at < end,
}


def dated(zone: ZoneInfo, text: str) -> Callable[[datetime], bool]:
    """A date or a moment after a prefix; a date is its whole day on the clinic's clock."""
    prefix, value = (text[:2], text[2:]) if text[:2] in PREFIXES else ("eq", text)
    if is_day(value):
        day = read_day(value, zone)
        start, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (day, day + DAY))
    elif "T" in value:
        start = end = read_moment(value)
    else:
        raise Nonsense(f"date is {text!r}; give a date such as ge2026-12-01")
    return lambda at: PREFIXES[prefix](at, start, end)

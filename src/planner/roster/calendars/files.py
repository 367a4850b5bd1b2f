"""The calendars of a roster, as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, vText

from planner.clinic import Clinic
from planner.errors import Nonsense
from planner.files.atomic import put_in_place
from planner.roster.calendars.entries import feeds
from planner.roster.calendars.feeds import OWNER, Feed, file_name, owner_key, start_of
from planner.roster.calendars.revisions import known_from, revised
from planner.roster.calendars.zones import vtimezone
from planner.roster.roster import Roster

PRODID = "-//treatment-planner//planner//EN"
KINDS = ("practitioners", "rooms", "patients")


def write_calendars(
    roster: Roster, folder: str | Path, since: Roster | None = None, *, now: datetime | None = None
) -> None:
    """Write `practitioners/NAME.ics`, `rooms/NAME.ics` and `patients/NAME.ics` into the folder, made if missing.

    Where two have one name, the id stands behind it. A calendar that is there keeps its file, whatever it is called.
    The files that are there already say what was sent out before. An event that says something else now keeps its UID,
    its SEQUENCE rises by one and its DTSTAMP becomes `now` (the present moment; an aware datetime). One that the roster
    has no more is CANCELLED and stays in its file, and so does what lies outside the roster's days, as it was, unless
    the roster has moved its session. An event that says the same stays as it is, to the byte. `since` is a roster sent
    out before, whose events are taken as sent, with SEQUENCE 0, where the folder does not know them.

    Files are put in place whole, and only when all are ready. Raises Nonsense for a file there that is no calendar
    written by planner, OSError where the folder cannot be read or written.

    Source: RFC 5545, Internet Calendaring and Scheduling Core Object Specification, with NAME of RFC 7986.
    """
    folder = Path(folder)
    clinic = roster.problem.clinic
    stamp = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    sent = _read(folder, clinic)
    if since is not None:
        sent = known_from(feeds(since), sent, stamp)
    calendars = revised(sent, feeds(roster), roster, stamp)
    contents = {folder / feed.file: _as_ical(clinic, owner, feed) for owner, feed in calendars.items()}
    put_in_place({path: content for path, content in contents.items() if not _holds(path, content)})


def one_calendar(roster: Roster, kind: str, id: str, now: datetime | None = None) -> bytes:
    """The calendar of one of the KINDS as who subscribes to it is sent it whole; empty where nothing is placed."""
    stamp = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    owner = owner_key(kind, id)
    there = {each: feed for each, feed in feeds(roster).items() if each == owner}
    feed = known_from(there, {}, stamp).get(owner) or Feed(id, {})
    return _as_ical(roster.problem.clinic, owner, feed)


def _read(folder: Path, clinic: Clinic) -> Mapping[str, Feed]:
    """What the folder's calendars say, by their owners; by its file one of whom the clinic knows nothing any more."""
    feeds = {}
    for kind, owners in zip(KINDS, (clinic.practitioners, clinic.rooms, clinic.patients), strict=True):
        by_id = {file_name(id): owner_key(kind, id) for id in owners}  # as files were named once
        for path in sorted((folder / kind).glob("*.ics")):
            owner, feed = _feed(path)
            file = path.relative_to(folder).as_posix()
            feeds[owner or by_id.get(path.stem, file)] = replace(feed, file=file)
    return feeds


def _feed(path: Path) -> tuple[str, Feed]:
    """A file's owner, empty where it names none, and its calendar."""
    content = path.read_bytes()
    try:
        calendar = Calendar.from_ical(content)
        sound = [event for event in calendar.events if start_of(event) and not event.errors]
        if calendar["PRODID"] != PRODID or not sound or len(sound) < len(calendar.events):
            raise ValueError
        feed = Feed(str(calendar["NAME"]), {str(event["UID"]): event for event in calendar.events})
        return str(calendar.get(OWNER, "")), feed
    except (ValueError, KeyError, IndexError, AttributeError):  # what the parser raises for a broken file
        wrong = "is no calendar that planner wrote, or it is damaged"
        raise Nonsense(f"{path} {wrong}; move it away, or name another folder in --to") from None


def _as_ical(clinic: Clinic, owner: str, feed: Feed) -> bytes:
    calendar = Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    for name in ("NAME", "X-WR-CALNAME"):  # the second is what most calendars read
        calendar.add(name, vText(feed.name))
    if owner != feed.file:
        calendar.add(OWNER, vText(owner))
    events = sorted(feed.events.values(), key=lambda event: (start_of(event), event.uid))
    if not events:
        return bytes(calendar.to_ical())
    first, last = (clinic.day(start_of(event)).year for event in (events[0], events[-1]))
    moments = [event[name] for event in events for name in ("DTSTART", "DTEND")]
    for zone in sorted({moment.params["TZID"] for moment in moments if "TZID" in moment.params}):
        calendar.add_component(vtimezone(ZoneInfo(zone), first, last))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _holds(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content

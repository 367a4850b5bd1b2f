"""What was sent out and what is so now, as what is sent out next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from icalendar import Event

from planner.roster.calendars.feeds import Feed, sessions_of, start_of
from planner.roster.roster import Roster

CANCELLED = "CANCELLED"
Feeds = Mapping[str, Feed]
"""Calendars by their owners."""


def known_from(earlier: Feeds, sent: Feeds, stamp: datetime) -> Feeds:
    """What was sent, and what an earlier roster says of events not among it, as if that had been sent once."""
    known = dict(sent)
    for owner, feed in earlier.items():
        first = {uid: _numbered(event, 0, stamp) for uid, event in feed.events.items()}
        there = sent.get(owner, replace(feed, events={}))
        known[owner] = replace(there, name=feed.name, events=first | dict(there.events))
    return known


def revised(sent: Feeds, now: Feeds, roster: Roster, stamp: datetime) -> Feeds:
    """The calendars to send out.

    SEQUENCE (RFC 5545, 3.8.7.4) rises and DTSTAMP (3.8.7.2) is set where an event says something new. What the roster
    has no more is cancelled; outside the roster's days an event stays as it was sent, unless the roster has moved its
    session, as one that begins in mid-month may: of a shared one, each that shares it.
    """
    nothing, taken = Feed("", {}), {feed.file.casefold() for feed in sent.values()}
    placed = {session for feed in now.values() for event in feed.events.values() for session in sessions_of(event)}
    feeds = {}
    for owner in {**sent, **now}:
        before, here = sent.get(owner, nothing), now.get(owner, nothing)
        events = {uid: _revised(before.events.get(uid), event, stamp) for uid, event in here.events.items()}
        for uid, event in before.events.items():
            mine = sessions_of(event)
            over = _inside(event, roster) or (mine and mine <= placed)
            events.setdefault(uid, _withdrawn(event, stamp) if over and event.get("STATUS") != CANCELLED else event)
        free = here.other if here.file.casefold() in taken else here.file
        feeds[owner] = Feed(here.name or before.name, events, before.file or free)
    return feeds


def _revised(sent: Event | None, event: Event, stamp: datetime) -> Event:
    if sent is None:
        return _numbered(event, 0, stamp)
    return sent if _says(sent) == _says(event) else _numbered(event, sent.sequence + 1, stamp)


def _inside(event: Event, roster: Roster) -> bool:
    return roster.problem.clinic.day(start_of(event)) in roster.problem.horizon


def _withdrawn(sent: Event, stamp: datetime) -> Event:
    event = _numbered(sent, sent.sequence + 1, stamp)
    event["STATUS"], event["TRANSP"] = CANCELLED, "TRANSPARENT"
    event.summary = f"Cancelled: {sent.summary}"  # for calendars that do not show STATUS
    return event


def _numbered(event: Event, sequence: int, stamp: datetime) -> Event:
    numbered = event.copy()
    numbered.sequence, numbered.DTSTAMP = sequence, stamp
    return numbered


def _says(event: Event) -> bytes:
    """All that an event says, but for the count of its revisions."""
    bare = event.copy()
    for counted in ("SEQUENCE", "DTSTAMP"):
        bare.pop(counted, None)
    return bytes(bare.to_ical())

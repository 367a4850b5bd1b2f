"""What a roster says to each practitioner, room and patient, as events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from icalendar import Event

from planner.clinic import Clinic
from planner.clinic.appointments import HELD
from planner.clinic.clinic import UTC
from planner.clinic.names import name, name_alone
from planner.roster.calendars.feeds import SESSION, Feed, file_names, owner_key, plain, uid, with_id
from planner.roster.calendars.session import MINUTE, CalendarSession, told
from planner.roster.roster import Roster


def feeds(roster: Roster) -> Mapping[str, Feed]:
    """The calendars by their owners, as `owner_key` names them. Their events have no SEQUENCE and DTSTAMP yet.

    Patients are told of what they may count on: neither drafts nor what is only held stands in theirs.
    """
    clinic, sessions = roster.problem.clinic, told(roster)
    promised = [one for one in sessions if not one.draft and one.status != HELD]
    return {
        **_feeds("practitioners", clinic, clinic.practitioners, sessions, lambda one: one.practitioner, _steps),
        **_feeds("rooms", clinic, clinic.rooms, sessions, lambda one: one.room, _taking),
        **_feeds("patients", clinic, clinic.patients, promised, lambda one: one.patient, _visit),
    }


def _feeds(
    kind: str,
    clinic: Clinic,
    owners: Mapping[str, Any],
    sessions: Iterable[CalendarSession],
    owner_of: Callable[[CalendarSession], str | None],
    events_of: Callable[[CalendarSession], Iterable[Event]],
) -> Mapping[str, Feed]:
    """A calendar for each owner who has a session. An event's UID is its owner's own.

    So no calendar's revisions depend on another's, and a session given to another practitioner is cancelled in the one
    calendar and new in the other, even where somebody reads both as one.
    """
    events: dict[str, dict[str, Event]] = {}
    for session in sessions:
        if owner := owner_of(session):
            for part, event in enumerate(events_of(session)):
                event.uid = uid(clinic.name, kind, owner, *session.identity, part)
                for row in session.rows:
                    event.add(SESSION, uid(clinic.name, *row.key))
                events.setdefault(owner, {})[event.uid] = event
    alone = {owner: name_alone(owners, owner) for owner in {**owners, **events}}
    files = file_names(alone)
    return {
        owner_key(kind, owner): Feed(
            plain(f"{name(owners, owner)}, {clinic.name}"),
            own,
            f"{kind}/{files[owner]}.ics",
            f"{kind}/{with_id(alone[owner], owner)}.ics",
        )
        for owner, own in events.items()
    }


def _steps(session: CalendarSession) -> Iterator[Event]:
    """To the practitioner: an event for each part of a session, and no time taken by those in which the patient rests.

    The parts stand one after another, so that the calendar reads as what to do next, and shows who rests meanwhile.
    """
    at, lines, parts = session.start, list[str](), []
    for attended, run in groupby(session.service.steps, key=lambda step: step.attended):
        start, steps = at, list(run)
        for step in steps:
            lines.append(f"{session.clock(at)} {step.do}, {step.length // MINUTE} minutes")
            at += step.length
        parts.append((attended, start, at, ", ".join(step.do for step in steps)))
    about = [session.title, *lines, session.of_plans(named=True), session.standing]
    for attended, start, end, what in parts:
        yield _event(session, start, end, f"{session.whose}: {what}", about, session.where, busy=attended)


def _taking(session: CalendarSession) -> Iterator[Event]:
    """To the room: taken from the session's start until it is ready for the next."""
    reset = session.service.reset
    ready = f", then {reset // MINUTE} minutes until the room is ready" if reset else ""
    about = [
        f"With {session.with_whom}." if session.practitioner else "",
        f"{session.clock(session.start)} to {session.clock(session.end)}{ready}.",
        session.of_plans(named=True),
        session.standing,
    ]
    yield _event(session, session.start, session.end + reset, f"{session.whose}: {session.title}", about, session.where)


def _visit(session: CalendarSession) -> Iterator[Event]:
    """To the patient: what, where, with whom, how long; nobody else's name but the practitioner's."""
    clinic = session.problem.clinic
    with_whom = f"With {session.with_whom}, {session.minutes} minutes." if session.practitioner else ""
    where = f"{session.where}, {clinic.name}" if session.room else ""
    about = [with_whom, session.of_plans(named=False), session.standing]
    yield _event(session, session.start, session.end, session.title, about, where)


def _event(
    session: CalendarSession,
    start: datetime,
    end: datetime,
    summary: str,
    about: Iterable[str],
    where: str,
    busy: bool = True,
) -> Event:
    event = Event()
    for field, value in (
        ("SUMMARY", summary),
        ("DTSTART", _local(session, start)),
        ("DTEND", _local(session, end)),
        ("LOCATION", where),
        ("DESCRIPTION", "\n".join(line for line in about if line)),
        ("STATUS", "CONFIRMED" if session.booked else "TENTATIVE"),
        ("TRANSP", "OPAQUE" if busy else "TRANSPARENT"),
        ("CATEGORIES", [plain(session.title)]),
        ("CLASS", "PRIVATE"),
    ):
        if value:
            event.add(field, plain(value) if isinstance(value, str) else value)
    return event


def _local(session: CalendarSession, moment: datetime) -> datetime:
    """On the clinic's wall clock; in UTC in the hour that comes twice, of which a calendar means the first."""
    local = session.problem.clinic.local(moment)
    return moment.astimezone(UTC) if local.fold else local

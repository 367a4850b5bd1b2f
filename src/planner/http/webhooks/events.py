"""What a line of the journal is to those who follow it: events by name, with ids alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from planner.clinic.appointments import ATTENDED, BOOKED, CANCELLED, HELD, NO_SHOW, WITHDRAWN
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.journal import FACTS, LINES, Change, Entry
from planner.desk.store.server.deliveries import WAITING, Delivery
from planner.desk.store.server.jobs import Job
from planner.desk.store.server.webhooks import Webhook
from planner.errors import Nonsense, UnknownName

JOB_ENDED = "job.ended"
EVENTS: Mapping[str, str] = {
    "hold.made": "places are held",
    "hold.ended": "a hold is no more: given up, over, or used for a move",
    "appointment.booked": "a visit is booked",
    "appointment.moved": "a booked visit has another place",
    "appointment.cancelled": "a booked visit was cancelled",
    "appointment.withdrawn": "the clinic took a booked visit back",
    "appointment.attended": "the patient came",
    "appointment.missed": "the patient did not come",
    "appointment.changed": "something else of a visit is otherwise: its number, whether it may move, a status put back",
    "appointment.removed": "a visit was taken out of the book, as when a month is undone",
    "facts.changed": "facts were added, written over or taken back",
    "patient.forgotten": "who a patient is was removed for good; whoever keeps a copy removes it too",
    "roster.published": "a month was booked; its visits come as events of their own",
    JOB_ENDED: "long work has ended: it is done, was stopped, or failed",
}
"""Each kind of event, and when it comes."""
MOST = 50
"""Ids in one message, so that it stays well under 20 kB."""
BECOME = {
    BOOKED: "booked",
    CANCELLED: "cancelled",
    WITHDRAWN: "withdrawn",
    ATTENDED: "attended",
    NO_SHOW: "missed",
}


def checked_events(events: Sequence[str]) -> tuple[str, ...]:
    """Each once, in the order of `EVENTS`. Raises UnknownName for one that is none, Nonsense for none at all."""
    for event in events:
        if event not in EVENTS:
            raise UnknownName("event", event, EVENTS)
    if not events:
        raise Nonsense(f"a webhook without an event is told nothing; give some of {', '.join(EVENTS)}")
    return tuple(event for event in EVENTS if event in events)


def deliveries_of(entry: Entry, webhook: Webhook, now: datetime) -> Iterator[Delivery]:
    """What a webhook is sent about an entry. Their ids follow from both alone, however often it is read."""
    for number, (event, data) in enumerate(messages_of(entry)):
        if event in webhook.events:
            content = _content(event, entry.at, {"entry": entry.seq, **data})
            id = _id(webhook, entry.seq, number)
            yield Delivery(id, webhook.id, entry.seq, event, content, entry.trace, WAITING, now, now)


def delivery_of_job(job: Job, entry: int, webhook: Webhook, now: datetime) -> Delivery:
    """What a webhook is sent of a job that has ended; `entry` is the journal's last by then."""
    data = {"entry": entry, "job": job.id, "kind": job.kind, "status": job.status}
    content = _content(JOB_ENDED, job.ended or now, data)
    return Delivery(_id(webhook, job.id), webhook.id, entry, JOB_ENDED, content, None, WAITING, now, now)


def _id(webhook: Webhook, *what: object) -> str:
    return "_".join(["msg", webhook.id.removeprefix("w-"), *map(str, what)])


def _content(event: str, at: datetime, data: Mapping[str, Any]) -> str:
    return json.dumps({"type": event, "timestamp": at.isoformat(), "data": data}, separators=(",", ":"))


def messages_of(entry: Entry) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of an entry, always in the same order, each with its ids, of which no message has too many."""
    found: dict[str, list[dict[str, Any]]] = {}
    facts = []
    for change in entry.changes:
        if change[0] == FACTS:
            facts.append({"kind": change[1][0], "id": change[1][1]})
        elif change[0] == LINES and (told := _of_line(change)):
            found.setdefault(told[0], []).append(told[1])
    for event, rows in sorted(found.items()):
        for some in _parts(rows):
            yield event, {"appointments": some}
    forgotten = [each["id"] for each in facts if each["kind"] == "patients"] if entry.action == "forget" else []
    for some in _parts(facts):
        yield "facts.changed", {"facts": some}
    for patient in forgotten:
        yield "patient.forgotten", {"patient": patient}
    if entry.action == "publish":
        yield "roster.published", {}


def _parts(ids: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    yield from (ids[first : first + MOST] for first in range(0, len(ids), MOST))


def _of_line(change: Change) -> tuple[str, dict[str, Any]] | None:
    """The event of a line of the book, and its ids; None for one that only stands for a cancellation to come."""
    before, after = (side and StoredAppointment.of(side) for side in change[2:])
    line = after or before
    if line is None or line.leaving:
        return None
    said = {"appointment": line.id, "plan": line.plan, "number": line.number}
    if line.status == HELD and (before is None or after is None):
        return ("hold.ended" if after is None else "hold.made"), {"hold": line.hold, **said}
    return f"appointment.{_became(before, after)}", said


def _became(before: StoredAppointment | None, after: StoredAppointment | None) -> str:
    if after is None:
        return "removed"
    if before is None or before.status == HELD or before.status != after.status != BOOKED:
        return BECOME.get(after.status, "changed")
    places = [(side.start, side.practitioner, side.room) for side in (before, after)]
    return "moved" if before.status == after.status and places[0] != places[1] else "changed"

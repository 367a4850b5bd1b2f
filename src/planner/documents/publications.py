"""What publishing a roster would do, before it is done."""

from __future__ import annotations

from planner.clinic import Clinic, Entry
from planner.documents.fields import Document
from planner.roster.publishing import Published


def of_published(published: Published) -> Document:
    """The entries that would be booked, moved, given another room, withdrawn and attended, by the word for it."""
    clinic = published.clinic
    return {
        "booked": [_entry(clinic, entry) for entry in published.booked],
        "moved": [_pair(clinic, *pair) for pair in published.moved],
        "other_rooms": [_pair(clinic, *pair) for pair in published.other_rooms],
        "withdrawn": [_entry(clinic, entry) for entry in published.withdrawn],
        "attended": [_entry(clinic, entry) for entry in published.attended],
    }


def _entry(clinic: Clinic, entry: Entry) -> Document:
    return {
        "appointment": entry.id,
        "plan": entry.plan,
        "number": entry.number,
        "practitioner": entry.practitioner,
        "room": entry.room,
        "start": clinic.local(entry.start).isoformat(),
        "status": entry.status,
    }


def _pair(clinic: Clinic, before: Entry, after: Entry) -> Document:
    return {"before": _entry(clinic, before), "after": _entry(clinic, after)}

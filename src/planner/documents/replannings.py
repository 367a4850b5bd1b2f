"""Replannings as documents, and back: what changes, and both rosters of the same days."""

from __future__ import annotations

from planner.clinic import Clinic
from planner.desk.repair.replan import Replanning
from planner.documents.fields import Document, Fields
from planner.documents.receipts import of_receipt
from planner.documents.rosters import of_roster, read_roster
from planner.roster.compare.rosters import Change
from planner.roster.compare.snapshot import Place


def of_replanning(clinic: Clinic, found: Replanning) -> Document:
    """A replanning proposed, of which nothing is written."""
    before, after = found.differences.scores
    return {
        **of_receipt(clinic, None),
        "changes": [_of_change(each) for each in found.differences.changes],
        "score_before": before,
        "score": after,
        "frozen_until": found.frozen_until.isoformat(),
        "rests_on": found.rests_on,
        "before": of_roster(clinic, found.before),
        "after": of_roster(clinic, found.roster),
    }


def read_replanning(clinic: Clinic, document: object) -> Replanning:
    """The replanning of a document, to be accepted: of `clinic` as it is now, with its book.

    Raises Nonsense naming the field that is not as it should be.
    """
    fields = Fields(document)
    before, after = (read_roster(clinic, fields.part(name)) for name in ("before", "after"))
    return Replanning(fields.day("frozen_until"), before, after, fields.maybe("rests_on", fields.whole))


def _of_change(change: Change) -> Document:
    return {
        "change": change.kind,
        "patient": change.patient,
        "plan": change.plan,
        "number": change.number,
        "service": change.service,
        "before": _of_place(change.before),
        "after": _of_place(change.after),
        "reason": change.reason,
        "to_phone": change.to_phone,
        "draft": change.draft,
    }


def _of_place(place: Place | None) -> Document | None:
    if place is None:
        return None
    return {"start": place.start.isoformat(), "practitioner": place.practitioner, "room": place.room or None}

"""What the desk answers a program: documents, written as JSON. Moments are on the clinic's clock, with its offset."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from planner import errors
from planner.clinic import Appointment, Clinic
from planner.clinic.spans import WEEKDAYS
from planner.errors import Conflict, FaultyClinic, Forbidden
from planner.rules import Violation

if TYPE_CHECKING:
    from planner.desk import BookRepair, Hold, Receipt, Refill, Replanning, Wish
    from planner.desk.store.journal import Entry
    from planner.roster.compare.rosters import Change
    from planner.roster.compare.snapshot import Place

Document = dict[str, Any]


def show_json(document: object) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def of_refusal(refused: Exception) -> Document:
    """Which error, in words, and what it carries; the offers of a Conflict are for who has the desk at hand."""
    known = (each.__name__ for each in type(refused).__mro__ if each.__module__ in (errors.__name__, "builtins"))
    found: Document = {"error": next(known), "message": str(refused)}
    if isinstance(refused, Forbidden):
        found["violations"] = of_violations(each for each in refused.violations if isinstance(each, Violation))
    if isinstance(refused, Conflict):
        found |= {"taken": refused.taken, "offers": []}
    if isinstance(refused, FaultyClinic):
        found["faults"] = [asdict(fault) for fault in refused.faults]
    return found


def of_violations(found: Iterable[Violation]) -> list[Document]:
    return [
        {
            "rule": each.rule,
            "who": each.who,
            "when": each.when.isoformat(),
            "how": each.how,
            "appointments": [row.id for row in each.rows],
        }
        for each in found
    ]


# --- appointments -----------------------------------------------------------------------------------------------------


def of_row(clinic: Clinic, row: Appointment) -> Document:
    return {
        "appointment": row.id,
        "plan": row.plan,
        "number": row.number,
        "service": row.service,
        "practitioner": row.practitioner,
        "room": row.room,
        "start": clinic.local(row.start).isoformat(),
        "end": clinic.local(row.end).isoformat(),
        "status": row.status,
    }


def of_rows(clinic: Clinic, rows: Iterable[Appointment]) -> list[Document]:
    return [of_row(clinic, row) for row in rows]


def of_offers(clinic: Clinic, found: Iterable[Any]) -> list[Document]:
    return [
        {"offer": number, "words": offer.words, "price": offer.price, "rows": of_rows(clinic, offer.rows)}
        for number, offer in enumerate(found, 1)
    ]


def of_receipt(clinic: Clinic, done: Receipt | None) -> Document:
    """None is a call that found nothing to write: it has no entry in the journal."""
    if done is None:
        return {"entry": None, "at": None, "versions": {}, "rows": []}
    return {
        "entry": done.seq,
        "at": clinic.local(done.at).isoformat(),
        "versions": dict(done.versions),
        "rows": of_rows(clinic, done.rows),
    }


def of_hold(clinic: Clinic, held: Hold) -> Document:
    return {"hold": held.id, "until": clinic.local(held.until).isoformat(), **of_receipt(clinic, held)}


def of_entry(clinic: Clinic, entry: Entry) -> Document:
    """A line of the journal."""
    return {
        "entry": entry.seq,
        "at": clinic.local(entry.at).isoformat(),
        "who": entry.who,
        "why": entry.why,
        "action": entry.action,
        "key": entry.key,
        "appointments": [id for id, _ in entry.lines],
    }


# --- what happened, and what is done about it -------------------------------------------------------------------------


def of_closed(clinic: Clinic, done: Receipt) -> Document:
    """A receipt, and what the change closed."""
    closed = [
        {"rule": each.rule, "reason": each.reason, "source": each.source, **of_row(clinic, each.row)}
        for each in done.closed
    ]
    return {**of_receipt(clinic, done), "closed": closed}


def of_healing(clinic: Clinic, healing: BookRepair) -> Document:
    """A repair proposed, of which nothing is held."""
    return {
        "hold": None,
        "words": healing.proof,
        "before": of_rows(clinic, healing.before),
        "after": of_rows(clinic, healing.after),
        "moved": healing.moved,
        "left": [{"reason": each.reason, **of_row(clinic, each.row)} for each in healing.left],
        "alternatives": [asdict(each) for each in healing.alternatives],
    }


def of_refills(clinic: Clinic, found: Iterable[Refill]) -> Document:
    """Who gains most, numbered as --hold takes them; nothing is held."""
    refills = [
        {
            "refill": number,
            "words": each.words,
            "gain": each.gain,
            "days_left": each.days_left,
            "rows": of_rows(clinic, each.rows),
        }
        for number, each in enumerate(found, 1)
    ]
    return {"hold": None, "refills": refills}


def of_replanning(clinic: Clinic, found: Replanning) -> Document:
    """A replanning proposed, of which nothing is written."""
    before, after = found.differences.scores
    changes = [_of_change(each) for each in found.differences.changes]
    return {**of_receipt(clinic, None), "changes": changes, "score_before": before, "score": after}


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
    }


def _of_place(place: Place | None) -> Document | None:
    if place is None:
        return None
    return {"start": place.start.isoformat(), "practitioner": place.practitioner, "room": place.room or None}


def of_wishes(wishes: Sequence[Wish]) -> list[Document]:
    return [
        {
            "plan": wish.plan,
            "number": wish.number,
            "earlier": wish.earlier,
            "days": [
                {"from": days.first.isoformat(), "until": days.last.isoformat() if days.last else None}
                for days in wish.days
            ],
            "weekdays": [WEEKDAYS[day] for day in sorted(wish.weekdays)],
            "practitioner": wish.practitioner,
            "words": str(wish),
        }
        for wish in wishes
    ]

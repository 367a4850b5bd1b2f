"""Health events and clearances read, from whichever resource they come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planner.clinic import Clearance, Event
from planner.clinic.spans import DAY
from planner.fhir.draft import Draft, order_of
from planner.fhir.extensions import read_fields
from planner.fhir.names import CLEARANCE, EVENT, PATIENT, own
from planner.fhir.node import Node
from planner.fhir.resources.events import CONDITION, MEDICATION, PROCEDURE

NOT_SO = frozenset(("entered-in-error", "refuted", "not-done", "not-taken", "stopped", "revoked", "cancelled"))
"""Statuses of what did not happen, or is no more meant."""
CODE_AT = {MEDICATION: ("medicationCodeableConcept", "medication")}


@dataclass(frozen=True)
class When:
    """The fields of a resource that say when: a day, the first day without it, a period whose end is the last day."""

    days: tuple[str, ...]
    until: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    status: tuple[str, ...] = ("status",)


WHEN: Mapping[str, When] = {
    PROCEDURE: When(("performedDateTime", "occurrenceDateTime"), (), ("performedPeriod", "occurrencePeriod")),
    CONDITION: When(("onsetDateTime",), ("abatementDateTime",), ("onsetPeriod",), ()),
    MEDICATION: When(("effectiveDateTime",), (), ("effectivePeriod",)),
    "AllergyIntolerance": When(("onsetDateTime",), (), ("onsetPeriod",), ()),
    "Flag": When((), (), ("period",)),
}


def read(node: Node, draft: Draft) -> None:
    """A Flag of planner's own is a clearance; all else is an event, if the clinic knows its code."""
    said = _codes(node, draft)
    cleared = next((code for system, code in said if system == own(CLEARANCE)), None)
    if node.type == "Flag" and cleared is not None:
        return _clearance(node, draft, cleared)
    kind = next((kind for each in said if (kind := _kind(draft, each))), None)
    if kind is None:
        names = ", ".join(f"{system}|{code}" for system, code in said) or "no code at all"
        return node.skip(f"no kind of health event has the code {names}; add it to [fhir.codes] if one should", "code")
    if wrong := _statuses(node) & NOT_SO:
        return node.skip(f"it is {', '.join(sorted(wrong))}")
    patient = draft.index.meant(node.part("subject") or node.part("patient"), PATIENT)
    on, until = _days(node)
    extra = read_fields(node, EVENT, Event)
    notes = [text for each in node.each("note") if (text := each.text("text"))]
    place = order_of(node)
    node.passed("category", "recorder", "asserter", "performer", "identifier", "recordedDate", "dateAsserted", "author")
    if on is None and node.sound:
        node.fault(WHEN[node.type].days[0] if WHEN[node.type].days else "period", "it began on no day", "give the day")
    node.close()
    if node.sound and patient is not None and on is not None:
        draft.events.append((place, Event(patient, kind, on, **{"until": until, "note": "; ".join(notes), **extra})))


def _kind(draft: Draft, said: tuple[str, str]) -> str | None:
    system, code = said
    return (code if system == own(EVENT) else None) or draft.codes.get(said)


def _codes(node: Node, draft: Draft) -> list[tuple[str, str]]:
    """What it is, by all its codes; of a medication also those of the Medication that it refers to."""
    part = next((each for key in CODE_AT.get(node.type, ("code",)) if (each := node.part(key))), None)
    pointed = node.part("medicationReference")
    if part is not None and {"concept", "reference"} & part.content.keys():  # R5 has both in one
        pointed = part.part("reference")
        part = part.part("concept")
    if part is None and pointed is not None:
        inside = draft.index.medication(pointed)
        part = inside.part("code") if inside else None
    if part is None:
        return []
    part.passed("text")
    found = []
    for each in part.each("coding"):
        each.passed("display", "version", "userSelected")
        found.append((each.text("system") or "", each.text("code") or ""))
    text = part.text("text")
    return found or ([(own(EVENT), text)] if text and "coding" not in part.content else [])


def _statuses(node: Node) -> frozenset[str]:
    found = {node.text(key) or "" for key in WHEN[node.type].status}
    for key in ("clinicalStatus", "verificationStatus"):
        if (status := node.part(key)) is None:
            continue
        status.passed("text")
        for each in status.each("coding"):
            each.passed("system", "display", "version")
            found.add(each.text("code") or "")
    return frozenset(found)


def _days(node: Node) -> tuple[date | None, date | None]:
    """The day it began, and the first without it."""
    when = WHEN[node.type]
    on = next((day for key in when.days if (day := node.day(key))), None)
    until = next((day for key in when.until if (day := node.day(key))), None)
    for period in (each for key in when.periods if (each := node.part(key))):
        on = on or period.day("start")
        end = period.day("end")
        until = until or (end and end + DAY)
    return on, until


def _clearance(node: Node, draft: Draft, kind: str) -> None:
    patient, author = draft.index.meant(node.part("subject"), PATIENT), node.part("author")
    period = node.part("period")
    on, until = (period.day("start"), period.day("end")) if period else (None, None)
    by = (author.text("display") if author else None) or ""
    node.passed("category")
    if node.text("status") != "active":
        return node.skip("it is no more in force")
    if (on is None or not by) and node.sound:
        node.fault("period.start" if by else "author", "a clearance says from when, and who gave it", "give both")
    extra = read_fields(node, CLEARANCE, Clearance)
    node.close()
    if node.sound and patient is not None and on is not None:
        draft.clearances.append(Clearance(patient, kind, by, on, until, **extra))

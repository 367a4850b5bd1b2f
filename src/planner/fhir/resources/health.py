"""Health events, each as the resource that others would look for it in, and clearances as Flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.clinic import Clearance, Event, Policy
from planner.clinic.spans import DAY
from planner.fhir.draft import Draft, order_of
from planner.fhir.elements import Element, concept, element, reference, resource
from planner.fhir.extensions import of_fact, read_fields
from planner.fhir.index import contained
from planner.fhir.names import CLEARANCE, EVENT, PATIENT, own
from planner.fhir.node import Node
from planner.fhir.writer import Writer, order

PROCEDURE, CONDITION, MEDICATION = "Procedure", "Condition", "MedicationStatement"
TYPES: Mapping[str, str] = {
    "blood-thinner": MEDICATION,
    "filler": PROCEDURE,
    **dict.fromkeys(("botox", "injectable", "chemical-peel", "microdermabrasion", "laser-resurfacing"), PROCEDURE),
    "cosmetic-surgery": PROCEDURE,
}
"""What the default policy's kinds are; of others, one that lasts is a Condition, one that passes a Procedure."""
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
FLAGS = "http://terminology.hl7.org/CodeSystem/flag-category"
NOT_SO = frozenset(("entered-in-error", "refuted", "not-done", "not-taken", "stopped", "revoked", "cancelled"))
"""Statuses of what did not happen, or is no more meant."""
CODE_AT = {MEDICATION: ("medicationCodeableConcept", "medication")}


def type_of(policy: Policy, kind: str) -> str:
    rule = policy.rules.get(kind)
    return TYPES.get(kind) or (CONDITION if rule is None or rule.lasting else PROCEDURE)


# --- out --------------------------------------------------------------------------------------------------------------


def of_events(writer: Writer) -> Iterator[Element]:
    for place, event in enumerate(writer.clinic.events):
        yield WRITERS[type_of(writer.clinic.policy, event.kind)](writer, event, place)


def _id(place: int) -> str:
    return f"event-{place + 1}"


def _more(event: Event, place: int, *told: str) -> list[Element]:
    """What no event's resource has an element for; `told` are the fields that this one has."""
    return [*of_fact(EVENT, event, ("patient", "kind", "on", "note", *told)), *order(place)]


def _code(writer: Writer, event: Event) -> Element:
    said = concept(own(EVENT), event.kind)
    return {**said, "coding": [*writer.coded(event.kind), *said.get("coding", [])]}


def _note(event: Event) -> list[Element]:
    return [{"text": event.note}] if event.note else []


def _procedure(writer: Writer, event: Event, place: int) -> Element:
    return resource(
        PROCEDURE,
        _id(place),
        extension=_more(event, place),
        status="completed",
        code=_code(writer, event),
        subject=reference("Patient", event.patient),
        **{f"{writer.release.occurrence}DateTime": event.on.isoformat()},
        note=_note(event),
    )


def _condition(writer: Writer, event: Event, place: int) -> Element:
    over = "resolved" if event.until else "active"
    return resource(
        CONDITION,
        _id(place),
        extension=_more(event, place, "until"),
        clinicalStatus=concept(CLINICAL, over),
        code=_code(writer, event),
        subject=reference("Patient", event.patient),
        onsetDateTime=event.on.isoformat(),
        abatementDateTime=event.until and event.until.isoformat(),
        note=_note(event),
    )


def _medication(writer: Writer, event: Event, place: int) -> Element:
    """Its period ends with the last day, the day before `until`."""
    ended = event.until is not None and event.until > event.on
    period = element(start=event.on.isoformat(), end=(event.until - DAY).isoformat() if event.until and ended else None)
    code = _code(writer, event)
    by_concept = writer.release.by_concept
    return resource(
        MEDICATION,
        _id(place),
        extension=_more(event, place, *(["until"] if ended else [])),
        status="recorded" if by_concept else "completed" if event.until else "active",
        **({"medication": {"concept": code}} if by_concept else {"medicationCodeableConcept": code}),
        subject=reference("Patient", event.patient),
        effectivePeriod=period,
        note=_note(event),
    )


WRITERS = {PROCEDURE: _procedure, CONDITION: _condition, MEDICATION: _medication}


def of_clearances(writer: Writer) -> Iterator[Element]:
    for number, clearance in enumerate(writer.clinic.clearances, 1):
        end = clearance.until and clearance.until.isoformat()
        yield resource(
            "Flag",
            f"clearance-{number}",
            extension=of_fact(CLEARANCE, clearance, ("patient", "kind", "by", "on", "until")),
            status="active",
            category=[concept(own(CLEARANCE), CLEARANCE), concept(FLAGS, "clinical")],
            code=concept(own(CLEARANCE), clearance.kind, f"cleared for {clearance.kind}"),
            subject=reference("Patient", clearance.patient),
            period=element(start=clearance.on.isoformat(), end=end),
            author={"display": clearance.by} if clearance.by else {},
        )


# --- in ---------------------------------------------------------------------------------------------------------------


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
    said = _codes(node)
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


def _codes(node: Node) -> list[tuple[str, str]]:
    """What it is, by all its codes; of a medication also those of the one that is contained."""
    part = next((each for key in CODE_AT.get(node.type, ("code",)) if (each := node.part(key))), None)
    part = (part.part("concept") or part) if part and "concept" in part.content else part
    pointed = node.part("medicationReference")
    if part is None and pointed is not None and (text := pointed.text("reference")) and text.startswith("#"):
        inside = contained(pointed, text[1:])
        part = inside and inside.part("code")
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

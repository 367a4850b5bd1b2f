"""Health events written, each as the resource that others would look for it in; and clearances as Flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.clinic import Event, Policy
from planner.clinic.spans import DAY
from planner.fhir.elements import Element, concept, element, reference, resource
from planner.fhir.extensions import of_fact
from planner.fhir.names import CLEARANCE, EVENT, own
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


def type_of(policy: Policy, kind: str) -> str:
    rule = policy.rules.get(kind)
    return TYPES.get(kind) or (CONDITION if rule is None or rule.lasting else PROCEDURE)


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

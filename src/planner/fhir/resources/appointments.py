"""The appointment book: an Appointment a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.clinic import Entry
from planner.clinic.appointments import ATTENDED, BOOKED, CANCELLED, NO_SHOW, WITHDRAWN
from planner.clinic.courses.numbering import phase_of
from planner.fhir.draft import Draft
from planner.fhir.elements import Element, concept, element, reference, resource
from planner.fhir.extensions import of_fact, read_fields
from planner.fhir.names import APPOINTMENT, PATIENT, PLAN, PRACTITIONER, ROOM, SERVICE
from planner.fhir.node import Node
from planner.fhir.resources.plans import request_id
from planner.fhir.resources.visits import kind_of
from planner.fhir.writer import Writer
from planner.jobs.imports.courses import CourseVisit

TOLD = ("id", "plan", "status", "start", "practitioner", "room")
STATUSES = {ATTENDED: "fulfilled", BOOKED: "booked", CANCELLED: "cancelled", WITHDRAWN: "cancelled", NO_SHOW: "noshow"}
READ: Mapping[str, str] = {
    **{"fulfilled": ATTENDED, "booked": BOOKED, "arrived": BOOKED, "checked-in": BOOKED},
    **{"cancelled": CANCELLED, "noshow": NO_SHOW},
}
"""Those that are not here stand for no row of the book: proposed, pending, waitlist, entered-in-error."""
REASONS = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
FOLLOWING = (
    *("end", "minutesDuration", "serviceType", "serviceCategory", "specialty", "appointmentType", "created"),
    *("requestedPeriod", "slot", "priority", "reason", "reasonCode", "reasonReference"),
)
"""What follows from the session that it is, or asks nothing of the book."""
BY_CLINIC = "prov"
"""Begins the codes of what a provider cancelled."""


def of_book(writer: Writer) -> Iterator[Element]:
    for entry in writer.clinic.book:
        yield of_entry(writer, entry)


def of_entry(writer: Writer, entry: Entry) -> Element:
    clinic, release = writer.clinic, writer.release
    service = clinic.services.get(writer.services.get(entry.id, ""))
    end = service and entry.start + service.length
    over = entry.status in (CANCELLED, WITHDRAWN)
    reason = concept(REASONS, "pat" if entry.status == CANCELLED else BY_CLINIC) if over else {}
    asked = [release.asked(writer.service(service.id))] if service else []
    begins, ends = writer.moment(entry.start), writer.moment(end or entry.start)
    period = {"requestedPeriod": [{"start": begins, "end": ends}]}
    people = participants(writer, entry.plan, entry.practitioner, entry.room, "declined" if over else "accepted")
    return resource(
        "Appointment",
        entry.id,
        extension=of_fact(APPOINTMENT, entry, TOLD),
        identifier=writer.identifiers(APPOINTMENT, entry.id),
        status=STATUSES[entry.status],
        **{release.cancellation: reason},
        serviceType=asked,
        start=begins,
        end=ends,
        **(period if release.by_concept else {}),  # each release has it elsewhere
        basedOn=_based_on(writer, entry),
        subject=reference("Patient", clinic.plans[entry.plan].patient) if release.by_concept else {},
        participant=people,
        **({} if release.by_concept else period),
    )


def _based_on(writer: Writer, entry: Entry) -> list[Element]:
    """The ServiceRequest of its phase; where that is open, the plan's first."""
    plan = writer.clinic.plans[entry.plan]
    phases = [phase.name for phase in writer.clinic.protocol_of(plan).phases]
    name = entry.phase if entry.phase in phases else phase_of(writer.clinic, plan, entry.number)
    return [reference("ServiceRequest", request_id(plan.id, phases.index(name) + 1 if name in phases else 1))]


def participants(writer: Writer, plan: str, practitioner: str | None, room: str | None, status: str) -> list[Element]:
    """Who and what comes together: the patient, the practitioner, the room."""
    known = writer.clinic.plans.get(plan)
    actors = [reference("Patient", known.patient)] if known else []
    actors += [writer.practitioner(practitioner)] if practitioner is not None else []
    actors += [writer.room(room)] if room is not None else []
    return [element(actor=actor, required=writer.release.required, status=status) for actor in actors]


def read(node: Node, draft: Draft, id: str) -> None:
    status = node.text("status") or ""
    if status not in READ:
        return node.skip(f"it is {status or 'of no status'}, which is no row of the book")
    plan = _plan(node, draft)
    said = read_fields(node, APPOINTMENT, Entry)
    actors = _actors(node, draft, plan)
    kind = None if plan is not None and "number" in said else kind_of(node, draft, actors[PATIENT])
    start = node.moment("start")
    reason = node.part("cancelationReason") or node.part("cancellationReason")
    codes = list(_codes(reason)) if reason else []
    node.passed(*FOLLOWING)
    if start is None and node.sound:
        node.fault("start", "it begins at no moment", "give its start")
    if node.origin.skipped:
        return
    draft.identify(node, APPOINTMENT, id)
    node.close()
    if not node.sound or start is None:
        return
    stands = WITHDRAWN if READ[status] == CANCELLED and any(c.startswith(BY_CLINIC) for c in codes) else READ[status]
    row = {"status": stands, "start": start, "practitioner": actors[PRACTITIONER], "room": actors[ROOM], **said}
    if kind is None:
        draft.book.append(Entry(id, plan or "", **row))
    else:
        draft.visits.append((node, CourseVisit(*kind, Entry(id, "", **{"number": 0, **row}))))


def _codes(concept: Node) -> Iterator[str]:
    concept.passed("text")
    for each in concept.each("coding"):
        each.passed("system", "display", "version")
        yield each.text("code") or ""


def _plan(node: Node, draft: Draft) -> str | None:
    for each in node.each("basedOn"):
        found = draft.index.look(each)
        if found and found[0] == PLAN:
            return found[1]
    return None


def _actors(node: Node, draft: Draft, plan: str | None) -> dict[str, str | None]:
    """The patient, the practitioner and the room, each None where none is said."""
    found: dict[str, str | None] = dict.fromkeys((PATIENT, PRACTITIONER, ROOM))
    subject = node.part("subject")
    actors = [actor for each in node.each("participant") if (actor := _actor(each))]
    for actor in [*actors, *([subject] if subject else [])]:
        means = draft.index.look(actor)
        if means and means[0] in found:
            found[means[0]] = means[1]
            if means[0] == PATIENT and plan in draft.plans and draft.plans[plan].patient != means[1]:
                actor.fault("", f"the plan {plan!r} is another patient's", "give the patient of the plan")
        elif means and means[0] == SERVICE:
            pass  # what is done, which the plan says, or `kind_of` looks at
        elif not actor.content.keys() & {"reference", "identifier"}:
            actor.leave("", "it is only a name")
        else:
            actor.fault("", "this is nobody and no room that is known", "add the resource, or take the participant out")
    return found


def _actor(participant: Node) -> Node | None:
    participant.passed("status", "required", "type", "period")
    return participant.part("actor")

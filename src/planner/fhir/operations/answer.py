"""What an operation answers: Bundles of Appointments, and OperationOutcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from planner.clinic import Appointment, Clinic, Span
from planner.clinic.appointments import BOOKED, CANCELLED, PLANNED
from planner.errors import Conflict, Forbidden, UnknownName, status_of
from planner.fhir.elements import Element, element, reference, resource
from planner.fhir.names import APPOINTMENT, own
from planner.fhir.release import R4, Release
from planner.fhir.resources.appointments import STATUSES, participants
from planner.fhir.resources.plans import request_id
from planner.fhir.writer import Writer

PROFILE = "https://profiles.ihe.net/ITI/Scheduling/StructureDefinition/ihe-sched-appt"
UNTIL = "hold-until"
STATUS = {**STATUSES, PLANNED: "proposed", "held": "pending"}


def appointment(
    clinic: Clinic,
    rows: Sequence[Appointment],
    id: str,
    status: str,
    asked: Span | None = None,
    until: datetime | None = None,
    release: Release = R4,
) -> Element:
    """One visit as an Appointment of IHE's profile; several services are several participants' in one.

    `asked` is the period that was asked for, its own where none was; `until` the end of a hold.
    """
    writer, first = Writer(clinic, release), rows[0]
    span = Span(min(row.start for row in rows), max(row.end for row in rows))
    meant = asked or span
    held = [{"url": own(UNTIL), "valueDateTime": writer.moment(until)}] if until else []
    number = {"url": own(APPOINTMENT), "extension": [{"url": "number", "valueInteger": first.number}]}
    answers = {BOOKED: "accepted", CANCELLED: "declined"}.get(status, "needs-action")
    people = {
        tuple(sorted(str(each["actor"]).split())): each
        for row in rows
        for each in participants(writer, row.plan, row.practitioner, row.room, answers)
    }
    period = {"start": writer.moment(meant.start), "end": writer.moment(meant.end)}
    identified = writer.identifiers(APPOINTMENT, first.id) if status not in (PLANNED, "held") else []
    common = {
        "meta": {"profile": [PROFILE]} if release is R4 else {},
        "extension": [number, *held],
        "identifier": identified,
        "status": STATUS[status],
        "serviceType": [release.asked(writer.service(row.service)) for row in rows],
        "start": writer.moment(span.start),
        "end": writer.moment(span.end),
    }
    based = [reference("ServiceRequest", request_id(first.plan, 1))]
    there = {"participant": [*people.values()]}
    if release is R4:
        return resource("Appointment", id, **common, basedOn=based, **there, requestedPeriod=[period])
    subject = reference("Patient", clinic.plans[first.plan].patient)
    return resource("Appointment", id, **common, requestedPeriod=[period], basedOn=based, subject=subject, **there)


def found(
    appointments: Iterable[Element], outcome: Element | None = None, base: str = "", total: int | None = None
) -> Element:
    """A Bundle of what was found, with how many there are, these unless told; an OperationOutcome is none of them."""
    matches = [*appointments]
    urls = [f"{base}/Appointment/{each['id']}" for each in matches]
    entries = [
        {"fullUrl": url, "resource": each, "search": {"mode": "match"}} for url, each in zip(urls, matches, strict=True)
    ]
    said = [{"resource": outcome, "search": {"mode": "outcome"}}] if outcome else []
    many = len(matches) if total is None else total
    return element({"resourceType": "Bundle", "type": "searchset", "total": many}, entry=[*entries, *said])


def outcome(severity: str, code: str, words: str) -> Element:
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": severity, "code": code, "details": {"text": words}}],
    }


def unsuccessful(outcome: Element) -> Element:
    """What was not booked: the OperationOutcome within a Bundle, and nothing else (ITI-117, section 2:3.117.4.2.2)."""
    return found([], outcome)


def refused(why: Exception) -> tuple[int, Element]:
    """The status of HTTP and the OperationOutcome of what the desk, or the request, refuses.

    A place that is gone is fatal and not found, as IHE's $hold and $book say it.
    """
    status = status_of(why).http
    if isinstance(why, Conflict):
        return status, outcome("fatal", "not-found", f"{why}")
    if isinstance(why, UnknownName):
        return status, outcome("fatal", "not-found", f"{why}")
    if isinstance(why, Forbidden):
        return status, outcome("error", "business-rule", f"{why}")
    return status, outcome("error", "exception" if status >= 500 else "invalid", f"{why}")

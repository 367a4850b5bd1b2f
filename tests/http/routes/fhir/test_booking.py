"""Booking by IHE's three operations, by a front end that knows the profile and nothing of planner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.clinic import BookingRules, Identifier
from tests.desk.worlds import clinic
from tests.http.front_end import Element, FrontEnd, appointments, outcome
from tests.http.worlds import SOON, Served, soon
from tests.worlds import at, day

THEIRS = "urn:oid:1.2.3"
START, END = day(SOON).isoformat(), day(SOON + 28).isoformat()


def find(portal: FrontEnd, patient: str = "Patient/ann", **more: Any) -> list[Element]:
    return portal.find(START, END, patient, **more)


def reference(appointment: Element) -> str:
    return f"Appointment/{appointment['id']}"


def test_a_front_end_books_by_three_operations_alone(portal: FrontEnd, served: Served) -> None:
    proposed = find(portal)
    assert [each["status"] for each in proposed] == ["proposed"] * len(proposed)
    assert len(proposed) > 1
    status, held = portal.post("hold", appointment_reference=reference(proposed[0]))
    (pending,) = appointments(held)
    assert (status, pending["status"], pending["start"]) == (200, "pending", proposed[0]["start"])
    status, done = portal.post("book", appointment_reference=reference(pending), comment="by phone")
    (booked,) = appointments(done)
    assert (status, booked["status"], booked["start"]) == (200, "booked", proposed[0]["start"])
    status, found = portal.get(reference(booked))
    assert (status, found["status"], found["start"]) == (200, "booked", booked["start"])
    entry = served.desk.journal()[-1]
    assert (entry.action, entry.why) == ("book", "by phone")


def test_a_held_place_says_until_when(portal: FrontEnd) -> None:
    _, held = portal.post("hold", appointment_reference=reference(find(portal)[0]))
    (pending,) = appointments(held)
    (until,) = (each["valueDateTime"] for each in pending["extension"] if each["url"] == "urn:planner:hold-until")
    assert datetime.fromisoformat(until) > datetime.now().astimezone()


def test_a_held_appointment_is_booked_as_a_resource_too(portal: FrontEnd) -> None:
    _, held = portal.post("hold", appointment_reference=reference(find(portal)[0]))
    (pending,) = appointments(held)
    patient = {"resourceType": "Patient", "id": "ann"}
    status, done = portal.post("book", appointment_resource=pending, patient_resource=patient)
    assert (status, appointments(done)[0]["status"]) == (200, "booked")


def test_a_proposed_place_is_booked_without_a_hold_and_only_once(portal: FrontEnd) -> None:
    first = find(portal)[0]
    assert portal.post("book", appointment_reference=reference(first))[0] == 200
    status, lost = portal.post("book", appointment_reference=reference(first))
    assert (status, lost["resourceType"], outcome(lost)) == (409, "Bundle", ("fatal", "not-found"))


def test_a_portal_is_not_told_who_is_in_the_way(served: Served) -> None:
    portal, staff = FrontEnd(served.portal().http), FrontEnd(served.client().http)
    place = reference(find(portal)[0])
    staff.post("hold", appointment_reference=place)
    for asking, told in ((portal, False), (staff, True)):
        for operation in ("hold", "book"):
            status, lost = asking.post(operation, appointment_reference=place)
            assert (status, outcome(lost)) == (409, ("fatal", "not-found"))
            assert ("details" in str(lost)) is told


def test_what_is_held_is_not_found_by_another_and_cannot_be_held(portal: FrontEnd) -> None:
    mine = find(portal)[0]
    portal.post("hold", appointment_reference=reference(mine))
    assert all(each["start"] != mine["start"] for each in find(portal, "Patient/ben"))
    status, lost = portal.post("hold", appointment_reference=reference(mine))
    assert (status, outcome(lost)) == (409, ("fatal", "not-found"))


def test_a_held_place_that_is_cancelled_is_free_again(portal: FrontEnd) -> None:
    mine = find(portal)[0]
    (pending,) = appointments(portal.post("hold", appointment_reference=reference(mine))[1])
    status, done = portal.post("book", appointment_resource={**pending, "status": "cancelled"})
    (gone,) = appointments(done)
    assert (status, gone["status"], gone["start"]) == (200, "cancelled", mine["start"])
    assert mine["start"] in {each["start"] for each in find(portal)}
    status, lost = portal.post("book", appointment_resource={**pending, "status": "cancelled"})
    assert (status, outcome(lost)) == (410, ("fatal", "not-found"))


def test_a_booked_visit_is_moved_and_cancelled(portal: FrontEnd) -> None:
    before = appointments(portal.get("Appointment", patient="Patient/ann", status="booked")[1])
    visit = before[0]
    first, later = datetime.fromisoformat(visit["start"]), timedelta(minutes=30)
    taken, free = ((first + number * later).isoformat() for number in (1, 2))
    status, lost = portal.post("book", appointment_resource={**visit, "start": taken})
    assert (status, outcome(lost)) == (409, ("fatal", "not-found"))
    status, done = portal.post("book", appointment_resource={**visit, "start": free})
    (moved,) = appointments(done)
    assert (moved["id"], moved["start"], moved["status"]) == (visit["id"], free, "booked")
    because = {portal.cancelled_because: {"coding": [{"code": "weather"}]}}
    status, done = portal.post("book", appointment_resource={**moved, "status": "cancelled", **because})
    assert (status, appointments(done)[0]["status"]) == (200, "cancelled")
    after = appointments(portal.get("Appointment", patient="Patient/ann", status="booked")[1])
    assert {each["id"] for each in before} - {each["id"] for each in after} == {visit["id"]}


@pytest.mark.parametrize("code", ["weather", "transportation", "unheard of"])
def test_a_cancellation_says_why_by_the_profiles_extension(portal: FrontEnd, served: Served, code: str) -> None:
    visit = appointments(portal.get("Appointment", patient="Patient/ann")[1])[0]
    system = "https://profiles.ihe.net/ITI/Scheduling/CodeSystem/status-reason"
    url = "https://profiles.ihe.net/ITI/Scheduling/StructureDefinition/extension-status-reason"
    why = {"url": url, "valueCodeableConcept": {"coding": [{"system": system, "code": code}]}}
    cancelled = {**visit, "status": "cancelled", "extension": [*visit.get("extension", []), why]}
    assert portal.post("book", appointment_resource=cancelled)[0] == 200
    ((_, line),) = served.desk.journal()[-1].lines
    assert line is not None
    assert line.reason == (code if code != "unheard of" else "patient-cancel")


def test_no_more_are_proposed_than_asked_for_and_all_are_counted(portal: FrontEnd) -> None:
    status, found = portal.post("find", start=START, end=END, patient_reference="Patient/ann", _count=3)
    assert (status, len(appointments(found))) == (200, 3)
    assert found["total"] > 3


def test_a_practitioner_is_known_by_an_identifier_alone(serve: Callable[..., Served]) -> None:
    """As the profile's own example asks it."""
    portal = FrontEnd(serve(soon(identifiers=(Identifier("practitioner", "mai", THEIRS, "PR1"),))).portal().http)
    logical = {"identifier": {"system": THEIRS, "value": "PR1"}, "display": "Dr. Pro Vider"}
    assert find(portal, practitioner=logical)
    unknown = {"identifier": {"system": THEIRS, "value": "PR2"}}
    asked = {"start": START, "end": END, "patient_reference": "Patient/ann", "practitioner": unknown}
    status, told = portal.post("find", **asked)
    assert (status, outcome(told)) == (400, ("error", "invalid"))


@pytest.mark.parametrize(
    ("operation", "asked", "expected"),
    [
        ("find", {}, (400, ("error", "invalid"))),
        ("find", {"start": "2026", "end": "2027", "patient_reference": "ann"}, (400, ("error", "invalid"))),
        ("find", {"start": "2026-01-01", "end": "2027-01-01"}, (400, ("error", "invalid"))),
        ("find", {"start": "2026-01-01", "end": "2027-01-01", "patient_reference": "zed"}, (400, ("error", "invalid"))),
        ("hold", {}, (400, ("error", "invalid"))),
        ("hold", {"appointment_reference": "Appointment/o7"}, (404, ("fatal", "not-found"))),
        ("book", {"appointment_reference": "Appointment/hold-00"}, (404, ("fatal", "not-found"))),
        ("book", {"appointment_resource": {"resourceType": "Patient"}}, (400, ("error", "invalid"))),
    ],
    ids=range(8),
)
def test_what_cannot_be_is_an_outcome(
    portal: FrontEnd, operation: str, asked: dict[str, Any], expected: tuple[int, Any]
) -> None:
    status, document = portal.post(operation, **asked)
    assert (status, outcome(document)) == expected


def test_a_portal_knows_a_patient_by_its_own_identifier(serve: Callable[..., Served]) -> None:
    portal = FrontEnd(serve(soon(identifiers=(Identifier("patient", "ann", THEIRS, "7"),))).portal().http)
    patient = {"resourceType": "Patient", "identifier": [{"system": THEIRS, "value": "7"}]}
    status, found = portal.post("find", start=START, end=END, patient_resource=patient)
    assert (status, len(appointments(found)) > 0) == (200, True)
    other = {"resourceType": "Patient", "identifier": [{"system": THEIRS, "value": "8"}]}
    assert portal.post("find", start=START, end=END, patient_resource=other)[0] == 400


def test_a_document_type_is_refused(served: Served) -> None:
    headers = {"Content-Type": "application/fhir+xml"}
    hostile = served.client().http.post("/fhir/R4/Appointment/$find", content="<!DOCTYPE x><x/>", headers=headers)
    assert (hostile.status_code, outcome(hostile.json())) == (400, ("error", "invalid"))


def test_what_xml_cannot_say_is_an_outcome_all_the_same(served: Served) -> None:
    asked = {"start": START, "end": END, "patient-reference": "Patient/\x01", "_format": "xml"}
    answer = served.client().http.get("/fhir/R4/Appointment/$find", params=asked)
    assert (answer.status_code, b"<OperationOutcome" in answer.content) == (400, True)


def test_nobody_finds_or_books_without_a_token(served: Served) -> None:
    nobody = FrontEnd(served.with_headers({}).http)
    for path in ("Appointment", "Appointment/$find", "Patient"):
        status, told = nobody.get(path)
        assert (status, outcome(told)) == (401, ("error", "login"))


def test_a_portal_is_proposed_only_what_it_may_hold(serve: Callable[..., Served]) -> None:
    rules = BookingRules(notice=timedelta(hours=24), ahead=timedelta(days=9))
    served = serve(clinic(booking=rules), clock=lambda: at(0, "6:00"))
    asked = {"start": day(0).isoformat(), "end": day(28).isoformat(), "_count": 40}
    found = FrontEnd(served.portal().http).find(**asked)
    starts = [datetime.fromisoformat(each["start"]) for each in found]
    assert starts
    assert all(at(1, "6:00") <= start <= at(9, "6:00") for start in starts)
    soonest = FrontEnd(served.client().http).find(**asked)[0]
    assert datetime.fromisoformat(soonest["start"]) < at(1, "6:00")

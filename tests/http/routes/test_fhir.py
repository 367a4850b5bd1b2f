"""IHE Scheduling on the door, by a client that knows the profile and nothing of planner."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.clinic import BookingRules, Identifier
from planner.fhir.operations.answer import PROFILE
from planner.fhir.xml import read_xml
from planner.http.routes import fhir as routes
from tests.desk.worlds import clinic
from tests.fhir.validators import wrong_in_r4, wrong_in_r5
from tests.http.worlds import SOON, Client, Served, soon
from tests.worlds import at, day

THEIRS = "urn:oid:1.2.3"


class Portal:
    """Finds, holds, books by what ITI-115 to ITI-118 say alone."""

    def __init__(self, client: Client, release: str = "R4") -> None:
        self.http, self.root, self.wrong = (
            client.http,
            f"/fhir/{release}",
            {"R4": wrong_in_r4, "R5": wrong_in_r5}[release],
        )

    def get(self, path: str, **asked: Any) -> tuple[int, dict[str, Any]]:
        return self._read(self.http.get(f"{self.root}/{path}", params=asked))

    def post(self, operation: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
        said = [
            {
                "name": name.replace("_", "-"),
                **({"resource": each} if isinstance(each, dict) else self._value(name, each)),
            }
            for name, each in parameters.items()
        ]
        body = json.dumps({"resourceType": "Parameters", "parameter": said})
        headers = {"Content-Type": "application/fhir+json"}
        return self._read(self.http.post(f"{self.root}/Appointment/${operation}", content=body, headers=headers))

    def _value(self, name: str, value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return {"resource": value}
        if name.endswith("reference"):
            return {"valueReference": {"reference": value}}
        return {"valueDateTime": value} if name in ("start", "end") else {"valueString": value}

    def _read(self, answer: Any) -> tuple[int, dict[str, Any]]:
        assert answer.headers["content-type"] == "application/fhir+json", answer.text
        document: dict[str, Any] = answer.json()
        assert self.wrong(document) == []
        return answer.status_code, document

    def find(self, patient: str = "Patient/ann", days: int = 28, **more: Any) -> list[dict[str, Any]]:
        start, end = (f"{day(SOON + n).isoformat()}" for n in (0, days))
        status, found = self.post("find", start=start, end=end, patient_reference=patient, **more)
        assert status == 200
        return appointments(found)


def appointments(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    found = [e["resource"] for e in bundle.get("entry", []) if e["resource"]["resourceType"] == "Appointment"]
    assert bundle["resourceType"] == "Bundle"
    assert (bundle["type"], bundle["total"]) == ("searchset", len(found))
    for each in found:
        assert each["start"] < each["end"]
        assert len(each["requestedPeriod"]) == 1
        assert each["participant"]
    return found


def outcome(document: dict[str, Any]) -> tuple[str, str]:
    assert document["resourceType"] == "OperationOutcome"
    return document["issue"][0]["severity"], document["issue"][0]["code"]


@pytest.fixture(params=["R4", "R5"])
def portal(served: Served, request: pytest.FixtureRequest) -> Portal:
    return Portal(served.client(), request.param)


def test_a_front_end_books_by_three_operations_alone(portal: Portal, served: Served) -> None:
    proposed = portal.find()
    assert [each["status"] for each in proposed] == ["proposed"] * len(proposed)
    assert len(proposed) > 1
    status, held = portal.post("hold", appointment_reference=f"Appointment/{proposed[0]['id']}")
    (pending,) = appointments(held)
    assert (status, pending["status"], pending["start"]) == (200, "pending", proposed[0]["start"])
    assert any(each["url"] == "urn:planner:hold-until" for each in pending["extension"])
    status, done = portal.post("book", appointment_reference=f"Appointment/{pending['id']}", comment="by phone")
    (booked,) = appointments(done)
    assert (status, booked["status"], booked["start"]) == (200, "booked", proposed[0]["start"])
    status, found = portal.get(f"Appointment/{booked['id']}")
    assert (status, found["status"], found["start"]) == (200, "booked", booked["start"])
    entry = served.desk.journal()[-1]
    assert (entry.action, entry.why) == ("book", "by phone")


def test_a_proposed_place_is_booked_without_a_hold_and_only_once(portal: Portal) -> None:
    first = portal.find()[0]
    assert portal.post("book", appointment_reference=f"Appointment/{first['id']}")[0] == 200
    status, lost = portal.post("book", appointment_reference=f"Appointment/{first['id']}")
    assert (status, outcome(lost)) == (409, ("fatal", "not-found"))


def test_what_is_held_is_not_found_by_another_and_cannot_be_held(portal: Portal) -> None:
    mine = portal.find()[0]
    portal.post("hold", appointment_reference=f"Appointment/{mine['id']}")
    taken = {(each["start"], str(each["participant"])) for each in portal.find("Patient/ben")}
    assert all(start != mine["start"] for start, _ in taken)
    status, lost = portal.post("hold", appointment_reference=f"Appointment/{mine['id']}")
    assert (status, outcome(lost)) == (409, ("fatal", "not-found"))


def test_a_booked_visit_is_moved_and_cancelled(portal: Portal, served: Served) -> None:
    before = appointments(portal.get("Appointment", patient="Patient/ann", status="booked")[1])
    visit, places = before[0], portal.find()
    assert places
    wanted = next(
        offer
        for offer in served.desk.offers("a", 1, k=60)
        if served.desk.clinic().local(offer.rows[0].start).isoformat() != visit["start"]
    )
    start = served.desk.clinic().local(wanted.rows[0].start).isoformat()
    status, done = portal.post("book", appointment_resource={**visit, "start": start, "participant": []})
    (moved,) = appointments(done)
    assert (status, moved["id"], moved["start"], moved["status"]) == (200, visit["id"], start, "booked")
    reason = {"coding": [{"code": "weather"}]}
    key = "cancelationReason" if portal.root.endswith("R4") else "cancellationReason"
    status, done = portal.post("book", appointment_resource={**moved, "status": "cancelled", key: reason})
    assert (status, appointments(done)[0]["status"]) == (200, "cancelled")
    after = appointments(portal.get("Appointment", patient="Patient/ann", status="booked")[1])
    assert {each["id"] for each in before} - {each["id"] for each in after} == {visit["id"]}


def test_a_search_is_by_whom_when_and_what(portal: Portal) -> None:
    def ids(**asked: Any) -> list[str]:
        return [each["id"] for each in appointments(portal.get("Appointment", **asked)[1])]

    everybody = ids()
    assert ids(patient="Patient/ann") == [id for id in everybody if id.startswith("a")]
    assert ids(actor="Patient/ann") == ids(patient="ann")
    assert ids(date=day(SOON).isoformat()) == everybody[:2]
    assert ids(date=f"ge{day(SOON + 1).isoformat()}", patient="ben") == ids(patient="ben")[1:]
    assert ids(practitioner="Practitioner/mai", location="Location/one") == everybody
    assert ids(status="cancelled") == []


def test_pages_of_a_search_follow_one_another(portal: Portal) -> None:
    status, first = portal.get("Appointment", _count="4")
    assert (status, first["total"], len(first["entry"])) == (200, 6, 4)
    next_one = next(each["url"] for each in first["link"] if each["relation"] == "next")
    rest = portal.http.get(next_one).json()
    ids = [each["resource"]["id"] for each in (*first["entry"], *rest["entry"])]
    assert (len(set(ids)), "link" in rest) == (6, False)


def test_the_next_page_asks_the_same(portal: Portal) -> None:
    since = f"ge{day(SOON).isoformat()}T00:00:00+00:00"
    _, first = portal.get("Appointment", _count="4", date=since)
    next_one = next(each["url"] for each in first["link"] if each["relation"] == "next")
    rest = portal.http.get(next_one)
    assert (rest.status_code, rest.json()["total"], len(rest.json()["entry"])) == (200, 6, 2)


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
    portal: Portal, operation: str, asked: dict[str, Any], expected: tuple[int, Any]
) -> None:
    status, document = portal.post(operation, **asked)
    assert (status, outcome(document)) == expected


def test_a_portal_knows_a_patient_by_its_own_identifier(serve: Callable[..., Served]) -> None:
    served = serve(soon(identifiers=(Identifier("patient", "ann", THEIRS, "7"),)))
    portal = Portal(served.portal())
    patient = {"resourceType": "Patient", "identifier": [{"system": THEIRS, "value": "7"}]}
    start, end = day(SOON).isoformat(), day(SOON + 28).isoformat()
    status, found = portal.post("find", start=start, end=end, patient_resource=patient)
    assert (status, len(appointments(found)) > 0) == (200, True)
    other = {"resourceType": "Patient", "identifier": [{"system": THEIRS, "value": "8"}]}
    assert portal.post("find", start=start, end=end, patient_resource=other)[0] == 400


def test_xml_is_asked_and_answered(served: Served) -> None:
    client = served.client()
    body = f"""<Parameters xmlns="http://hl7.org/fhir">
      <parameter><name value="start"/><valueDateTime value="{day(SOON)}"/></parameter>
      <parameter><name value="end"/><valueDateTime value="{day(SOON + 28)}"/></parameter>
      <parameter><name value="patient-reference"/>
        <valueReference><reference value="Patient/ann"/></valueReference></parameter></Parameters>"""
    headers = {"Content-Type": "application/fhir+xml", "Accept": "application/fhir+xml"}
    found = client.http.post("/fhir/R4/Appointment/$find", content=body, headers=headers)
    assert (found.status_code, found.headers["content-type"]) == (200, "application/fhir+xml")
    document = read_xml(found.content)
    assert (document["resourceType"], int(document["total"]) > 0) == ("Bundle", True)
    hostile = client.http.post("/fhir/R4/Appointment/$find", content="<!DOCTYPE x><x/>", headers=headers)
    assert hostile.status_code == 400


def test_every_appointment_says_the_profile_that_it_keeps(served: Served) -> None:
    portal = Portal(served.client())
    for each in (*portal.find(), *appointments(portal.get("Appointment")[1])):
        assert each["meta"]["profile"] == [PROFILE]


def test_the_capability_statement_names_what_there_is(served: Served) -> None:
    for release, version in (("R4", "4.0.1"), ("R5", "5.0.0")):
        portal = Portal(served.with_headers({}), release)
        status, found = portal.get("metadata")
        assert (status, found["fhirVersion"]) == (200, version)
        appointment, audit = found["rest"][0]["resource"]
        assert [each["name"] for each in appointment["operation"]] == ["find", "hold", "book"]
        assert [each["name"] for each in audit["searchParam"]] == ["patient", "date"]
        assert "application/fhir+xml" in found["format"]
    assert served.with_headers({}).get("/fhir/R9/metadata").status_code == 404


def test_nobody_finds_or_books_without_a_token(served: Served) -> None:
    nobody = served.with_headers({})
    for path in ("Appointment", "Appointment/$find"):
        status, told = Portal(nobody).get(path)
        assert (status, outcome(told)) == (401, ("error", "login"))


def test_free_times_are_published_to_anybody_and_say_nobody(served: Served) -> None:
    nobody = served.with_headers({})
    manifest = nobody.get("/fhir/R4/$bulk-publish")
    assert manifest.headers["cache-control"] == "public, max-age=60"
    for each in manifest.json()["output"]:
        answer = nobody.http.get(each["url"])
        assert answer.headers["content-type"].startswith("application/fhir+ndjson")
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert {line["resourceType"] for line in lines} == {each["type"]}
        assert [wrong for line in lines for wrong in wrong_in_r4(line)] == []
        assert not {"ann", "ben"} & set(answer.text.lower().replace('"', " ").replace("/", " ").split())
        again = nobody.http.get(each["url"], headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert {each["type"] for each in manifest.json()["output"]} == {"Location", "Schedule", "Slot"}


def test_who_booked_and_who_looked_is_audited(portal: Portal) -> None:
    first = portal.find()[0]
    portal.post("book", appointment_reference=f"Appointment/{first['id']}")
    portal.get("Appointment", patient="Patient/ann")
    status, found = portal.get("AuditEvent", patient="Patient/ann", _count=50)
    told = [e["resource"] for e in found["entry"]]
    codes = {str((each.get("subtype") or each["code"]["coding"])[0]["code"]) for each in told}
    assert (status, codes >= {"ITI-115", "ITI-117", "ITI-118"}) == (200, True)
    assert all({"what": {"reference": "Patient/ann"}} in each["entity"] for each in told)
    assert told == sorted(told, key=lambda each: str(each["recorded"]), reverse=True)
    assert portal.get("AuditEvent", date="lt2020-01-01")[1]["total"] == 0


def test_old_reads_of_a_patient_are_told_however_many_came_after_of_others(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "AUDITED", 1)
    portal.get("Appointment", patient="Patient/ann")
    portal.get("Appointment", patient="Patient/ben")
    status, found = portal.get("AuditEvent", patient="Patient/ann", _count=50, agent="x")
    *told, said = [e["resource"] for e in found["entry"]]
    codes = {str((each.get("subtype") or each["code"]["coding"])[0]["code"]) for each in told}
    assert (status, "ITI-118" in codes) == (200, True)
    assert (outcome(said), said["issue"][0]["details"]["text"]) == (
        ("warning", "not-supported"),
        "not looked at: agent",
    )


def test_who_books_for_patients_does_not_read_the_book(served: Served) -> None:
    portal, staff = Portal(served.portal()), Portal(served.client("facts"))
    assert portal.find()
    for path in ("Appointment", "Appointment/a1--1"):
        status, told = portal.get(path)
        assert (status, outcome(told)) == (403, ("error", "forbidden"))
    assert appointments(staff.get("Appointment")[1])


def test_a_portal_is_proposed_only_what_it_may_hold(serve: Callable[..., Served]) -> None:
    rules = BookingRules(notice=timedelta(hours=24), ahead=timedelta(days=9))
    served = serve(clinic(booking=rules), clock=lambda: at(0, "6:00"))
    asked = {"start": day(0).isoformat(), "end": day(28).isoformat(), "patient_reference": "Patient/ann"}
    starts = [
        datetime.fromisoformat(each["start"])
        for each in appointments(Portal(served.portal()).post("find", _count="40", **asked)[1])
    ]
    assert starts
    assert all(at(1, "6:00") <= start <= at(9, "6:00") for start in starts)
    soonest = appointments(Portal(served.client()).post("find", _count="40", **asked)[1])[0]
    assert datetime.fromisoformat(soonest["start"]) < at(1, "6:00")


def test_only_an_administrator_sees_who_looked(served: Served) -> None:
    status, told = Portal(served.client("facts")).get("AuditEvent")
    assert (status, outcome(told)) == (403, ("error", "forbidden"))

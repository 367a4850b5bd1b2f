"""Who booked and who looked, as AuditEvents of IHE's shape: one for each of its transactions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from planner.http.routes.fhir import searches
from tests.http.front_end import Element, FrontEnd, appointments, outcome
from tests.http.worlds import SOON, Served, soon
from tests.worlds import day, entry, patient, plan

ITI = "urn:ihe:event-type-code"
START, END = day(SOON).isoformat(), day(SOON + 28).isoformat()


def told(portal: FrontEnd, **asked: Any) -> list[Element]:
    status, found = portal.get("AuditEvent", _count=50, **asked)
    assert status == 200
    return [each["resource"] for each in found["entry"] if each["search"]["mode"] == "match"]


def codings(event: Element) -> dict[str, str]:
    """The codes of what happened, by their systems."""
    said = event["subtype"] if "subtype" in event else event["code"]["coding"]
    return {each["system"]: each["code"] for each in said}


def role(entity: Element) -> str:
    said: Element = entity["role"]
    return str(said.get("coding", [said])[0]["code"])


def test_each_transaction_is_audited_with_its_patient(portal: FrontEnd) -> None:
    first = portal.find(START, END)[0]
    (held,) = appointments(portal.post("hold", appointment_reference=f"Appointment/{first['id']}")[1])
    (booked,) = appointments(portal.post("book", appointment_reference=f"Appointment/{held['id']}")[1])
    portal.get("Appointment", patient="Patient/ann")
    events = {code: each for each in told(portal, patient="Patient/ann") if (code := codings(each).get(ITI))}
    assert events.keys() == {"ITI-115", "ITI-116", "ITI-117", "ITI-118"}
    for event in events.values():
        whats = [each["what"]["reference"] for each in event["entity"]]
        assert "Patient/ann" in whats
        assert [role(each) for each in event["entity"]] == ["1" if "Patient/" in what else "4" for what in whats]
        assert len(codings(event)) == 2
        client, server = event["agent"]
        assert [each["type"]["coding"][0]["code"] for each in event["agent"]] == ["110153", "110152"]
        assert (client["requestor"], server["who"]) == (True, event["source"]["observer"])
    for code, what in (("ITI-116", held), ("ITI-117", booked)):
        assert f"Appointment/{what['id']}" in [each["what"]["reference"] for each in events[code]["entity"]]


def test_a_hold_given_up_is_audited(portal: FrontEnd) -> None:
    first = portal.find(START, END)[0]
    (held,) = appointments(portal.post("hold", appointment_reference=f"Appointment/{first['id']}")[1])
    portal.post("book", appointment_resource={**held, "status": "cancelled"})
    (event,) = (each for each in told(portal, patient="Patient/ann") if codings(each).get(ITI) == "ITI-117")
    assert f"Appointment/{held['id']}" in [each["what"]["reference"] for each in event["entity"]]


def test_events_are_of_a_patient_and_of_days(portal: FrontEnd) -> None:
    portal.get("Appointment", patient="Patient/ben")
    events = told(portal)
    assert events == sorted(events, key=lambda each: str(each["recorded"]), reverse=True)
    assert all(codings(each).get(ITI) != "ITI-118" for each in told(portal, patient="Patient/ann"))
    assert portal.get("AuditEvent", date="lt2020-01-01")[1]["total"] == 0


def test_old_reads_of_a_patient_are_told_however_many_came_after_of_others(
    portal: FrontEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "AUDITED", 1)
    portal.get("Appointment", patient="Patient/ann")
    portal.get("Appointment", patient="Patient/ben")
    assert "ITI-118" in {codings(each).get(ITI) for each in told(portal, patient="Patient/ann")}


def test_who_reads_a_patient_whose_id_is_none_of_fhirs_is_told_of_that_patient(serve: Callable[..., Served]) -> None:
    people, plans = [patient("ann lee")], [plan("a", "course", "ann lee", SOON)]
    portal = FrontEnd(serve(soon(patients=people, plans=plans, book=(entry("a1", SOON),))).client().http)
    portal.get("Appointment")
    portal.get("Patient")
    events = told(portal, patient="urn:planner:patient|ann lee")
    assert "ITI-118" in {codings(each).get(ITI) for each in events}
    assert any(path.endswith("/Patient") for each in events for path in codings(each).values())


def test_only_an_administrator_sees_who_looked(served: Served) -> None:
    status, said = FrontEnd(served.client("facts").http).get("AuditEvent")
    assert (status, outcome(said)) == (403, ("error", "forbidden"))

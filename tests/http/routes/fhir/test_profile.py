"""Every answer on the door beside HL7's definitions and IHE's profiles, by a validator that nobody here wrote."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fhir.validators import PASSED_OVER, declared, definitions, ihes_profiles, profiled
from tests.http.front_end import Element, FrontEnd, appointments
from tests.http.worlds import SOON, Served
from tests.worlds import day

SCHEDULING = "https://profiles.ihe.net/ITI/Scheduling/StructureDefinition/"
PROFILES = {"Appointment": "ihe-sched-appt", "Bundle": "ihe-sched-avail-bundle"}
MISCOUNTED = "CapabilityStatement.rest.resource"
"""pyfhircheck 0.2.0 counts what stands in several resources of a server as if it stood in one."""
START, END = day(SOON).isoformat(), day(SOON + 28).isoformat()


def asked(portal: FrontEnd) -> list[Element]:
    """What a front end is answered when it asks all that there is."""
    portal.get("metadata")
    first, second = portal.find(START, END)[:2]
    (held,) = appointments(portal.post("hold", appointment_reference=f"Appointment/{first['id']}")[1])
    (booked,) = appointments(portal.post("book", appointment_reference=f"Appointment/{held['id']}")[1])
    portal.post("book", appointment_reference=f"Appointment/{second['id']}")
    portal.post("hold", appointment_reference=f"Appointment/{first['id']}")
    portal.post("book", appointment_resource={**booked, "status": "cancelled"})
    portal.get("Appointment", _include="Appointment:actor", _count=4)
    portal.get("Appointment", patient="Patient/zed")
    portal.get("Patient/ann")
    portal.get("AuditEvent", _count=50)
    return portal.seen


def test_every_answer_keeps_the_profiles(served: Served) -> None:
    folder, theirs = definitions(), ihes_profiles()
    seen = asked(FrontEnd(served.client().http))
    there = [*seen, *(each for bundle in seen for each in inside(bundle))]
    kinds = frozenset(each["resourceType"] for each in there)
    assert kinds >= {"Bundle", "Appointment", "Patient", "AuditEvent", "OperationOutcome", "CapabilityStatement"}
    core, ihe = profiled(folder, kinds), profiled(folder, kinds & {"Appointment", "Bundle"}, theirs)
    wrong = {f"{e.path} {e.code}: {e.message}" for each in there for e in core.validate_resource(declared(each)).errors}
    found = [each for each in seen if each["resourceType"] == "Bundle" and "Patient" not in types(each)]
    for each in (*found, *(one for one in there if one["resourceType"] == "Appointment")):
        each = {**each, "meta": {"profile": [f"{SCHEDULING}{PROFILES[each['resourceType']]}"]}}
        wrong |= {f"IHE {e.path} {e.code}: {e.message}" for e in ihe.validate_resource(each).errors}
    assert [each for each in sorted(wrong) if not any(code in each for code in (*PASSED_OVER, MISCOUNTED))] == []


def test_the_validator_sees_what_the_profiles_forbid(served: Served) -> None:
    ihe = profiled(definitions(), frozenset({"Appointment", "Bundle"}), ihes_profiles())
    portal = FrontEnd(served.client().http)
    found = portal.get("Appointment", _count=1)[1]
    (appointment,) = appointments(found)
    assert ihe.validate_resource({key: each for key, each in found.items() if key != "total"}).errors
    assert ihe.validate_resource({**found, "type": "collection"}).errors
    assert ihe.validate_resource({key: each for key, each in appointment.items() if key != "requestedPeriod"}).errors


def inside(document: Element) -> Iterator[Element]:
    for entry in document.get("entry", []):
        yield entry["resource"]


def types(bundle: Element) -> set[str]:
    return {each["resourceType"] for each in inside(bundle)}

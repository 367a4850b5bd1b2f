"""The book and patients searched as IHE has them searched, and what the server says that it can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from planner.clinic import Identifier, Patient
from planner.fhir.operations.answer import PROFILE
from tests.http.front_end import FrontEnd, appointments, outcome
from tests.http.worlds import SOON, Served, soon
from tests.worlds import at, day

THEIRS = "urn:oid:1.2.3"


def ids(portal: FrontEnd, **asked: Any) -> list[str]:
    status, found = portal.get("Appointment", **asked)
    assert status == 200
    return [each["id"] for each in appointments(found)]


def test_a_search_is_by_whom_when_and_what(portal: FrontEnd) -> None:
    everybody = ids(portal)
    assert ids(portal, patient="Patient/ann") == [id for id in everybody if id.startswith("a")]
    assert ids(portal, actor="Patient/ann") == ids(portal, patient="ann")
    assert ids(portal, practitioner="Practitioner/mai", location="Location/one") == everybody
    assert ids(portal, status="cancelled") == []


def test_a_search_comes_as_a_form_too(portal: FrontEnd) -> None:
    status, found = portal.form_search("Appointment", patient="Patient/ann", _count="2")
    assert (status, found["total"], len(appointments(found))) == (200, 3, 2)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (f"{day(SOON)}", ["a1", "b1"]),
        (f"eq{day(SOON)}", ["a1", "b1"]),
        (f"ne{day(SOON)}", ["a2", "b2", "a3", "b3"]),
        (f"gt{day(SOON)}", ["a2", "b2", "a3", "b3"]),
        (f"sa{day(SOON)}", ["a2", "b2", "a3", "b3"]),
        (f"lt{day(SOON + 2)}", ["a1", "b1"]),
        (f"eb{day(SOON + 2)}", ["a1", "b1"]),
        (f"le{day(SOON + 2)}", ["a1", "b1", "a2", "b2"]),
        (f"{at(SOON, '9:00').isoformat()}", ["a1"]),
        (f"gt{at(SOON, '9:00').isoformat()}", ["b1", "a2", "b2", "a3", "b3"]),
        (f"le{at(SOON, '9:00').isoformat()}", ["a1"]),
        (f"{at(SOON, '9:30').isoformat()[:16]}Z", ["b1"]),
        (f"{day(SOON):%Y-%m}", ["a1", "b1", "a2", "b2", "a3", "b3"]),
        (f"lt{day(SOON):%Y}", []),
    ],
)
def test_each_prefix_of_a_date_and_dates_of_each_length(served: Served, date: str, expected: list[str]) -> None:
    portal = FrontEnd(served.client().http)
    assert [id.partition("--")[0] for id in ids(portal, date=date)] == expected


@pytest.mark.parametrize(
    "date", ["ap2026-01-01", "soon", "2026-13", "2026-06-31", "26-06", "9999", "ge9999-12-31", "2026-06-01T9:00Z"]
)
def test_a_date_that_is_none_is_refused(served: Served, date: str) -> None:
    status, told = FrontEnd(served.client().http).get("Appointment", date=date)
    assert (status, outcome(told)) == (400, ("error", "invalid"))


def test_somebody_is_known_by_an_identifier(serve: Callable[..., Served]) -> None:
    known = (Identifier("patient", "ann", THEIRS, "7"), Identifier("practitioner", "mai", THEIRS, "PR1"))
    portal = FrontEnd(serve(soon(identifiers=known)).client().http)
    mine = ids(portal, patient="Patient/ann")
    for name in ("patient.identifier", "patient:identifier", "patient", "actor.identifier"):
        assert ids(portal, **{name: f"{THEIRS}|7"}) == mine
    assert ids(portal, **{"patient.identifier": [f"{THEIRS}|7", f"{THEIRS}|8"]}) == mine
    assert ids(portal, **{"patient.identifier": f"{THEIRS}|7", "practitioner.identifier": f"{THEIRS}|PR1"}) == mine


@pytest.mark.parametrize("asked", [{"patient.identifier": "urn:other|7"}, {"patient": "Patient/zed"}], ids=str)
def test_whom_nobody_knows_has_no_appointments(portal: FrontEnd, asked: dict[str, str]) -> None:
    status, found = portal.get("Appointment", **asked)
    assert (status, found["total"], outcome(found)) == (200, 0, ("information", "informational"))


def test_a_place_is_known_by_its_name(portal: FrontEnd) -> None:
    assert ids(portal, **{"location.name": "One"}) == ids(portal)
    assert ids(portal, **{"location.name": "Two"}) == []


def test_who_and_what_comes_together_is_given_with_it(portal: FrontEnd) -> None:
    def beside(value: str) -> set[tuple[str, str]]:
        _, found = portal.get("Appointment", _include=value, _count=2)
        assert (found["total"], len(appointments(found))) == (6, 2)
        included = [each["resource"] for each in found["entry"] if each["search"]["mode"] == "include"]
        return {(each["resourceType"], each["id"]) for each in included}

    people = {("Patient", "ann"), ("Patient", "ben")}
    assert beside("Appointment:patient") == people
    assert beside("Appointment:actor") == {*people, ("Practitioner", "mai"), ("Location", "one")}
    assert beside("Appointment:slot") == set()


def test_pages_of_a_search_follow_one_another_and_ask_the_same(portal: FrontEnd) -> None:
    since = f"ge{day(SOON).isoformat()}T00:00:00+00:00"
    _, first = portal.get("Appointment", _count="4", date=since)
    assert (first["total"], len(first["entry"])) == (6, 4)
    (address,) = (each["url"] for each in first["link"] if each["relation"] == "next")
    _, rest = portal.follow(address)
    found = [each["resource"]["id"] for each in (*first["entry"], *rest["entry"])]
    assert (rest["total"], len(set(found)), "link" in rest) == (6, 6, False)


def test_what_chooses_nothing_is_told(portal: FrontEnd) -> None:
    _, found = portal.get("Appointment", specialty="x|y")
    (said,) = (each["resource"] for each in found["entry"] if each["search"]["mode"] == "outcome")
    assert (outcome(said), said["issue"][0]["details"]["text"]) == (
        ("warning", "not-supported"),
        "not looked at: specialty",
    )


def test_patients_are_found_by_id_identifier_and_name(serve: Callable[..., Served]) -> None:
    people = [Patient("ann", "Ann Marie Lee"), Patient("ben", "Ben Lee")]
    served = serve(soon(patients=people, identifiers=(Identifier("patient", "ann", THEIRS, "7"),)))
    portal = FrontEnd(served.client().http)

    def found(**asked: str) -> list[str]:
        status, bundle = portal.get("Patient", **asked)
        assert status == 200
        return [each["resource"]["id"] for each in bundle["entry"] if each["search"]["mode"] == "match"]

    assert found(identifier=f"{THEIRS}|7") == found(_id="ann") == found(name="mar") == ["ann"]
    assert found(family="lee") == ["ann", "ben"]
    assert found(family="lee", given="Ben") == ["ben"]
    assert found(identifier=f"{THEIRS}|8") == found(name="zed") == []
    assert portal.form_search("Patient", name="Ann Marie")[1]["total"] == 1
    assert portal.get("Patient/ann")[1]["name"] == [{"text": "Ann Marie Lee"}]
    assert portal.get("Patient/zed")[0] == 404


def test_who_books_for_patients_does_not_read_the_book(served: Served) -> None:
    portal, staff = FrontEnd(served.portal().http), FrontEnd(served.client("facts").http)
    assert portal.find(day(SOON).isoformat(), day(SOON + 28).isoformat())
    for path in ("Appointment", "Appointment/a1--1", "Patient", "Patient/ann"):
        status, told = portal.get(path)
        assert (status, outcome(told)) == (403, ("error", "forbidden"))
    assert appointments(staff.get("Appointment")[1])


def test_every_appointment_says_the_profile_that_it_keeps(served: Served) -> None:
    portal = FrontEnd(served.client().http)
    proposed = portal.find(day(SOON).isoformat(), day(SOON + 28).isoformat())
    for each in (*proposed, *appointments(portal.get("Appointment")[1])):
        assert each["meta"]["profile"] == [PROFILE]


def test_the_capability_statement_names_what_there_is(served: Served) -> None:
    for release, version in (("R4", "4.0.1"), ("R5", "5.0.0")):
        portal = FrontEnd(served.with_headers({}).http, release)
        status, found = portal.get("metadata")
        assert (status, found["fhirVersion"]) == (200, version)
        assert found["format"] == ["application/fhir+xml", "application/fhir+json"]
        person, appointment, audit = found["rest"][0]["resource"]
        assert [each["name"] for each in appointment["operation"]] == ["find", "hold", "book"]
        assert {"patient", "date", "practitioner", "location"} <= {e["name"] for e in appointment["searchParam"]}
        assert "Appointment:patient" in appointment["searchInclude"]
        assert {"_id", "identifier"} <= {each["name"] for each in person["searchParam"]}
        assert [each["name"] for each in audit["searchParam"]] == ["patient", "date"]
    assert served.with_headers({}).get("/fhir/R9/metadata").status_code == 404

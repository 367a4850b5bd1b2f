"""Exports of other booking systems laid over a clinic: patients, plans, visits by number, and what is not known."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from planner.clinic import Clinic, Identifier, Plan
from planner.errors import FaultyClinic, UnknownName
from planner.jobs.imports import acuity, cliniko, ical
from planner.jobs.imports.overlay import SYSTEMS, Imported, imported
from tests.jobs.calendars.worlds import happening, ics
from tests.worlds import at, day, phase, practitioner, protocol, room, world

NOW = at(3, "0:00")


def clinic(system: str = acuity.SYSTEM) -> Clinic:
    return world(
        protocols=[protocol("weekly", phase("needling", sessions=9))],
        practitioners=[practitioner("mai"), practitioner("tom")],
        rooms=[room("one")],
        plans=[],
        identifiers=(Identifier("protocol", "weekly", system, "11"), Identifier("practitioner", "mai", system, "3")),
    )


def row(id: int, day: int, **more: Any) -> dict[str, Any]:
    """A row as Acuity's documentation shows one."""
    return {
        "id": id,
        "firstName": "Bob",
        "lastName": "McTest",
        "phone": "555",
        "email": "Bob@example.com",
        "datetime": f"2026-06-{day + 1:02}T10:15:00-0600",
        "type": "Regular Visit",
        "appointmentTypeID": 11,
        "calendarID": 3,
        "calendar": "My Calendar",
        "price": "10.00",
        **more,
    }


def of_acuity(*rows: object, base: Clinic | None = None) -> Imported:
    return imported(base or clinic(), "acuity", {"acuity.json": json.dumps(rows).encode()}, NOW)


def book(found: Clinic) -> list[tuple[int, str, str | None]]:
    return [(entry.number, entry.status, entry.practitioner) for entry in found.book]


def test_visits_become_a_plan_whose_sessions_are_numbered_by_their_starts() -> None:
    found = of_acuity(row(3, 8), row(1, 1), row(2, 2, canceled=True, noShow=True), row(4, 2, canceled=True))
    assert dict(found.counts) == {"patients": 1, "plans": 1, "appointments": 4}
    (patient,) = found.clinic.patients.values()
    assert (patient.name, patient.phone, patient.email) == ("Bob McTest", "555", "Bob@example.com")
    assert book(found.clinic) == [
        (1, "attended", "mai"),
        (2, "no-show", "mai"),
        (2, "cancelled", "mai"),
        (2, "booked", "mai"),
    ]
    assert found.warnings == ()


def test_a_visit_that_says_whether_it_was_missed_was_cancelled() -> None:
    """As Acuity's reference has it of those that are asked for with `canceled=true`."""
    assert book(of_acuity(row(1, 8, noShow=False)).clinic) == [(1, "cancelled", "mai")]


def test_what_was_imported_is_known_again() -> None:
    once = of_acuity(row(1, 1), row(2, 8)).clinic
    moved = of_acuity(row(1, 1), row(2, 9), base=once)
    assert dict(moved.counts) == {"patients": 0, "plans": 0, "appointments": 2}
    assert [entry.start for entry in moved.clinic.book] == [at(1, "10:15"), at(9, "10:15")]
    assert moved.clinic.identifiers == once.identifiers


def test_a_later_export_goes_on_where_the_one_before_ended() -> None:
    once = of_acuity(row(1, 1), row(2, 8), row(3, 15, canceled=True)).clinic
    later = of_acuity(row(4, 15), row(5, 22), base=once)
    assert book(later.clinic)[2:] == [(3, "cancelled", "mai"), (3, "booked", "mai"), (4, "booked", "mai")]


def test_visits_belong_to_the_plan_that_the_patient_has_of_their_protocol() -> None:
    there = imported_patient(of_acuity(row(1, 1)).clinic)
    mine = Plan("b", next(iter(there.patients)), "weekly", day(-20), attended=2, last_attended=day(-6))
    base = replace(there, plans={"b": mine})
    found = of_acuity(row(1, 1), row(2, 8), base=base).clinic
    assert [(entry.plan, entry.number) for entry in found.book] == [("b", 3), ("b", 4)]


def test_a_visit_that_may_be_of_either_plan_is_told() -> None:
    there = imported_patient(of_acuity(row(1, 1)).clinic)
    twice = {id: Plan(id, next(iter(there.patients)), "weekly", day(0)) for id in "ab"}
    with pytest.raises(FaultyClinic, match="has 2 plans of the protocol 'weekly'"):
        of_acuity(row(1, 1), base=replace(there, plans=twice))


def imported_patient(clinic: Clinic) -> Clinic:
    """The clinic with the patient of an export on record, and nothing else of it."""
    return replace(clinic, plans={}, book=())


def test_unknown_kinds_and_people_are_told_at_once_with_the_row_that_would_name_them() -> None:
    with pytest.raises(FaultyClinic) as refused:
        of_acuity(row(1, 1, appointmentTypeID=99), row(2, 2, appointmentTypeID=99), row(3, 3, calendarID=4))
    faults = [(fault.wrong, fault.mend) for fault in refused.value.faults]
    assert faults == [
        (
            "the clinic has no protocol for '99' (Regular Visit)",
            f"add to identifiers.csv: protocol,ID,{acuity.SYSTEM},99",
        ),
        (
            "the clinic has no practitioner for '4' (My Calendar)",
            f"add to identifiers.csv: practitioner,ID,{acuity.SYSTEM},4",
        ),
    ]


def test_a_kind_or_a_person_of_the_same_name_needs_no_row() -> None:
    found = of_acuity(row(1, 1, appointmentTypeID=5, type="WEEKLY", calendarID=9, calendar="Tom"))
    assert book(found.clinic) == [(1, "attended", "tom")]


def test_unknown_columns_are_told_once() -> None:
    found = of_acuity(row(1, 1, mood="good"), row(2, 2, mood="bad"))
    assert [(fault.column, fault.wrong) for fault in found.warnings] == [
        ("mood", "this column is not known here, and not used")
    ]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ({"datetime": "tomorrow"}, "is no moment"),
        ({"datetime": "2026-06-02T10:15:00"}, "has no offset"),
        ({"id": None}, "id is missing"),
        ({"firstName": "", "lastName": "", "email": ""}, "nobody's appointment"),
    ],
)
def test_a_row_that_cannot_be_is_told_with_its_place(broken: dict[str, Any], why: str) -> None:
    with pytest.raises(FaultyClinic, match=rf"acuity\.json, \[1\]: .*{why}"):
        of_acuity(row(1, 1), row(2, 2) | broken)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("content", [b"", b"{", b"7", b'{"a": 1}', b"\xff", b"[[]]"])
def test_what_is_no_export_is_refused(system: str, content: bytes) -> None:
    with pytest.raises(FaultyClinic):
        imported(clinic(), system, {"x": content}, NOW)


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(UnknownName, match="acuity"):
        imported(clinic(), "acuty", {}, NOW)


# --- the others -------------------------------------------------------------------------------------------------------


def link(kind: str, id: int) -> dict[str, Any]:
    return {"links": {"self": f"https://api.au1.cliniko.com/v1/{kind}/{id}"}}


def test_cliniko_names_patients_in_a_list_of_their_own() -> None:
    patients = {
        "patients": [
            {"id": 1, "first_name": "Peter", "last_name": "Patientman", "email": "p@example.com",
             "patient_phone_numbers": [{"phone_type": "Mobile", "number": "614"}], "gender": "Male"},
            {"id": 2, "first_name": "Gone", "last_name": "By", "deleted_at": "2026-01-01T00:00:00Z"},
        ]
    }  # fmt: skip
    visit = {
        "id": "7",
        "starts_at": "2026-06-02T16:15:00Z",
        "patient": link("patients", 1),
        "practitioner": link("practitioners", 3),
        "appointment_type": link("appointment_types", 11),
        "did_not_arrive": False,
        "cancelled_at": None,
    }
    visits = {
        "individual_appointments": [
            visit,
            {**visit, "id": "8", "starts_at": "2026-06-09T16:15:00Z", "cancelled_at": "2026-06-01T00:00:00Z"},
            {**visit, "id": "9", "archived_at": "2026-06-01T00:00:00Z"},
        ]
    }
    files = {"v.json": json.dumps(visits).encode(), "p.json": json.dumps(patients).encode()}
    found = imported(clinic(cliniko.SYSTEM), "cliniko", files, NOW)
    assert [(each.name, each.phone) for each in found.clinic.patients.values()] == [("Peter Patientman", "614")]
    assert book(found.clinic) == [(1, "attended", "mai"), (2, "cancelled", "mai")]


def test_a_calendars_events_with_an_attendee_are_visits() -> None:
    who = ("ATTENDEE;CN=Ann Lee:mailto:ann@example.com", "ORGANIZER;CN=Mai:mailto:mai@example.com")
    content = ics(
        happening("DTSTART:20260602T161500Z", *who, "CATEGORIES:Weekly", "LOCATION:One", uid="1"),
        happening("DTSTART:20260609T161500Z", *who, "SUMMARY:Weekly", "STATUS:CANCELLED", uid="2"),
        happening("DTSTART:20260603T161500Z", "SUMMARY:Lunch", "RRULE:FREQ=DAILY", uid="3"),
    )
    found = imported(clinic(ical.SYSTEM), "icalendar", {"c.ics": content}, NOW)
    assert [(each.name, each.email) for each in found.clinic.patients.values()] == [("Ann Lee", "ann@example.com")]
    assert book(found.clinic) == [(1, "attended", "mai"), (2, "cancelled", "mai")]
    assert found.clinic.book[0].room == "one"
    assert "this is no visit: it recurs" in str(found.warnings[0])

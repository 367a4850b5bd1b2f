"""Who has read whose data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from planner.http.access.reads import AGAIN
from planner.http.page.facts.desk import shown_closed
from planner.http.transport.record import Record, begin
from tests.http.jobs.worlds import begun, ended
from tests.http.worlds import SOON, Client, Served, problem, soon
from tests.worlds import day


@pytest.fixture
def either(url: str) -> Iterator[Served]:
    with Served(url, soon()) as served:
        yield served


def reads(client: Client, **asked: Any) -> list[tuple[str, str, str]]:
    found = client.get("/v1/reads", params=asked)
    assert found.status_code == 200, found.text
    return [(each["who"], each["patient"], each["route"]) for each in found.json()["reads"]]


def test_who_read_whom_where_and_when(either: Served) -> None:
    admin, staff, portal = either.client("admin"), either.client(name="desk"), either.portal()
    staff.get("/v1/patients/ann")
    staff.get("/v1/days/today")
    staff.get(f"/v1/days/{day(SOON).isoformat()}")
    portal.offers("b")
    staff.get("/v1/patients")
    found = reads(admin)
    assert (found[0], found[-1]) == (("desk", "*", "/v1/patients"), ("desk", "ann", "/v1/patients/{id}"))
    assert set(found[1:-1]) == {
        ("portal", "ben", "/v1/plans/{plan}/offers"),
        ("desk", "ann", "/v1/days/{on}"),
        ("desk", "ben", "/v1/days/{on}"),
    }
    assert {patient for _, patient, _ in reads(admin, patient="ann")} == {"ann", "*"}
    first = admin.get("/v1/reads", params={"limit": 2}).json()
    second = admin.get("/v1/reads", params={"limit": 2, "before": first["next"]}).json()
    assert second["reads"][0]["number"] < first["reads"][-1]["number"]
    problem(portal.get("/v1/reads"), 403, "not-allowed")


def test_searches_pages_and_fhir_are_noted_too(served: Served) -> None:
    admin, staff = served.client("admin"), served.client(name="desk")
    staff.post("/v1/patients/search", {"text": "ann"})
    staff.get("/patients/ben")
    staff.get(f"/days/{day(SOON).isoformat()}")
    staff.get("/facts/plans")
    staff.get("/closed")
    staff.get("/fhir/r4/Appointment", params={"patient": "ann"})
    found = {(patient, route) for _, patient, route in reads(admin)}
    assert {
        ("ann", "/v1/patients/search"),
        ("ben", "/patients/{id}"),
        ("ann", "/days/{on}"),
        ("ben", "/days/{on}"),
    } <= found
    assert ("*", "/facts/{table}") in found
    assert "/closed" not in {route for _, route in found}, "nobody was on it"
    assert ("ann", "/fhir/{release}/Appointment") in found


def test_files_of_calendars_and_tables_are_noted_as_everybodys(served: Served) -> None:
    admin, staff = served.client("admin"), served.client(name="desk")
    staff.get("/v1/calendars")
    workbook = staff.get("/workbook/clinic.xlsx")
    assert {(patient, route) for _, patient, route in reads(admin)} == {
        ("*", "/v1/calendars"),
        ("*", "/workbook/clinic.xlsx"),
    }
    assert workbook.status_code == 200


def test_a_rosters_calendars_are_noted_too(served: Served) -> None:
    admin, staff = served.client("admin"), served.client(name="desk")
    found = ended(staff, begun(staff))
    staff.get(f"{found['result']}/calendars")
    assert ("desk", "*", "/v1/rosters/{id}/calendars") in reads(admin)


def test_who_is_shown_as_closed_by_a_change_is_noted(served: Served) -> None:
    closed, record = served.desk.record("ann", "peel", on=day(SOON)).closed, Record()
    begin(record)
    assert shown_closed(served.desk.facts(), closed)
    assert record.patients == {"ann"}


def test_a_read_is_noted_once_in_a_while_and_a_refused_one_never(served: Served) -> None:
    admin, staff = served.client("admin"), served.client(name="desk")
    problem(served.client("book", name="booker").get("/v1/patients/ann"), 403, "not-allowed")
    problem(staff.get("/v1/patients/nobody"), 404, "unknown-name")
    assert reads(admin) == []
    for _ in range(3):
        staff.get("/v1/patients/ann")
    assert len(reads(admin)) == 1
    seen = served.app.state.door.reads._seen
    seen.update({place: at - AGAIN for place, at in seen.items()})
    staff.get("/v1/patients/ann")
    assert len(reads(admin)) == 2


def test_reads_of_a_patient_who_was_forgotten_stay_by_id(served: Served) -> None:
    admin, staff = served.client("admin"), served.client(name="desk")
    staff.get("/v1/patients/ben")
    for row in served.desk.listed(patient="ben"):
        staff.post(f"/v1/appointments/{row.id}/cancel", {"reason": "patient-cancel"})
    served.desk.forget("ben")
    assert ("desk", "ben", "/v1/patients/{id}") in reads(admin, patient="ben")


def test_reads_are_written_before_the_server_ends(served: Served) -> None:
    served.client(name="desk").get("/v1/patients/ann")
    reads = served.app.state.door.reads
    reads.__exit__()
    assert [each.patient for each in reads.listed()] == ["ann"]

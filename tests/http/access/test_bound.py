"""A token that is bound to one patient: it books for that one, and of others there is nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from planner.errors import Nonsense
from tests.http.worlds import Client, Served, document, problem, soon


@pytest.fixture
def either(url: str) -> Iterator[Served]:
    with Served(url, soon()) as served:
        yield served


def anns(served: Served) -> Client:
    _, secret = served.tokens.make("ann's phone", ["offer", "book"], "the tests", subject="patient:ann")
    return served.with_headers({"Authorization": f"Bearer {secret}"})


def test_it_books_moves_and_cancels_for_its_patient(either: Served) -> None:
    ann = anns(either)
    booked = ann.booked("a")
    id, number = booked["rows"][0]["appointment"], booked["rows"][0]["number"]
    moved = ann.post(f"/v1/appointments/{id}/move", ann.offers("a", number=number)[-1])
    assert moved.status_code == 200, moved.text
    assert ann.post(f"/v1/appointments/{id}/cancel", {"reason": "patient-cancel"}).status_code == 200


def test_of_others_there_is_nothing(either: Served) -> None:
    ann, staff = anns(either), either.client()
    offer, held = staff.offers("b")[0], staff.hold(staff.offers("b")[0]).json()["hold"]
    visit = next(row for row in either.desk.listed(plan="b")).id
    mine = ann.offers("a")[0]["rows"][0]
    asked = [
        ann.get("/v1/plans/b/offers"),
        ann.get("/v1/plans/b/course-offers"),
        ann.get("/v1/plans/b/appointments"),
        ann.get(f"/v1/appointments/{visit}/places?on=2035-01-01"),
        ann.post("/v1/check", offer),
        ann.hold(offer),
        ann.post("/v1/holds", {"rows": [mine, offer["rows"][0]]}),
        ann.post("/v1/holds", {"rows": [{**mine, "appointment": visit, "status": "booked"}]}),
        ann.post("/v1/plans/b/holds", {"offer": 1}),
        ann.delete(f"/v1/holds/{held}"),
        ann.post("/v1/bookings", {"hold": held}),
        ann.post("/v1/bookings", {"rows": offer["rows"]}),
        ann.post(f"/v1/appointments/{visit}/move", {"rows": [mine]}),
        ann.post(f"/v1/appointments/{visit}/move-to", {"practitioner": "mai", "start": mine["start"]}),
        ann.post(f"/v1/appointments/{visit}/cancel", {"reason": "patient-cancel"}),
    ]
    before = either.desk.settled()
    for answered in asked:
        said = problem(answered, 404, "unknown-name")
        assert "ben" not in answered.text, said
    assert either.desk.settled() == before


def test_every_route_that_it_may_ask_names_what_it_is_about() -> None:
    """In its address or its body, as plan, appointment, hold or rows: where the patient is looked at."""
    own = {"calendar", "session", "signOut", "choosePassword", "signIn"}
    for path, operations in document()["paths"].items():
        for operation in operations.values():
            scopes = {scope for each in operation.get("security", ()) for of in each.values() for scope in of}
            if scopes <= {"offer", "book"} and path.startswith("/v1/") and operation["operationId"] not in own:
                named = any(f"{{{name}}}" in path for name in ("plan", "appointment", "hold"))
                assert named or path in ("/v1/check", "/v1/holds", "/v1/bookings"), path


def test_it_asks_nothing_of_fhir(served: Served) -> None:
    assert anns(served).get("/fhir/R4/Appointment").status_code == 403


def test_it_may_not_see_the_whole_book(served: Served) -> None:
    with pytest.raises(Nonsense, match="a token of one patient has no scope 'facts'"):
        served.tokens.make("wrong", ["offer", "facts"], "the tests", subject="patient:ann")

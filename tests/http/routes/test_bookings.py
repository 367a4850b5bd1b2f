"""A booking day over HTTP: offers, holds, bookings, and what becomes of a visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from tests.desk.worlds import clinic
from tests.http.worlds import SOON, Served, problem, soon
from tests.worlds import at, day, entry


@pytest.fixture
def either(url: str) -> Iterator[Served]:
    """On each database in turn."""
    with Served(url, soon()) as served:
        yield served


def test_an_offer_is_held_and_booked(either: Served) -> None:
    portal = either.portal()
    offer = portal.offers("a")[0]
    held = portal.hold(offer, minutes=5)
    assert held.status_code == 201
    assert [row["status"] for row in held.json()["rows"]] == ["held"]
    assert held.headers["location"] == f"/v1/holds/{held.json()['hold']}"
    done = portal.post("/v1/bookings", {"hold": held.json()["hold"], "why": "by telephone"})
    assert done.status_code == 201
    (row,) = done.json()["rows"]
    assert (row["status"], row["start"]) == ("booked", offer["rows"][0]["start"])
    assert row["appointment"] in {each.id for each in either.desk.appointments() if each.status == "booked"}
    entry = either.desk.journal()[-1]
    assert (entry.who, entry.why, entry.action) == ("portal", "by telephone", "book")


def test_moments_have_the_offset_of_the_clinics_zone(served: Served) -> None:
    answered = served.client().get("/v1/plans/a/offers").json()
    assert answered["timezone"] == "America/Edmonton"
    starts = [datetime.fromisoformat(row["start"]) for offer in answered["offers"] for row in offer["rows"]]
    assert starts
    assert {start.utcoffset() for start in starts} <= {timedelta(hours=-6), timedelta(hours=-7)}


def test_an_offer_of_a_number_is_held(served: Served) -> None:
    portal = served.portal()
    second = portal.offers("a", k=2)[1]
    held = portal.post("/v1/plans/a/holds?k=2", {"offer": 2})
    assert held.status_code == 201, held.text
    assert [row["start"] for row in held.json()["rows"]] == [row["start"] for row in second["rows"]]
    assert held.json()["words"] == second["words"]


def test_a_course_is_offered_held_and_dropped(served: Served) -> None:
    portal = served.portal()
    offer = portal.get("/v1/plans/a/course-offers").json()["offers"][0]
    held = portal.hold(offer)
    assert held.status_code == 201
    dropped = portal.delete(f"/v1/holds/{held.json()['hold']}")
    assert dropped.status_code == 200
    problem(portal.post("/v1/bookings", {"hold": held.json()["hold"]}), 410, "hold-ended")


def test_a_hold_that_never_was_is_unknown(either: Served) -> None:
    portal = either.portal()
    held = portal.hold(portal.offers("a")[0]).json()["hold"]
    for id in ("0" * 24, "a", "%", f"{held}0"):
        problem(portal.post("/v1/bookings", {"hold": id}), 404, "unknown-name")
        problem(portal.delete(f"/v1/holds/{quote(id)}"), 404, "unknown-name")
    assert portal.post("/v1/bookings", {"hold": held}).status_code == 201
    problem(portal.delete(f"/v1/holds/{held}"), 410, "hold-ended")


def test_a_request_asked_again_under_its_key_is_done_once(either: Served) -> None:
    portal = either.portal()
    offer = portal.offers("a")[0]
    first, again = (portal.hold(offer, key="order-1") for _ in range(2))
    assert (first.status_code, first.json()["hold"]) == (again.status_code, again.json()["hold"])
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    problem(portal.hold(portal.offers("b")[0], key="order-1"), 422, "key-reused")


def test_a_key_is_its_tokens_own(served: Served) -> None:
    one, other = served.portal("one"), served.portal("other")
    assert one.hold(one.offers("a")[0], key="order-1").status_code == 201
    held = other.hold(other.offers("b")[0], key="order-1")
    assert held.status_code == 201
    assert "idempotency-replayed" not in held.headers


def test_a_key_must_be_given_for_a_booking(served: Served) -> None:
    portal = served.portal()
    said = problem(portal.hold(portal.offers("a")[0], key=None), 400, "bad-request", "faults")
    assert [(each["in"], each["pointer"]) for each in said["faults"]] == [("header", "/Idempotency-Key")]


def test_a_place_taken_meanwhile_brings_fresh_offers(either: Served) -> None:
    staff, portal = either.client(), either.portal()
    mine = portal.offers("a")[0]
    theirs = [offer for offer in staff.offers("b", k=20) if offer["rows"][0]["start"] == mine["rows"][0]["start"]]
    assert staff.hold(theirs[0]).status_code == 201
    said = problem(portal.hold(mine), 409, "place-taken", "offers", "taken")
    assert said["offers"]
    assert mine["rows"][0]["start"] not in {offer["rows"][0]["start"] for offer in said["offers"]}
    assert portal.hold(said["offers"][0]).status_code == 201


def test_a_visit_is_moved_by_the_version_that_was_seen(either: Served) -> None:
    portal = either.portal()
    booked = portal.booked("a")
    id, number = booked["rows"][0]["appointment"], booked["rows"][0]["number"]
    offer = portal.offers("a", number=number)[-1]
    seen = either.desk.version("a")
    problem(portal.post(f"/v1/appointments/{id}/move", offer, If_Match=f'"{seen - 1}"'), 412, "stale-version")
    moved = portal.post(f"/v1/appointments/{id}/move", offer, If_Match=f'"{seen}"')
    assert moved.status_code == 200, moved.text
    assert moved.headers["etag"] == f'"{either.desk.version("a")}"' == f'"{seen + 1}"'
    assert [(row["appointment"], row["start"]) for row in moved.json()["rows"]] == [(id, offer["rows"][0]["start"])]


def test_an_if_match_that_is_no_etag_is_refused(served: Served) -> None:
    staff = served.client()
    problem(staff.post("/v1/appointments/x/cancel", {"reason": "other"}, If_Match="7"), 400, "nonsense")


def test_a_visit_is_cancelled_with_a_reason(served: Served) -> None:
    portal = served.portal()
    id = portal.booked("a")["rows"][0]["appointment"]
    problem(portal.post(f"/v1/appointments/{id}/cancel", {"reason": "boredom"}), 404, "unknown-name")
    done = portal.post(f"/v1/appointments/{id}/cancel", {"reason": "patient-cancel"})
    assert [row["status"] for row in done.json()["rows"]] == ["cancelled"]
    problem(portal.post(f"/v1/appointments/{id}/cancel", {"reason": "patient-cancel"}), 409, "conflict")


def test_a_visit_to_come_cannot_have_taken_place(served: Served) -> None:
    staff = served.client()
    id = served.desk.appointments()[0].id
    for what in ("attended", "no-show"):
        said = problem(staff.post(f"/v1/appointments/{id}/{what}"), 400, "nonsense")
        assert "say on its day" in said["detail"]


def test_a_visit_of_today_is_attended_or_missed(serve: Callable[..., Served]) -> None:
    served = serve(clinic(book=(entry("a1", 0), entry("b1", 0, "9:30"))), clock=lambda: at(0, "11:00"))
    staff = served.client()
    came, missed = (row.id for row in served.desk.day(day(0)))
    assert staff.post(f"/v1/appointments/{came}/attended").json()["rows"][0]["status"] == "attended"
    assert staff.post(f"/v1/appointments/{missed}/no-show", {"why": "no word"}).json()["rows"][0]["status"] == "no-show"


def test_a_check_tells_every_rule_and_writes_nothing(served: Served) -> None:
    staff, before = served.client(), served.desk.settled()
    offer = staff.offers("a")[0]
    assert staff.post("/v1/check", offer).json()["violations"] == []
    row = offer["rows"][0]
    early = {**row, "start": f"{row['start'][:11]}03:00:00-07:00", "end": f"{row['start'][:11]}03:30:00-07:00"}
    broken = staff.post("/v1/check", {"rows": [early]}).json()["violations"]
    assert {each["rule"] for each in broken} >= {"shift"}
    assert served.desk.settled() == before


def test_a_day_shows_what_stands(served: Served) -> None:
    staff = served.client()
    answered = staff.get(f"/v1/days/{day(SOON)}").json()
    assert [row["plan"] for row in answered["rows"]] == ["a", "b"]
    assert staff.get("/v1/days/today").json()["rows"] == []


def test_patients_are_found_by_what_the_body_says(served: Served) -> None:
    found = served.client().post("/v1/patients/search", {"text": "ben"}).json()["patients"]
    assert [(each["patient"], [plan["plan"] for plan in each["plans"]]) for each in found] == [("ben", ["b"])]

"""What patients book by themselves: a portal keeps the clinic's rules of booking, and staff need not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from planner.clinic import BookingRules
from tests.desk.worlds import clinic
from tests.http.worlds import Served, problem
from tests.worlds import at, day, entry


@pytest.fixture
def bound(serve: Callable[..., Served]) -> Served:
    """On day 0 at six: a day's notice, a week ahead, changes until a day before, two holds."""
    rules = BookingRules(timedelta(hours=24), timedelta(days=7), timedelta(hours=24), 2)
    book = (entry("a1", 0), entry("b1", 2, "9:30"))
    return serve(clinic(booking=rules, book=book), clock=lambda: at(0, "6:00"))


def test_a_portal_is_offered_what_it_may_book(bound: Served) -> None:
    starts = [datetime.fromisoformat(each["rows"][0]["start"]) for each in bound.portal().offers("b", k=30)]
    assert starts
    assert all(at(1, "6:00") <= start <= at(7, "6:00") for start in starts)


def test_a_portal_books_no_sooner_and_no_later_than_it_may(bound: Served) -> None:
    portal, staff = bound.portal(), bound.client()
    offers = staff.offers("b", number=1, k=30)
    late = [each for each in offers if datetime.fromisoformat(each["rows"][0]["start"]) < at(1, "6:00")]
    row = {**late[0]["rows"][0], "appointment": "offer", "number": 2, "status": "planned"} if late else None
    early = {
        "appointment": "offer",
        "plan": "a",
        "number": 2,
        "service": "needling",
        "practitioner": "mai",
        "room": "one",
        "start": at(0, "11:00").isoformat(),
        "end": at(0, "11:30").isoformat(),
        "status": "planned",
    }
    said = problem(portal.post("/v1/holds", {"rows": [row or early]}), 422, "forbidden", "violations")
    assert any("24 hours before" in each.get("how", "") for each in said["violations"])


def test_a_portal_moves_and_cancels_while_it_may(bound: Served) -> None:
    portal, staff = bound.portal(), bound.client()
    today, later = (next(row.id for row in bound.desk.listed(plan=plan)) for plan in "ab")
    said = problem(portal.post(f"/v1/appointments/{today}/cancel", {"reason": "patient-cancel"}), 422, "forbidden")
    assert "ask the clinic" in said["violations"][0]["how"]
    assert portal.post(f"/v1/appointments/{later}/cancel", {"reason": "patient-cancel"}).status_code == 200
    done = staff.post(f"/v1/appointments/{today}/cancel", {"reason": "patient-cancel", "why": "ill since the night"})
    assert done.status_code == 200
    assert bound.desk.journal()[-1].why == "ill since the night"


def test_a_patient_has_no_more_holds_than_the_clinic_says(bound: Served) -> None:
    portal = bound.portal()
    offers = portal.get("/v1/plans/a/course-offers").json()["offers"]
    rows = offers[0]["rows"]
    assert [portal.post("/v1/holds", {"rows": [row]}).status_code for row in rows[:2]] == [201, 201]
    said = problem(portal.post("/v1/holds", {"rows": [rows[2]]}), 422, "forbidden")
    assert "at most 2" in said["violations"][0]["how"]
    assert bound.client().post("/v1/holds", {"rows": [rows[2]]}).status_code == 201
    assert day(0) == bound.desk.today()


def test_a_portal_is_offered_courses_that_it_may_book(serve: Callable[..., Served]) -> None:
    rules = BookingRules(notice=timedelta(hours=24), ahead=timedelta(days=9))
    served = serve(clinic(booking=rules), clock=lambda: at(0, "6:00"))
    soonest = served.client().get("/v1/plans/b/course-offers").json()["offers"][0]["rows"][0]["start"]
    assert datetime.fromisoformat(soonest) < at(1, "6:00")
    offers = served.portal().get("/v1/plans/b/course-offers").json()["offers"]
    assert offers
    for row in (row for offer in offers for row in offer["rows"]):
        assert at(1, "6:00") <= datetime.fromisoformat(row["start"]) <= at(9, "6:00")


def test_a_portal_moves_a_visit_to_where_it_may(bound: Served) -> None:
    portal, staff = bound.portal(), bound.client()
    later = next(row.id for row in bound.desk.listed(plan="b"))
    shown = portal.get(f"/v1/appointments/{later}/places?on={day(0)}").json()
    assert not any(shown["open"].values())
    assert any("24 hours before" in each["why"] for each in shown["closed"]["mai"])
    start = staff.get(f"/v1/appointments/{later}/places?on={day(0)}").json()["open"]["mai"][-1]
    asked = {"practitioner": "mai", "start": start}
    problem(portal.post(f"/v1/appointments/{later}/move-to", asked), 422, "forbidden", "violations")
    today = next(row.id for row in bound.desk.listed(plan="a"))
    there = portal.get(f"/v1/appointments/{today}/places?on={day(3)}").json()["open"]["mai"][0]
    said = problem(
        portal.post(f"/v1/appointments/{today}/move-to", {"practitioner": "mai", "start": there}), 422, "forbidden"
    )
    assert "ask the clinic" in said["violations"][0]["how"]
    assert staff.post(f"/v1/appointments/{later}/move-to", asked).status_code == 200


def test_a_portal_takes_no_freed_place_for_somebody(bound: Served) -> None:
    later = next(row.id for row in bound.desk.listed(plan="b"))
    problem(bound.portal().post(f"/v1/appointments/{later}/holds", {}), 403, "not-allowed")

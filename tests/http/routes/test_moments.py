"""Moments: of any zone, never without one, and in the hour that comes twice told apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from planner.clinic import Clinic
from tests.desk.worlds import COURSE
from tests.http.worlds import SOON, Client, Served, problem
from tests.worlds import MONDAY, ZONE, at, day, plan, practitioner, service, world

AUTUMN = (date(2026, 11, 1) - MONDAY).days
"""On that Sunday the clinic's clocks show the hour from one to two twice."""


def nights() -> Clinic:
    """Mai works from midnight to four."""
    plans = [plan("a", "course", start=AUTUMN), plan("b", "course", "ben", AUTUMN)]
    return world([service()], [COURSE], [practitioner("mai", "00:00-4:00")], plans=plans)


@pytest.fixture
def night(serve: Callable[..., Served]) -> Served:
    return serve(nights(), clock=lambda: at(AUTUMN - 1, "6:00"))


def row(plan: str, start: str, end: str) -> dict[str, Any]:
    place = {"service": "needling", "practitioner": "mai", "room": "one", "status": "planned"}
    return {"appointment": "", "plan": plan, "number": 1, **place, "start": start, "end": end}


def hold(client: Client, plan: str, start: str, end: str) -> Any:
    return client.post("/v1/holds", {"rows": [row(plan, start, end)]})


def test_the_hour_that_comes_twice_is_two_hours(night: Served) -> None:
    staff = night.client()
    first = hold(staff, "a", "2026-11-01T01:30:00-06:00", "2026-11-01T01:00:00-07:00")
    second = hold(staff, "b", "2026-11-01T01:30:00-07:00", "2026-11-01T02:00:00-07:00")
    for answered, offset in ((first, "-06:00"), (second, "-07:00")):
        assert answered.status_code == 201, answered.text
        assert answered.json()["rows"][0]["start"] == f"2026-11-01T01:30:00{offset}"
    shown = staff.get("/v1/days/2026-11-01").json()["rows"]
    assert [each["plan"] for each in shown] == ["a", "b"]


def test_the_starts_of_that_night_have_both(night: Served) -> None:
    staff = night.client()
    hold = staff.hold({"rows": [row("a", "2026-11-01T03:00:00-07:00", "2026-11-01T03:30:00-07:00")]}).json()["hold"]
    (booked,) = staff.post("/v1/bookings", {"hold": hold}).json()["rows"]
    starts = set(staff.get(f"/v1/appointments/{booked['appointment']}/places?on=2026-11-01").json()["open"]["mai"])
    both = {"2026-11-01T01:30:00-06:00", "2026-11-01T01:30:00-07:00"}
    assert all(
        datetime.fromisoformat(start).utcoffset() in (timedelta(hours=-6), timedelta(hours=-7)) for start in starts
    )
    assert both <= starts


def test_a_moment_of_another_zone_is_the_same_moment(night: Served) -> None:
    held = hold(night.client(), "a", "2026-11-01T17:30:00+09:30", "2026-11-01T18:00:00+09:30")
    assert held.status_code == 201, held.text
    assert held.json()["rows"][0]["start"] == "2026-11-01T01:00:00-07:00"


@pytest.mark.parametrize(
    "wrong",
    [
        "2026-11-01T01:30:00",
        "2026-11-01 01:30",
        "2026-11-01T01:30:00-25:00",
        "2026-11-01T01:30:00 America/Edmonton",
        "2026-02-30T01:30:00-07:00",
        "2026-11-01",
        "01:30",
        1793525400,
        "",
    ],
)
def test_what_is_no_moment_with_an_offset_is_refused_where_it_is(night: Served, wrong: Any) -> None:
    staff = night.client()
    said = problem(hold(staff, "a", wrong, "2026-11-01T02:00:00-07:00"), 422, "invalid", "faults")
    assert [each["pointer"] for each in said["faults"]] == ["/rows/0/start"]
    assert staff.post("/v1/appointments/x/move-to", {"practitioner": "mai", "start": wrong}).status_code == 422


def test_every_place_that_asks_for_a_moment_wants_its_offset(served: Served) -> None:
    staff, naive = served.client(), "2035-12-01T09:00:00"
    away = {"first": naive, "last": "2035-12-01T10:00:00"}
    for refused in (
        staff.get("/v1/book", params={"moment": naive}),
        staff.post("/v1/practitioners/mai/absences", away),
        staff.post("/v1/rooms/one/closures", away),
    ):
        problem(refused, 422, "invalid", "faults")
    span = {"span": {"start": naive, "end": "2035-12-01T10:00:00"}}
    for path, fact in (("absences", {"of": "mai"}), ("closures", {"of": "one"}), ("away", {"patient": "ann"})):
        assert staff.post(f"/v1/{path}", {"fact": {**fact, **span}}).status_code in (400, 422), path


def test_days_are_days(served: Served) -> None:
    staff = served.client()
    for wrong in ("2035-12-01T09:00:00-07:00", "1.12.2035", "2035-13-01", "today or so"):
        problem(staff.get(f"/v1/days/{wrong}"), 422, "invalid", "faults")
        problem(staff.get("/v1/plans/a/offers", params={"near": wrong}), 422, "invalid", "faults")
    assert staff.get(f"/v1/days/{day(SOON)}").status_code == 200
    assert str(ZONE) == staff.get("/v1/days/today").json()["timezone"]

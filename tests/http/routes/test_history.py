"""What the journal undoes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.http.worlds import Served, problem, soon


@pytest.fixture
def either(url: str) -> Iterator[Served]:
    with Served(url, soon()) as served:
        yield served


def test_a_booking_is_undone_and_the_undoing_undone(either: Served) -> None:
    staff = either.client()
    booked = staff.booked("a")
    undone = staff.post(f"/v1/journal/{booked['entry']}/undo", {"why": "the wrong patient"}, key="undo-1")
    assert undone.status_code == 200, undone.text
    again = staff.post(f"/v1/journal/{booked['entry']}/undo", {"why": "the wrong patient"}, key="undo-1")
    assert again.headers["idempotency-replayed"] == "true"
    assert len(staff.get("/v1/plans/a/appointments").json()["rows"]) == 3
    assert "the wrong patient" in either.desk.journal()[-1].why
    problem(staff.post(f"/v1/journal/{booked['entry']}/undo"), 400, "nonsense")


def test_what_something_rests_on_is_not_undone(served: Served) -> None:
    staff = served.client()
    booked = staff.booked("a")
    staff.post(f"/v1/appointments/{booked['rows'][0]['appointment']}/cancel", {"reason": "patient-cancel"})
    problem(staff.post(f"/v1/journal/{booked['entry']}/undo"), 409, "conflict")


def test_an_entry_that_is_none_or_for_good_is_refused(served: Served) -> None:
    staff = served.client()
    problem(staff.post("/v1/journal/999/undo"), 400, "nonsense")
    problem(staff.post("/v1/journal/1/undo"), 400, "nonsense")
    problem(staff.post("/v1/journal/0/undo"), 422, "invalid", "faults")

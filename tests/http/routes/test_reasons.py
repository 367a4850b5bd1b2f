"""Why a session has no place, or not the wished one; and what would help those that a roster leaves out."""

from __future__ import annotations

from tests.http.jobs.worlds import begun, ended
from tests.http.worlds import SOON, Served, problem
from tests.worlds import day


def test_what_keeps_a_session_out_has_its_rule_and_source(served: Served) -> None:
    staff = served.client()
    staff.post("/v1/patients/ann/events", {"kind": "peel", "on": day(SOON + 5).isoformat()})
    said = staff.get("/v1/plans/a/sessions/4/why", params={"on": day(SOON + 6).isoformat()}).json()
    assert (said["plan"], said["number"], said["rows"]) == ("a", 4, [])
    assert "House rules, page 3" in {each["source"] for each in said["obstacles"]}
    assert said["proved"]
    assert said["timezone"] == "America/Edmonton"


def test_who_is_in_the_way_at_a_wished_time_is_named(served: Served) -> None:
    wished = {"on": day(SOON + 4).isoformat(), "at": "09:30", "practitioner": "mai"}
    said = served.client().get("/v1/plans/a/sessions/3/why", params=wished).json()
    in_the_way = {row["plan"] for each in said["tried"] for broken in each["violations"] for row in broken["rows"]}
    assert "b" in in_the_way


def test_a_session_that_is_not_asked_for_is_refused(served: Served) -> None:
    staff = served.client()
    problem(staff.get("/v1/plans/a/sessions/99/why"), 400, "nonsense")
    problem(staff.get("/v1/plans/nobody/sessions/1/why"), 404, "unknown-name")
    problem(staff.get("/v1/plans/a/sessions/4/why?on=2020-01-01"), 400, "nonsense")
    problem(staff.get("/v1/plans/a/sessions/4/why?on=2999-12-31"), 400, "nonsense")  # a thousand years of sessions


def test_what_would_help_a_roster_is_told(served: Served) -> None:
    staff = served.client()
    done = ended(staff, begun(staff))
    said = staff.post(f"{done['result']}/repairs", {"seconds": 0.5}).json()
    assert said["left_out"] == []
    assert said["repairs"] == []
    problem(staff.post("/v1/rosters/nothing/repairs", {}), 404, "unknown-name")

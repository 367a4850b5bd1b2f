"""What a clinic has one of, written one by one; and rules of the policy that are otherwise here, with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from planner.desk.store.documents import SETTINGS
from tests.http.worlds import SOON, Served, problem
from tests.worlds import day


def test_every_setting_is_written_as_it_was_told(served: Served) -> None:
    staff, before = served.client(), served.desk.facts()
    told = staff.get("/v1/settings").json()
    for name in set(SETTINGS) - {"policy"}:
        put = staff.put(f"/v1/settings/{name.replace('_', '-')}", {"value": told[name], "why": "as it was"})
        assert put.status_code == 200, (name, put.text)
    assert served.desk.facts() == before


def test_closing_a_day_says_which_bookings_cannot_stand(served: Served) -> None:
    staff = served.client()
    done = staff.put("/v1/settings/closed", {"value": [day(SOON).isoformat()], "why": "painters"}).json()
    assert {each["plan"] for each in done["closed"]} == {"a", "b"}
    assert served.desk.journal()[-1].why == "painters"
    assert staff.get("/v1/settings").json()["closed"] == [day(SOON).isoformat()]


def test_a_setting_is_written_by_the_version_that_was_seen(served: Served) -> None:
    staff = served.client()
    seen = staff.get("/v1/settings").headers["etag"]
    done = staff.put("/v1/settings/booking", {"value": {"notice": 86400}}, If_Match=seen)
    assert done.status_code == 200, done.text
    problem(staff.put("/v1/settings/booking", {"value": {}}, If_Match=seen), 412, "stale-version")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timezone", "Mars/Olympus"),
        ("start-every", -60),
        ("closed", ["the first of May"]),
        ("booking", {"holds": 0}),
        ("holidays", "Atlantis"),
        ("prices", {"day": "much"}),
        ("name", 3),
    ],
)
def test_a_setting_that_cannot_be_is_refused(served: Served, name: str, value: Any) -> None:
    refused = served.client().put(f"/v1/settings/{name}", {"value": value})
    assert refused.status_code in (400, 404, 422), refused.text


def test_a_rule_is_otherwise_here_with_a_reason(served: Served) -> None:
    staff = served.client()
    done = staff.put("/v1/policy/peel", {"days": 10, "reason": "our dermatologist's wish"}, key="peel-1")
    assert done.status_code == 200, done.text
    rule = staff.get("/v1/policy").json()["rules"]["peel"]
    assert (rule["days"], rule["override"]) == (10, "our dermatologist's wish")
    assert rule["source"] == "House rules, page 3"
    staff.put("/v1/settings/name", {"value": "Oak Street"})
    again = staff.put("/v1/policy/peel", {"days": 10, "reason": "our dermatologist's wish"}, key="peel-1")
    assert again.headers["idempotency-replayed"] == "true"
    problem(staff.put("/v1/policy/peel", {"days": 4, "reason": "another"}, key="peel-1"), 422, "key-reused")


def test_settings_and_the_policy_are_a_managers(served: Served) -> None:
    front, before = served.client("offer", "book", "facts"), served.desk.facts()
    for path, body in (("settings/name", {"value": "Oak Street"}), ("policy/peel", {"off": True, "reason": "so"})):
        refused = problem(front.put(f"/v1/{path}", body), 403, "not-allowed")
        assert "'publish'" in refused["detail"]
    assert served.desk.facts() == before


def test_a_rule_is_turned_off_and_on_again(served: Served) -> None:
    staff = served.client()
    assert staff.put("/v1/policy/peel", {"off": True, "reason": "we do none"}).status_code == 200
    assert staff.get("/v1/policy").json()["off"] == {"peel": "we do none"}


def test_an_override_without_a_reason_or_of_no_rule_is_refused(served: Served) -> None:
    staff = served.client()
    problem(staff.put("/v1/policy/peel", {"days": 10}), 422, "invalid", "faults")
    problem(staff.put("/v1/policy/pael", {"reason": "so"}), 400, "nonsense")
    problem(staff.put("/v1/policy/peel", {"days": 1, "months": 1, "reason": "so"}), 400, "nonsense")

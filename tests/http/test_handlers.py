"""Whatever is refused is a problem of RFC 9457, the framework's own refusals included."""

from __future__ import annotations

import httpx2

from planner.http.problems.kinds import KINDS
from tests.http.worlds import Served, problem


def test_an_unknown_address_and_method_are_problems(served: Served) -> None:
    staff = served.client()
    problem(staff.get("/nowhere"), 404, "not-found")
    problem(staff.get("/v1/plans/nobody/offers"), 404, "unknown-name")
    refused = staff.put("/v1/holds", {})
    problem(refused, 405, "method-not-allowed")
    assert refused.headers["allow"] == "POST"


def test_all_faults_are_told_at_once_by_pointers(served: Served) -> None:
    rows = [{"start": "2026-12-01T09:00", "fixed": "perhaps"}]
    said = problem(served.client().post("/v1/holds", {"rows": rows}), 422, "invalid", "faults")
    pointers = {each["pointer"] for each in said["faults"]}
    assert {"/rows/0/start", "/rows/0/fixed", "/rows/0/plan", "/rows/0/end"} <= pointers


def test_what_was_given_is_not_repeated(served: Served) -> None:
    refused = served.client().post("/v1/holds", {"rows": [{"plan": {"name": "Ann Kite"}}]})
    problem(refused, 422, "invalid")
    assert "Kite" not in refused.text


def test_what_is_no_json_is_refused(served: Served) -> None:
    http = served.client().http
    for sent in (b"{", b"\xff\xfe", b'{"rows": NaN'):
        refused = http.post("/v1/check", content=sent, headers={"Content-Type": "application/json"})
        assert refused.status_code in (400, 422), refused.text
        assert refused.headers["content-type"] == "application/problem+json"


def test_every_problem_leads_to_its_explanation(served: Served) -> None:
    refused = served.client().get("/v1/plans/nobody/offers")
    for type in (refused.json()["type"], *(f"/problems/{name}" for name in KINDS)):
        assert httpx2.get(served.base + type).status_code == 200
    problem(httpx2.get(served.base + "/problems/nothing"), 404, "not-found")


def test_a_bug_tells_nothing_of_itself(served: Served) -> None:
    @served.app.get("/bug")
    def bug() -> None:
        raise ZeroDivisionError("Ann Kite")

    refused = httpx2.get(served.base + "/bug")
    assert refused.status_code == 500
    assert refused.headers["content-type"] == "application/problem+json"
    assert "Kite" not in refused.text


def test_a_store_that_is_gone_is_503_without_its_place(served: Served) -> None:
    with served.desk.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE appointments RENAME TO elsewhere")
    staff = served.client()
    refused = staff.get("/v1/days/2026-12-01")
    problem(refused, 503, "store-fault")
    assert refused.headers["retry-after"] == "1"
    assert "clinic.db" not in refused.text

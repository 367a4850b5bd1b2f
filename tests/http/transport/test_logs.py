"""The log: a line a request, by its route's template, without a name; and whatever else is logged in the same form."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from planner.errors import BrokenRoster
from planner.http.transport import logs
from planner.http.transport.record import good_traceparent
from tests.http.worlds import Served, problem

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that is logged as JSON, as a process that serves does."""
    root, planner = logging.getLogger(), logging.getLogger("planner")
    before = (list(root.handlers), root.level, planner.level)
    said = io.StringIO()
    monkeypatch.setattr("sys.stderr", said)
    logs.install(logs.JSON)
    yield said
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    planner.setLevel(before[2])


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_a_line_that_leads_to_the_journal(served: Served, lines: io.StringIO) -> None:
    staff = served.client()
    offer = staff.offers("a")[0]
    held = staff.post("/v1/holds", {"rows": offer["rows"]}, X_Request_Id="mine-1", traceparent=TRACE)
    (line,) = (each for each in read(lines) if each.get("request") == "mine-1")
    assert line["entry"] == held.json()["entry"]
    assert line["ms"] > 0
    told = {name: line[name] for name in ("level", "message", "method", "route", "status", "trace", "caller")}
    assert told == {
        "level": "info",
        "message": "request",
        "method": "POST",
        "route": "/v1/holds",
        "status": 201,
        "trace": TRACE.split("-")[1],
        "caller": staff.get("/v1/session").json()["id"],
    }


def test_no_line_has_a_name_or_what_was_asked(served: Served, lines: io.StringIO) -> None:
    staff = served.client()
    staff.get("/v1/patients/ann")
    staff.post("/v1/patients/search", {"text": "Ann Kite"})
    staff.get("/v1/appointments", params={"patient": "ann"})
    problem(staff.get("/v1/plans/Ann Kite/offers"), 404, "unknown-name")
    problem(staff.get("/Ann Kite"), 404, "not-found")
    routes = [each["route"] for each in read(lines) if "route" in each]
    assert routes == [
        "/v1/patients/{id}",
        "/v1/patients/search",
        "/v1/appointments",
        "/v1/plans/{plan}/offers",
    ]
    refused = [each["refused"] for each in read(lines) if "refused" in each]
    assert refused == ["unknown-name", "not-found"]
    assert "Ann" not in lines.getvalue()
    assert "ann" not in lines.getvalue().replace("planner", "")


def test_a_bug_is_a_line_with_its_place_and_without_its_words(served: Served, lines: io.StringIO) -> None:
    @served.app.get("/bug-for-the-log")
    def bug() -> None:
        raise ZeroDivisionError("Ann Kite")

    refused = httpx2.get(served.base + "/bug-for-the-log", headers={"X-Request-Id": "bug-1"}, timeout=60)
    problem(refused, 500, "error")
    assert refused.headers["x-content-type-options"] == "nosniff"
    bugs = [each for each in read(lines) if each["level"] == "error"]
    assert [each["error"] for each in bugs] == ["ZeroDivisionError"]
    assert "test_logs.py" in bugs[0]["at"]
    assert "bug-1" in bugs[0]["message"]
    assert "Kite" not in lines.getvalue()


def test_a_fault_of_the_servers_own_is_a_line_without_its_words(served: Served, lines: io.StringIO) -> None:
    @served.app.get("/broken-for-the-log")
    def broken() -> None:
        raise BrokenRoster(["Ann Kite is at two places on Monday"])

    said = {"X-Request-Id": "broken-1"}
    problem(httpx2.get(served.base + "/broken-for-the-log", headers=said, timeout=60), 500, "broken-roster")
    (fault,) = (each for each in read(lines) if each["level"] == "error")
    assert fault["message"] == "broken-roster, in request broken-1"
    assert "Kite" not in lines.getvalue()


def test_an_id_with_other_letters_than_ascii_is_replaced(served: Served) -> None:
    for said, kept in ((b"mine-1", True), (b"caf\xe9", False), (b"a b", False)):
        answered = httpx2.get(served.base + "/healthz", headers={b"X-Request-Id": said}, timeout=60)
        assert (answered.headers["x-request-id"].encode() == said) is kept


def test_machines_that_look_whether_it_is_well_are_not_in_the_log(served: Served, lines: io.StringIO) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert httpx2.get(served.base + path, timeout=60).status_code == 200
    assert read(lines) == []


def test_text_is_the_same_in_words() -> None:
    record = logging.LogRecord("planner.http.requests", logging.INFO, "", 0, "request", None, None)
    record.said = {"status": 200, "ms": 1.5}
    assert logs._Text().format(record).endswith("info request status=200 ms=1.5")


@pytest.mark.parametrize("said", ["", "x", TRACE[:-1], TRACE.upper(), "ff" + TRACE[2:], f"00-{'0' * 32}-{'1' * 16}-01"])
def test_what_is_no_traceparent_is_passed_over(said: str) -> None:
    assert good_traceparent(said) is None
    assert good_traceparent(TRACE) == TRACE

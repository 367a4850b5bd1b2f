"""Under a proxy's prefix: what is compared and handed on are the addresses without it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from starlette.requests import Request

from planner.http.prefix import path_of
from tests.http.worlds import Served, problem

HTML = {"Accept": "text/html"}


@pytest.fixture
def under(served: Served) -> Iterator[httpx2.Client]:
    """A browser's way to a server that a proxy has under /planner."""
    served.server.config.root_path = "/planner"
    with httpx2.Client(base_url=served.base, timeout=60) as client:
        yield client


@pytest.mark.parametrize(
    ("home", "asked", "path"),
    [
        ("", "/days", "/days"),
        ("/planner", "/planner/days", "/days"),
        ("/planner", "/planner", "/"),
        ("/planner", "/planners", "/planners"),
    ],
)
def test_the_prefix_is_taken_from_whole_parts_of_a_path(home: str, asked: str, path: str) -> None:
    scope = {"type": "http", "path": asked, "root_path": home, "headers": [], "query_string": b"", "scheme": "http"}
    assert path_of(Request({**scope, "server": ("localhost", 80)})) == path


def test_programs_are_answered_as_programs_under_a_prefix(under: httpx2.Client) -> None:
    told = under.get("/fhir/R4/Appointment", headers=HTML)
    assert (told.status_code, told.json()["resourceType"]) == (401, "OperationOutcome")
    refused = under.get("/v1/plans", headers=HTML)
    assert refused.headers["content-type"] == "application/problem+json"
    assert problem(under.get("/v1/patients/ann"), 401, "unauthenticated")["type"].startswith("/planner/problems/")


def test_who_signs_in_goes_on_where_they_asked_without_the_prefix(under: httpx2.Client) -> None:
    sent = under.get("/patients/a b", headers=HTML)
    assert sent.headers["location"] == "/planner/sign-in?next=/patients/a%2520b"
    page = under.get("/sign-in", params={"next": "/patients/a%20b"})
    assert 'data-then="/patients/a%20b"' in page.text


@pytest.mark.parametrize(
    "next", ["//evil", "/\\evil.example", "/\t/evil", "\\evil", "https://evil", "/a\nb", "/a\\..\\b", ""]
)
def test_nobody_is_sent_to_another_server_after_signing_in(served: Served, next: str) -> None:
    page = httpx2.get(served.base + "/sign-in", params={"next": next}, timeout=60)
    assert 'data-then="/"' in page.text

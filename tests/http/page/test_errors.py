"""Whatever a browser asks for and does not get is a page: a link that is over, any address, the gate, a bug."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Page, expect

from planner.http.door import Settings
from planner.http.page.errors import DOORS
from planner.http.page.routes import days
from planner.http.transport.limits import Gate
from tests.http.page.worlds import FIRST
from tests.http.worlds import Served

HTML = {"Accept": "text/html,application/xhtml+xml"}


def test_a_link_has_the_look_of_the_page_and_says_when_it_is_over(served: Served, enter: Callable[..., Page]) -> None:
    _, link = served.people.invite("Kim", "manager", "the tests")
    page = enter(served, "/account")
    page.context.clear_cookies()
    page.goto(f"/enter/{link}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter planner")
    second = page.context.new_page()
    second.goto(f"{served.base}/enter/{link}")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_text("Kim")).to_be_visible()
    second.get_by_role("button", name="Enter").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("This link is over")
    page.goto(f"/enter/{link}")
    expect(page.get_by_text("You are signed in as Kim.")).to_be_visible()
    second.close()


def test_no_address_answers_a_browser_in_json_alone(served: Served) -> None:
    manager = served.client()
    for route in iter_route_contexts(served.app.routes):
        path, methods = re.sub(r"{[^}]+}", "none", route.path or ""), route.methods or set()
        if path.startswith((*DOORS, "/oauth")) or path == "/changes" or not methods & {"GET", "POST"}:
            continue
        for method in methods & {"GET", "POST"}:
            answer = manager.http.request(method, path, headers=HTML)
            assert answer.status_code < 400 or answer.headers["content-type"].startswith("text/html"), (method, path)


def test_a_bug_is_told_in_a_page_and_to_programs_as_ever(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(days, "month_of", bug)
    manager = served.client()
    told = manager.get(f"/months/{FIRST}", headers=HTML)
    assert (told.status_code, "Something went wrong here" in told.text) == (500, True)
    assert told.headers["x-request-id"] in told.text
    assert "script-src 'self'" in told.headers["content-security-policy"]
    assert manager.get(f"/months/{FIRST}").headers["content-type"] == "application/problem+json"


def test_the_gate_and_a_form_that_is_too_large_are_told_in_a_page(serve: Callable[..., Served]) -> None:
    served = serve(settings=Settings(waiting=1, most_bytes=100))
    large = served.client().http.post("/enter/link", content=b"x" * 200, headers=HTML)
    assert (large.status_code, "This is too large" in large.text) == (413, True)
    gate = next(each for each in _layers(served.app.middleware_stack) if isinstance(each, Gate))
    gate.most = 0
    busy = served.client().get(f"/months/{FIRST}", headers=HTML)
    assert (busy.status_code, "The server is busy" in busy.text, busy.headers["retry-after"]) == (503, True, "1")
    gate.most = 1


def _layers(app: Any) -> Iterator[Any]:
    """The middleware of an application, from outside in."""
    while app is not None:
        yield app
        app = getattr(app, "app", None)

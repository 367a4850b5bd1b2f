"""Addresses of the page that once failed: jobs that found nothing, days at the calendar's end, ids of any letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from planner.desk.store.server import jobs
from planner.desk.store.server.jobs import DONE, FAILED, STOPPED, WAITING, Job
from planner.desk.store.store import utc_now
from planner.http.door import Settings
from tests.http.page.worlds import FIRST
from tests.http.worlds import SOON, Served, soon
from tests.worlds import entry, patient, plan

ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "roster": ("/plan/", {"month": "2036-01", "first": None}),
    "replanning": ("/replan/", {"last": "2036-01-31"}),
}
ODD = "a#1?&%41"


def page(served: Served, address: str) -> httpx2.Response:
    return served.client().get(address, headers={"Accept": "text/html"})


@pytest.mark.parametrize("kind", ASKED)
def test_a_job_that_found_nothing_says_so_and_is_followed_no_more(serve: Callable[..., Served], kind: str) -> None:
    served, (address, asked) = serve(settings=Settings(works=False)), ASKED[kind]
    problem = {"error": "Infeasible", "message": "no room is left in January"}
    ends: dict[str, Any] = {WAITING: None, FAILED: problem, STOPPED: None}
    with served.desk.store.beside() as connection:
        for status, why in ends.items():
            jobs.add(connection, Job(f"j-{status}", kind, asked, status, utc_now(), "the tests", problem=why))
    found = {status: page(served, f"{address}j-{status}") for status in ends}
    assert {answer.status_code for answer in found.values()} == {200}
    assert [status for status, answer in found.items() if "data-follow" in answer.text] == [WAITING]
    assert [status for status, answer in found.items() if "Stop and keep" in answer.text] == [WAITING]
    assert "no room is left in January" in found[FAILED].text
    assert "stopped before it found anything" in found[STOPPED].text


@pytest.mark.parametrize("kind", ASKED)
def test_what_a_search_found_for_a_book_of_before_is_refused_in_words(serve: Callable[..., Served], kind: str) -> None:
    served, (address, asked) = serve(settings=Settings(works=False)), ASKED[kind]
    gone: dict[str, Any] = {"appointments": [{"plan": "gone", "number": 1}], "moves": [{"plan": "gone", "number": 1}]}
    with served.desk.store.beside() as connection:
        jobs.add(connection, Job("j-old", kind, asked, DONE, utc_now(), "the tests", result=gone))
    answer = page(served, f"{address}j-old")
    assert answer.status_code == 409
    assert "The book has changed since this search, which answers for it no more; begin another." in answer.text


def test_a_day_beyond_the_calendar_is_refused_in_words_and_the_last_one_shown(served: Served) -> None:
    for shown in ("/days/{}", "/weeks/{}", "/months/{}", "/looks?month={}", "/journal/1/days/{}"):
        assert page(served, shown.format("2200-12-31")).status_code == 200, shown
        for beyond in ("0001-01-01", "9999-12-01", "9999-12-31"):
            refused = page(served, shown.format(beyond))
            assert refused.status_code == 422, (shown, beyond)
            assert refused.headers["content-type"].startswith("text/html")
    for part in ("/tray?on=9999-12-31", "/appointments/a1/place?practitioner=mai&start=9999-12-31T23:59:59-07:00"):
        assert page(served, part).status_code == 422, part


def test_ids_of_any_letters_are_whole_in_addresses(serve: Callable[..., Served]) -> None:
    named = {"patients": [patient(ODD)], "plans": [plan(ODD, "course", ODD, SOON)]}
    served = serve(soon(**named, book=(entry(f"{ODD}1", SOON),)))
    row, odd = served.desk.appointments()[0], quote(ODD)
    sheet = page(served, f"/appointments/{quote(row.id)}/card?on={FIRST}").text
    for address in (f"/v1/appointments/{quote(row.id)}/cancel", f"/v1/plans/{odd}/offers", f"/patients/{odd}"):
        assert f'"{address}' in sheet, sheet
    course = page(served, f"/patients/{odd}").text
    for address in (f"/v1/plans/{odd}/course-offers", f"/v1/patients/{odd}/events"):
        assert f'"{address}' in course, course
    assert served.client().get(f"/v1/patients/{odd}").json()["id"] == ODD

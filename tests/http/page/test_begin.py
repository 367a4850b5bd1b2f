"""The first minute: an empty store greets, and is filled through each of its three doors; and whom pages refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.http.page.worlds import MORNING, faults_of_accessibility
from tests.http.worlds import Served

PAGES = ("/facts/plans", "/policy", "/journal", "/journal/1/days/2026-12-04", "/looks", "/workbook", "/welcome")


@pytest.fixture
def without_clinic(new_store: Callable[..., str]) -> Iterator[Served]:
    with Served(new_store(MORNING), None, clock=lambda: MORNING) as served:
        yield served


@pytest.fixture
def empty(without_clinic: Served, enter: Callable[..., Page]) -> tuple[Served, Page]:
    return without_clinic, enter(without_clinic, "/")


def test_the_example_is_one_click_away(empty: tuple[Served, Page]) -> None:
    served, page = empty
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
    assert not faults_of_accessibility(page)
    page.goto("/patients")  # nothing of a clinic is there yet
    page.wait_for_url("**/welcome")
    page.get_by_role("button", name="Try the example").click()
    page.wait_for_url("**/days/2026-12-02")
    assert len(served.desk.facts().patients) == 90
    assert served.desk.journal()[0].who.startswith("manager")


def test_a_workbook_is_brought(empty: tuple[Served, Page], tmp_path: Path) -> None:
    served, page = empty
    (tmp_path / "none.xlsx").write_text("no workbook", encoding="utf-8")
    page.goto("/begin/workbook")
    with page.expect_download() as download:
        page.get_by_role("link", name="Take one to fill in").click()
    download.value.save_as(tmp_path / "mine.xlsx")
    for file, said in (("none.xlsx", "this is no workbook"), ("mine.xlsx", "Nothing is wrong with it")):
        page.get_by_label("Workbook (.xlsx)").set_input_files(tmp_path / file)
        page.get_by_role("button", name="Look at it").click()
        expect(page.get_by_text(said)).to_be_visible()
    page.get_by_role("button", name="Begin with this clinic").click()
    page.wait_for_url("**/days/2026-12-01")
    assert served.desk.facts().practitioners


def test_five_answers_make_a_clinic_that_can_be_planned(empty: tuple[Served, Page]) -> None:
    served, page = empty
    page.goto("/begin/questions")
    page.get_by_label("Time zone").fill("Europe/Viena")
    page.get_by_label("Until").fill("8:00")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#people-fault")).to_contain_text("Name at least one person")
    expect(page.locator("#timezone-fault")).to_contain_text("did you mean 'Europe/Vienna'?")
    expect(page.locator("#name-fault")).to_be_visible()
    expect(page.locator("#treatment-fault")).to_have_count(0)
    assert not faults_of_accessibility(page)
    page.get_by_label("Name", exact=True).fill("Elm <b>Lane</b>")
    page.get_by_label("Time zone").fill("Europe/Vienna")
    page.get_by_label("Names, a line each").fill("Ana Müller\nBo Li")
    page.get_by_label("Until").fill("16:00")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/facts/patients")
    clinic = served.desk.facts()
    assert clinic.name == "Elm <b>Lane</b>"
    assert {who.name for who in clinic.practitioners.values()} == {"Ana Müller", "Bo Li"}
    assert len(clinic.practitioners["ana-muller"].shifts) == 5
    assert clinic.protocols["acupuncture"].phases[0].sessions == 8


def test_pages_refuse_whom_they_are_not_for_in_their_own_look(served: Served) -> None:
    html = {"Accept": "text/html"}
    _, secret = served.tokens.make("mai", ("calendar",), "the tests", subject="practitioner:mai")
    practitioner = served.with_headers({"Authorization": f"Bearer {secret}"})
    front, nobody = served.client("offer", "book", "facts"), served.client()
    for address in PAGES:
        refused = practitioner.get(address, headers=html)
        assert refused.status_code == 403, address
        assert "This is not yours to do" in refused.text
        assert refused.headers["content-type"].startswith("text/html")
    assert [front.get(each, headers=html).status_code for each in PAGES] == [200, 200, 200, 200, 403, 403, 403]
    assert front.get("/policy/rules/peel", headers=html).status_code == 403
    assert front.get("/facts/rooms/new", headers=html).status_code == 403
    assert front.get("/facts/clearances/new", headers=html).status_code == 403
    assert front.get("/facts/absences/new", headers=html).status_code == 200
    assert front.post("/facts/rooms/check", {"fields": {}}).status_code == 403
    assert front.post("/workbook/check", {}).status_code == 403
    assert nobody.get("/days/soon", headers=html).status_code == 422
    assert "There is nothing here" in nobody.get("/nothing", headers=html).text
    assert nobody.get("/nothing").headers["content-type"] == "application/problem+json", "as programs read it"
    assert nobody.get("/v1/nothing", headers=html).headers["content-type"] == "application/problem+json"


def test_a_session_that_has_ended_says_so(served: Served, enter: Callable[..., Page]) -> None:
    page = enter(served, "/patients")
    page.context.add_cookies([{"name": "planner_session", "value": "over", "url": served.base}])
    page.goto("/facts/patients")
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    assert "next=/facts/patients" in page.url

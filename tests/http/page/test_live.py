"""A board that others change, whose connection is lost, and that is looked at from another part of the world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from tests.desk.worlds import COURSE
from tests.http.page.worlds import ANN, BEN, FIRST, card
from tests.http.worlds import Served
from tests.worlds import MONDAY, entry, plan, practitioner, service, world

Enter = Callable[..., Page]
TWICE = (date(2027, 11, 7) - MONDAY).days
"""The day on which the hour from one to two comes twice."""


def test_a_lost_connection_is_said_and_caught_up_with(serve: Callable[..., Served], enter: Enter) -> None:
    served = serve()
    page = enter(served, f"/days/{FIRST}")
    expect(card(page, BEN)).to_be_visible()
    page.wait_for_timeout(300)  # until its events have begun
    port = served.stop()
    expect(page.locator("#news")).to_contain_text("No connection to the server")
    served.desk.cancel(BEN, "other")
    served.listen(port)
    served.__enter__()
    expect(card(page, BEN)).to_have_count(0)


def test_a_form_that_is_being_filled_in_is_not_taken_away(served: Served, enter: Enter) -> None:
    page = enter(served, "/patients/ann")
    page.get_by_label("Until, if it lasts").fill("2036-01-31")
    served.desk.cancel(BEN, "other")
    expect(page.locator("#news")).to_contain_text("The book has changed.")
    expect(page.get_by_label("Until, if it lasts")).to_have_value("2036-01-31")


def test_a_dialog_that_is_on_its_way_is_not_taken_away(served: Served, enter: Enter) -> None:
    page, kept = enter(served, f"/days/{FIRST}"), list[Route]()
    page.route("**/appointments/**", lambda route: kept.append(route), times=1)
    with page.expect_request("**/appointments/**"):
        card(page, ANN).click()
    served.desk.cancel(BEN, "other")
    expect(page.locator("#news")).to_contain_text("The book has changed.")
    kept[0].continue_()
    expect(page.get_by_role("dialog")).to_contain_text("Ann")


def test_who_only_looks_for_changes_keeps_nobody_from_writing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a page that is open shuts others out")

    monkeypatch.setattr(type(served.desk.store.database), "shut_out", refused)
    browser = served.client().http
    with browser.stream("GET", "/changes") as told:
        begun = [line for line, _ in zip(told.iter_lines(), range(3), strict=False)]
    assert begun == ["retry: 2000", f"id: {served.desk.last_entry()}", "event: here"]
    assert browser.get("/").status_code == 303


def test_the_hour_that_comes_twice_is_shown_twice_whatever_the_browsers_zone(
    serve: Callable[..., Served], enter: Enter
) -> None:
    clinic = world(
        [service()],
        [COURSE],
        practitioners=[practitioner("mai", "0:00-4:00")],
        plans=[plan("a", "course", start=TWICE)],
        book=(entry("a1", TWICE, "0:00"),),
    )
    served = serve(clinic, at=datetime(2027, 11, 1, 12, tzinfo=UTC))
    page = enter(served, "/days/2027-11-07", timezone_id="Asia/Tokyo")
    assert page.locator(".hour").all_inner_texts() == ["0:00", "1:00", "1:00", "2:00", "3:00"]
    card(page, f"a1--{TWICE}").focus()
    page.keyboard.press("m")
    second = page.locator('.place[data-start="2027-11-07T01:30:00-07:00"]')
    second.wait_for(state="attached")
    expect(page.locator('.place[data-start*="T01:30"]')).to_have_count(2)
    while "here" not in (second.get_attribute("class") or ""):
        page.keyboard.press("ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    (row,) = served.desk.listed(plan="a")
    assert row.start == datetime(2027, 11, 7, 8, 30, tzinfo=UTC)
    expect(card(page, row.id)).to_have_attribute("aria-label", "01:30–02:00 Ann, Needling, One, booked")

"""Holds that run are shown from the store: after a reload, in another window, and until they end."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from planner.http.access.scopes import FRONT_DESK
from tests.http.page.worlds import FIRST, card
from tests.http.worlds import Served

Enter = Callable[..., Page]
RUNNING = re.compile(r"\b9:\d\d")
"""Ten minutes, less some seconds."""


def test_a_hold_is_there_after_a_reload_and_booked_in_a_second_window(served: Served, enter: Enter) -> None:
    page = enter(served, "/patients/ann")
    page.get_by_role("button", name="Times for session 4").click()
    page.get_by_role("button", name="Hold while on the phone").first.click()
    book = page.locator("[data-book]")
    expect(book).to_be_focused()
    page.reload()
    expect(page.locator(".holds")).to_contain_text(RUNNING)
    expect(page.locator(".holds")).to_contain_text("by manager 0")
    expect(page.locator(".path-held")).to_contain_text("4")
    (hold,) = served.desk.holds("ann")
    (row,) = hold.rows
    other = enter(served, f"/days/{served.desk.facts().day(row.start)}", role=FRONT_DESK)
    expect(card(other, row.id)).to_contain_text(RUNNING)
    expect(other.locator("#tray")).to_contain_text("Ann, Needling, session 4")
    card(other, row.id).click()
    expect(other.get_by_role("dialog")).to_contain_text(RUNNING)
    with other.expect_navigation():
        other.get_by_role("dialog").get_by_role("button", name="Book", exact=True).click()
    expect(card(other, row.id)).to_be_focused()
    assert [each.status for each in served.desk.listed(plan="a")] == ["booked"] * 4
    expect(page.locator(".holds")).to_have_count(0)  # which the first window hears of


def test_a_hold_is_released_and_one_that_has_ended_says_so(served: Served, enter: Enter) -> None:
    hold = served.desk.hold_offer("a", number=4)
    page = enter(served, "/patients")
    page.clock.install()
    page.goto("/patients/ann")
    expect(page.locator(".hold button")).to_have_count(2)
    page.clock.fast_forward("10:01")
    expect(page.locator(".holds")).to_contain_text("the hold has ended")
    expect(page.locator(".hold button")).to_have_count(0)
    page.goto(f"/days/{FIRST}")
    with page.expect_navigation():
        page.locator("#tray").get_by_role("button", name="Release").click()
    assert hold.id not in {each.id for each in served.desk.holds()}
    expect(page.locator("#tray .waiting")).to_contain_text("Ann")
    expect(page.locator("#news")).to_be_empty()

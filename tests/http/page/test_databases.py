"""A day at the desk in a real browser, on each database: a move, a hold, a booking, and a month made and published."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.http.page.worlds import ANN, FIRST, begins, card
from tests.http.worlds import SOON, Served, soon
from tests.worlds import day


@pytest.fixture
def on_each(url: str) -> Iterator[Served]:
    with Served(url, soon()) as served:
        yield served


def test_a_day_at_the_desk_ends_with_a_month_that_is_published(on_each: Served, enter: Callable[..., Page]) -> None:
    served = on_each
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).focus()
    page.keyboard.press("m")
    page.locator(".place.here").wait_for(state="attached")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert begins(served, ANN) != f"{FIRST} 09:00"

    page.goto("/patients")
    page.get_by_label("Find by name, id, phone or plan").fill("ann")
    page.get_by_role("link", name="Ann").click()
    page.get_by_role("button", name="Times for session 4").click()
    page.get_by_role("button", name="Hold while on the phone").first.click()
    expect(page.locator(".hold")).to_contain_text("Held for")
    assert "held" in {row.status for row in served.desk.appointments()}
    with page.expect_navigation():
        page.get_by_role("button", name="Book", exact=True).click()
    assert [row.status for row in served.desk.listed(plan="a")] == ["booked"] * 4

    page.goto("/plan")
    page.get_by_label("Month").select_option(f"{FIRST:%Y-%m}")
    page.get_by_label("Seconds").fill("5")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("To phone")).to_be_visible(timeout=120_000)
    search = page.url
    page.get_by_role("link", name="See it on the board").click()
    board, drafts = page.url, 0
    for on in (SOON + 5, SOON + 6, SOON + 7):
        page.goto(board.replace(f"{FIRST:%Y-%m}-01", f"{day(on)}"))
        drafts += page.locator("[data-card].is-planned").filter(has_text="draft").count()
    assert drafts == 1
    page.goto(search)
    page.get_by_role("button", name="Publish the month").click()
    page.wait_for_url("**/months/*")
    expect(page.locator("#news")).to_contain_text("Published")
    assert [row.status for row in served.desk.listed(plan="b")] == ["booked"] * 4

"""The board, in a real browser: moved by mouse, by keyboard and by dialog."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.http.page.worlds import ANN, BEN, FIRST, begins, card
from tests.http.worlds import Served

Enter = Callable[..., Page]


def free(page: Page, clock: str) -> None:
    """Wait until the board shades a start as free."""
    page.locator(f'.place[data-start*="T{clock}"]').first.wait_for(state="attached")


def test_a_visit_is_dragged_to_a_place_that_is_free(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    box = card(page, ANN).bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 8)
    free(page, "10:30")
    target = page.locator('.place[data-start*="T10:30"]').bounding_box()
    assert target
    page.mouse.move(target["x"] + 2, target["y"] + 8, steps=4)
    expect(page.get_by_role("status")).to_contain_text("10:30")
    with page.expect_navigation():
        page.mouse.up()
    assert begins(served, ANN) == f"{FIRST} 10:30"


def test_a_place_that_is_not_free_says_why_and_takes_nothing(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    box, other = card(page, ANN).bounding_box(), card(page, BEN).bounding_box()
    assert box
    assert other
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 8)
    free(page, "10:30")
    page.mouse.move(other["x"] + 4, other["y"] + 8, steps=4)
    expect(page.get_by_role("status")).to_contain_text("with another patient then")
    page.mouse.up()
    expect(page.get_by_role("status")).to_contain_text("Left where it was.")
    assert begins(served, ANN) == f"{FIRST} 09:00"


def test_a_visit_is_moved_by_keys_alone(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).focus()
    page.keyboard.press("m")
    free(page, "10:30")
    where = page.locator(".place.here")
    first = where.get_attribute("data-start")
    page.keyboard.press("ArrowRight")
    chosen = where.get_attribute("data-start")
    assert first
    assert chosen
    assert first < chosen
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert begins(served, ANN) == chosen[:16].replace("T", " ")


def test_escape_leaves_a_visit_where_it_was(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).focus()
    page.keyboard.press("m")
    free(page, "10:30")
    page.keyboard.press("Escape")
    expect(page.locator(".place")).to_have_count(0)
    expect(card(page, ANN)).to_be_focused()
    assert begins(served, ANN) == f"{FIRST} 09:00"


def test_a_visit_is_moved_by_the_dialog(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).click()
    page.get_by_role("button", name="Move…").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Move here").first.click()
    assert begins(served, ANN) != f"{FIRST} 09:00"


def test_a_lost_race_is_told_and_nothing_is_moved(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).focus()
    page.keyboard.press("m")
    free(page, "10:30")
    chosen = page.locator(".place.here").get_attribute("data-start")
    assert chosen
    served.desk.move_to(BEN, "mai", datetime.fromisoformat(chosen))
    with page.expect_response("**/move-to") as answered:
        page.keyboard.press("Enter")
    assert not answered.value.ok
    assert begins(served, ANN) == f"{FIRST} 09:00"


def test_a_visit_is_cancelled_with_its_reason(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Cancel the visit").click()
    assert ANN not in {row.id for row in served.desk.appointments()}


@pytest.mark.parametrize("by", ["practitioner", "room", "patient"])
def test_every_lane_shows_both_visits(served: Served, enter: Enter, by: str) -> None:
    page = enter(served, f"/days/{FIRST}?by={by}")
    expect(page.locator("[data-card]")).to_have_count(2)
    assert page.locator("[data-lane]").count() >= (2 if by == "patient" else 1)


def test_what_others_change_appears_by_itself(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    expect(card(page, BEN)).to_be_visible()
    served.desk.cancel(BEN, "other")
    expect(card(page, BEN)).to_have_count(0, timeout=10_000)

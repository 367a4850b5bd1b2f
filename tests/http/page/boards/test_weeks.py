"""A visit moved over a week, by mouse and by keys, alone or with the later ones of its course."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.http.page.worlds import ANN, FIRST, begins, card
from tests.http.worlds import SOON, Served
from tests.worlds import day

Enter = Callable[..., Page]


def test_a_visit_is_dragged_to_another_day_alone(served: Served, enter: Enter) -> None:
    page = enter(served, f"/weeks/{FIRST}")
    cell = page.locator(f'td[data-day="{day(SOON + 1)}"][data-who="mai"]')
    box, there = card(page, ANN).bounding_box(), cell.bounding_box()
    assert box
    assert there
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 8, steps=2)
    page.locator("td.free").first.wait_for()
    page.mouse.move(there["x"] + 20, there["y"] + 20, steps=3)
    expect(page.locator("#news")).to_contain_text("starts")
    page.mouse.up()
    assert not Axe().run(page).response["violations"]
    with page.expect_navigation():
        page.get_by_role("button", name="Move this visit").click()
    assert begins(served, ANN) == f"{day(SOON + 1)} 09:00"
    assert begins(served, f"a2--{SOON + 2}") == f"{day(SOON + 2)} 09:00"


def test_a_course_is_moved_by_keys_from_one_visit_on(served: Served, enter: Enter) -> None:
    """The first goes two days on, to where the second is; so the later ones have to follow."""
    page = enter(served, f"/weeks/{FIRST}")
    card(page, ANN).focus()
    page.keyboard.press("m")
    page.locator("td.free").first.wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#news")).to_contain_text("too near session 2")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Try it with the 2 later ones…").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Move all of them").wait_for()
    assert not Axe().run(page).response["violations"]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    (first, second, third) = sorted(served.desk.listed(plan="a"), key=lambda row: row.number)
    days = [(served.desk.facts().day(row.start) - day(SOON)).days for row in (first, second, third)]
    assert days == [2, 4, 6]
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert begins(served, ANN) == f"{FIRST} 09:00"
    assert begins(served, f"a2--{SOON + 2}") == f"{day(SOON + 2)} 09:00"


def test_a_day_that_is_not_free_says_why_and_moves_nothing(served: Served, enter: Enter) -> None:
    served.desk.absent("mai", day(SOON + 1), day(SOON + 1), why="ill")
    page = enter(served, f"/weeks/{FIRST}")
    card(page, ANN).focus()
    page.keyboard.press("m")
    page.locator("td.free").first.wait_for()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#news")).to_contain_text("ill")
    page.keyboard.press("Escape")
    expect(page.locator("#news")).to_contain_text("Left where it was.")
    expect(card(page, ANN)).to_be_focused()
    assert begins(served, ANN) == f"{FIRST} 09:00"

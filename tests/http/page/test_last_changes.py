"""What was changed last, and undone from the page: one's own, and what nothing rests on."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.http.page.worlds import ANN, BEN, FIRST, begins, card
from tests.http.worlds import Served

Enter = Callable[..., Page]


def test_a_change_is_undone_after_it_and_from_the_list(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Cancel the visit").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    expect(page.locator("#news")).to_contain_text("Undone")
    assert begins(served, ANN) == f"{FIRST} 09:00"
    with page.expect_navigation():
        page.get_by_role("button", name="Redo").click()
    assert ANN not in {row.id for row in served.desk.appointments()}
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert begins(served, ANN) == f"{FIRST} 09:00"
    page.get_by_role("button", name="Last changes").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li").first).to_contain_text("Took something back")
    expect(dialog.locator("li").last).to_contain_text("filled the store")
    expect(dialog.locator("li").nth(3)).to_contain_text(
        "Ann, session 1 of Course was cancelled (the patient cancelled)"
    )
    assert not Axe().run(page).response["violations"]
    expect(dialog.locator("li").nth(1)).to_contain_text("Did again what was taken back")
    with page.expect_navigation():  # an undoing is undone too
        dialog.get_by_role("button", name="Redo: took something back").click()
    assert ANN not in {row.id for row in served.desk.appointments()}


def test_what_cannot_be_undone_says_why(served: Served, enter: Enter) -> None:
    served.desk.cancel(BEN, "other", who="somebody else")
    page = enter(served, f"/days/{FIRST}")
    page.get_by_role("button", name="Last changes").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li").nth(0)).to_contain_text("it is somebody else’s")
    expect(dialog.locator("li").nth(1)).to_contain_text("it filled the store")
    expect(dialog.get_by_role("button", name="Undo")).to_have_count(0)

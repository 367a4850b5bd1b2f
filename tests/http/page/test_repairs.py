"""An absence recorded from the board, its visits put right in part, a freed place given, a book replanned."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.http.page.worlds import ANN, BEN, FIRST, begins, card
from tests.http.worlds import SOON, Served, soon
from tests.worlds import at, day, patient, practitioner

Enter = Callable[..., Page]


def test_who_must_move_after_an_absence_is_shown_and_taken_in_part(serve: Callable[..., Served], enter: Enter) -> None:
    phones = [patient("ann", phone="403 555 0101"), patient("ben")]
    served = serve(soon(patients=phones, practitioners=[practitioner(), practitioner("zoe")]))
    page = enter(served, f"/days/{FIRST}")
    page.get_by_role("button", name="Mai is away").click()
    with page.expect_navigation(url="**/closed"):
        page.get_by_role("button", name="Record, and see who must move").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("To put right 2")
    expect(page.locator(".changes")).to_contain_text("403 555 0101")
    assert not Axe().run(page).response["violations"]
    page.get_by_label("Take the change of Ben, Course").uncheck()
    with page.expect_navigation():
        page.get_by_role("button", name="Book what is ticked").click()
    assert [each.row.id for each in served.desk.closed()] == [BEN]
    assert begins(served, ANN) != f"{FIRST} 09:00"
    assert begins(served, BEN) == f"{FIRST} 09:30"
    expect(page.get_by_role("heading", level=1)).to_contain_text("To put right 1")


def test_a_freed_place_goes_to_who_gains_most(served: Served, enter: Enter) -> None:
    on = day(SOON + 5)
    last = served.desk.session_places("b", 4, on).open["mai"][-1]
    served.desk.book(served.desk.session_place_at("b", 4, "mai", last))
    row = next(row for row in served.desk.listed(plan="b") if row.number == 4)
    page = enter(served, f"/days/{on}")
    card(page, row.id).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Cancel the visit").click()
    page.get_by_role("button", name="Who gets the place?").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li").first).to_contain_text("Ann")
    assert not Axe().run(page).response["violations"]
    with page.expect_navigation():
        dialog.get_by_role("button", name="Book").first.click()
    assert len(served.desk.listed(plan="a")) == 4


def test_a_replanning_is_watched_and_taken_and_moves_nobody_who_was_told(served: Served, enter: Enter) -> None:
    served.desk.move_to(ANN, "mai", at(SOON, "11:00"))
    page = enter(served, "/replan")
    expect(page.get_by_label("Leave what was booked or moved")).to_be_checked()
    page.get_by_label("Until").fill(f"{day(SOON + 13)}")
    page.get_by_label("Seconds").fill("5")
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".headline")).to_contain_text("would change", timeout=120_000)
    expect(page.get_by_text("so does what was booked or moved since the month was published")).to_be_visible()
    expect(page.get_by_text("11:00")).to_have_count(0)
    with page.expect_navigation():
        page.get_by_role("button", name="Take what is ticked").click()
    assert len(served.desk.listed(plan="a")) == 4
    assert begins(served, ANN) == f"{FIRST} 11:00"

"""A place that a visit was dropped on: why it may not be there, who is in the way, and what may be lifted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from planner.clinic import Clearance
from planner.http.access.scopes import FRONT_DESK
from planner.http.page.proposals import place_words
from tests.http.page.worlds import ANN, BEN, FIRST, begins, card
from tests.http.worlds import SOON, Served, soon
from tests.worlds import event

Enter = Callable[..., Page]

POSTED = """async ([address, asked]) => (await fetch(address, { method: "POST", body: JSON.stringify(asked), headers: {
    "Content-Type": "application/json", "Idempotency-Key": "0123456789abcdef0123456789abcdef",
    "X-CSRF-Token": document.querySelector("meta[name=csrf]").content } })).json()"""


def dropped_on(page: Page, minutes: int) -> None:
    """Ann's card dropped so many minutes after the scale's beginning, in the lane of Mai."""
    box, scale = card(page, ANN).bounding_box(), page.locator('[data-lane="mai"] .scale').bounding_box()
    assert box
    assert scale
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 8)
    page.get_by_text("Green places").or_(page.get_by_text("Nowhere on this day")).wait_for()
    page.mouse.move(scale["x"] + scale["width"] * minutes / 180 + 2, box["y"] + 8, steps=3)
    page.mouse.up()


def test_a_closed_place_says_why_who_is_in_the_way_and_what_is_free(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    dropped_on(page, 30)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("In the way: Ben")
    expect(dialog).to_contain_text("Nobody may override it.")
    assert not Axe().run(page).response["violations"]
    with page.expect_navigation():
        dialog.get_by_role("button", name="Move here").first.click()
    assert begins(served, ANN) != f"{FIRST} 09:00"
    assert begins(served, BEN) == f"{FIRST} 09:30"


def test_a_manager_lifts_only_what_the_policy_lets_with_a_reason(serve: Callable[..., Served], enter: Enter) -> None:
    """A peel admits a clearance; a fever none."""
    served = serve(soon(events=[event("peel", SOON - 1)]))
    desk = enter(served, f"/days/{FIRST}", role=FRONT_DESK)
    dropped_on(desk, 90)
    expect(desk.get_by_role("dialog")).to_contain_text("A manager may lift it with a clearance.")
    expect(desk.get_by_label("Cleared by")).to_have_count(0)
    page = enter(served, f"/days/{FIRST}")
    dropped_on(page, 90)
    page.get_by_label("Cleared by").fill("Doctor Example")
    page.get_by_label("Reason, for the journal").fill("healed early")
    page.get_by_role("button", name="Record the clearance").click()
    page.get_by_text("This place is free now.").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Move here").first.click()
    assert begins(served, ANN) == f"{FIRST} 10:30"
    (given,) = served.desk.facts().clearances
    assert given == Clearance("ann", "peel", "Doctor Example", FIRST, FIRST)
    assert "healed early" in [entry.why for entry in served.desk.journal()]
    served.desk.record("ben", "fever", FIRST, FIRST.replace(year=FIRST.year + 1))
    page.goto(f"/appointments/{BEN}/place?practitioner=mai&start={FIRST}T11:00:00-07:00")
    expect(page.get_by_text("The policy admits no clearance of fever.")).to_be_visible()


def test_a_refusal_is_told_by_name_to_a_browser_and_by_id_to_a_program(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    address, asked = f"/v1/appointments/{ANN}/move-to", {"practitioner": "mai", "start": f"{FIRST}T09:30:00-07:00"}
    told = page.evaluate(POSTED, [address, asked])["detail"]
    assert told == "Ann, session 1 of Course cannot begin there: with another patient then"
    assert served.client().post(address, asked).json()["detail"] == told.replace("Ann", "a").replace(" of Course", "")


def test_why_there_are_no_offers_is_told_by_name_to_a_browser_and_by_id_to_a_program(
    served: Served, enter: Enter
) -> None:
    served.desk.absent("mai", FIRST, FIRST + timedelta(days=1000), why="ill")
    page, address = enter(served, "/patients/ann"), "/v1/plans/a/offers?number=4"
    page.get_by_role("button", name="Times for session 4").click()
    told = re.compile("^None of its days, .*, is possible: nobody at work who may give Needling")
    expect(page.locator(".offers:not(:empty)").first).to_have_text(told)
    said = served.client().get(address).json()["why"]
    assert re.match(r"a, session 4 has no day: no day from .* nobody at work", said)


def test_a_place_where_nobody_is_named_ends_with_its_time() -> None:
    clinic = soon()
    row = clinic.book[0]
    assert place_words(clinic, row).endswith(", 09:00, Mai")
    assert place_words(clinic, replace(row, practitioner=None)).endswith(", 09:00")

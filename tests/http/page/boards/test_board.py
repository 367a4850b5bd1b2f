"""The board, in a real browser: moved by mouse, by keyboard and by dialog."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from planner.http.page import tray
from tests.http.page.worlds import ANN, BEN, FIRST, begins, card
from tests.http.worlds import SOON, Served, soon
from tests.worlds import at, day, entry, fixed, patient, plan, practitioner, rest, room

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


def test_keys_begin_beside_where_a_visit_stands_and_the_focus_stays_on_it(served: Served, enter: Enter) -> None:
    served.desk.move_to(ANN, "mai", at(SOON, "11:00"))
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).focus()
    page.keyboard.press("m")
    free(page, "10:30")
    first = page.locator(".place.here").get_attribute("data-start") or ""
    assert first[11:16] == "10:30"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(card(page, ANN)).to_be_focused()
    assert begins(served, ANN) == first[:16].replace("T", " ")
    served.desk.cancel(BEN, "other")  # what others do loads the page afresh
    expect(card(page, BEN)).to_have_count(0)
    expect(card(page, ANN)).to_be_focused()


def test_what_was_done_is_said_on_its_own_page_alone(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).focus()
    page.keyboard.press("m")
    free(page, "10:30")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#news")).to_contain_text("Moved to")
    page.goto(f"/days/{day(SOON + 1)}")
    expect(page.locator(".board")).to_be_visible()
    expect(page.locator("#news")).to_be_empty()
    page.goto(f"/days/{FIRST}?by=room")
    expect(page.locator("#news")).to_contain_text("Moved to")


def test_by_room_a_visit_gets_another_room_and_by_patient_another_time(
    serve: Callable[..., Served], enter: Enter
) -> None:
    served = serve(soon(rooms=[room("one"), room("two")]))
    page = enter(served, f"/days/{FIRST}?by=room")
    card(page, ANN).focus()
    page.keyboard.press("m")
    free(page, "10:30")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("status")).to_contain_text(", Two")
    while not (page.locator(".place.here").get_attribute("data-start") or "").startswith(f"{FIRST}T09:00"):
        page.keyboard.press("ArrowLeft")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    (row,) = (each for each in served.desk.appointments() if each.id == ANN)
    assert (row.room, row.practitioner, begins(served, ANN)) == ("two", "mai", f"{FIRST} 09:00")
    page.goto(f"/days/{FIRST}?by=patient")
    box = card(page, ANN).bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 8)
    free(page, "10:30")
    expect(page.locator('[data-lane="ben"] .place')).to_have_count(0)
    target = page.locator('[data-lane="ann"] .place[data-start*="T10:30"]').bounding_box()
    assert target
    page.mouse.move(target["x"] + 2, target["y"] + 8, steps=4)
    with page.expect_navigation():
        page.mouse.up()
    assert begins(served, ANN) == f"{FIRST} 10:30"


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


def test_a_lost_race_is_told_with_fresh_offers(served: Served, enter: Enter) -> None:
    """Two managers at once: each of them sees what became of it."""
    page, other = enter(served, f"/days/{FIRST}"), enter(served, f"/days/{FIRST}")
    card(page, ANN).focus()
    page.keyboard.press("m")
    free(page, "10:30")
    chosen = page.locator(".place.here").get_attribute("data-start")
    assert chosen
    card(other, BEN).focus()
    other.keyboard.press("m")
    free(other, "10:30")
    while other.locator(".place.here").get_attribute("data-start") != chosen:
        other.keyboard.press("ArrowRight")
    with other.expect_navigation():
        other.keyboard.press("Enter")
    with page.expect_response("**/move-to") as answered:
        page.keyboard.press("Enter")
    assert not answered.value.ok
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("It cannot be there")
    expect(dialog).to_contain_text("In the way: Ben")
    assert begins(served, ANN) == f"{FIRST} 09:00"
    with page.expect_navigation():
        dialog.get_by_role("button", name="Move here").first.click()
    assert begins(served, ANN) != f"{FIRST} 09:00"


def test_what_a_visit_is_shows_by_mark_and_word(serve: Callable[..., Served], enter: Enter) -> None:
    """Fixed, late, closed, held; and who is away, and where a break falls."""
    plans = [plan("a", "course", start=SOON), plan("b", "course", "ben", SOON), plan("c", "course", "cleo", SOON - 21)]
    served = serve(
        soon(
            plans=plans,
            patients=[patient("ann"), patient("ben"), patient("cleo")],
            practitioners=[practitioner(breaks=rest("9:00-10:30", 15))],
            book=(fixed("a1", SOON), entry("b1", SOON, "11:00"), entry("c1", SOON, "10:00")),
        )
    )
    served.desk.absent("mai", at(SOON, "11:00"), at(SOON, "12:00"), why="ill")
    row = served.desk.hold_offer("b", number=2).rows[0]
    page = enter(served, f"/days/{FIRST}")
    expect(card(page, f"a1--{SOON}")).to_have_class(re.compile("is-fixed"))
    expect(card(page, f"a1--{SOON}")).to_contain_text("fixed")
    expect(card(page, f"b1--{SOON}")).to_have_class(re.compile("is-closed"))
    expect(card(page, f"b1--{SOON}")).to_have_attribute("aria-label", re.compile("cannot stand.*ill"))
    expect(card(page, f"c1--{SOON}")).to_have_class(re.compile("is-late"))
    expect(card(page, f"c1--{SOON}")).to_contain_text("late by 7 days")
    lane = page.locator('[data-lane="mai"]')
    expect(lane).to_contain_text("away 11:00–12:00: ill")
    expect(lane).to_contain_text("break of 15 min, 09:00–10:30")
    expect(page.locator(".absent:not(.key), .break:not(.key)")).to_have_count(2)
    page.locator("#tray h2").last.wait_for()
    assert not Axe().run(page).response["violations"]
    page.goto(f"/days/{served.desk.facts().day(row.start)}")
    expect(card(page, row.id)).to_have_class(re.compile("is-held"))


def test_who_has_no_place_is_put_onto_the_board_by_mouse_and_by_keys(
    served: Served, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray, "SECONDS", 5)
    page = enter(served, f"/days/{day(SOON + 5)}")
    page.get_by_role("button", name="What would help?").click()
    expect(page.locator("#tray")).to_contain_text("Use a place that is free: 2 more sessions")
    expect(page.locator("#tray")).to_contain_text("Proved")
    chip = page.locator('[data-waiting][data-plan="a"]')
    expect(page.locator("#tray")).to_contain_text("free on")
    box = chip.bounding_box()
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 8, steps=2)
    free(page, "10:30")
    target = page.locator('.place[data-start*="T10:30"]').bounding_box()
    assert target
    page.mouse.move(target["x"] + 2, target["y"] + 8, steps=4)
    with page.expect_navigation():
        page.mouse.up()
    expect(page.get_by_role("status").first).to_contain_text("Booked for")
    page.locator('[data-waiting][data-plan="b"]').focus()
    page.keyboard.press("m")
    free(page, "9:00".zfill(5))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    rows = {row.plan: served.desk.facts().local(row.start) for row in served.desk.day(day(SOON + 5))}
    assert {plan: f"{start:%H:%M}" for plan, start in rows.items()} == {"a": "10:30", "b": "09:00"}
    expect(page.locator("[data-waiting]")).to_have_count(0)


def test_a_visit_is_cancelled_with_its_reason(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Cancel the visit").click()
    assert ANN not in {row.id for row in served.desk.appointments()}


def test_every_lane_shows_both_visits(served: Served, enter: Enter) -> None:
    page = enter(served, "/patients")
    for by, lanes in (("practitioner", 1), ("room", 1), ("patient", 2)):
        page.goto(f"/days/{FIRST}?by={by}")
        expect(page.locator("[data-card]")).to_have_count(2)
        assert page.locator("[data-lane]").count() >= lanes, by


def test_what_others_change_appears_by_itself(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    expect(card(page, BEN)).to_be_visible()
    served.desk.cancel(BEN, "other")
    expect(card(page, BEN)).to_have_count(0)


def test_what_others_change_while_a_page_still_loads_appears_too(served: Served, enter: Enter) -> None:
    page = enter(served, "/patients")

    def between(route: Route) -> None:
        served.desk.cancel(BEN, "other")
        route.continue_()

    page.route("**/changes", between, times=1)
    page.goto(f"/days/{FIRST}")
    expect(card(page, ANN)).to_be_visible()
    expect(card(page, BEN)).to_have_count(0)


def test_a_day_is_printed_as_lists_with_the_clinics_name_and_when_that_was(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    expect(page.locator(".paper")).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".printed")).to_contain_text(served.desk.facts().name)
    said = datetime.strptime(page.locator(".printed time").inner_text(), "%a %d %b %Y, %H:%M")
    clinics = datetime.now(served.desk.facts().timezone).replace(tzinfo=None)  # whatever the browser knows of its zone
    assert abs(clinics - said) < timedelta(minutes=10)
    expect(page.locator(".board")).to_be_hidden()
    expect(page.locator(".paper tr").first).to_contain_text("09:00–09:30AnnNeedling")

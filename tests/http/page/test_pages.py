"""Every page in a real browser: what a manager does on it, and what must hold of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from planner.http.door import Settings
from tests.http.page.worlds import ANN, FIRST, card, faults_of_accessibility
from tests.http.worlds import SOON, Served, soon
from tests.worlds import entry, patient, plan

Enter = Callable[..., Page]
MARKUP = "<img src=x onerror=document.title='bad'>"
ADDRESSES = (
    *(f"/days/{FIRST}", f"/weeks/{FIRST}", f"/months/{FIRST}", "/patients", "/patients/ann", "/plan", "/welcome"),
    *("/closed", "/replan", "/account", "/enter/over"),
)
WIDTHS = (1280, 768, 390, 320)
"""Of screens; 320 is one of 1280 at 400 %."""


def test_no_page_has_a_fault_of_accessibility_or_is_wider_than_its_screen(served: Served, enter: Enter) -> None:
    served.desk.absent("mai", FIRST, FIRST, why="ill")
    served.desk.hold_offer("a", number=4)
    page = enter(served, "/patients")
    for address in ADDRESSES:
        page.goto(address)
        found = faults_of_accessibility(page)
        assert not found, (address, found)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_the_dialog_has_no_fault_of_accessibility(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    card(page, ANN).click()
    page.get_by_role("button", name="Move…").click()
    page.get_by_role("button", name="Move here").first.wait_for()
    assert not Axe().run(page).response["violations"]


def test_names_are_text_whatever_they_hold(serve: Callable[..., Served], enter: Enter) -> None:
    named = replace(patient("ann"), name=MARKUP, phone=MARKUP, note=MARKUP)
    page = enter(serve(soon(patients=[named, patient("ben")])), f"/days/{FIRST}")
    expect(card(page, ANN)).to_contain_text("<img")
    card(page, ANN).click()
    expect(page.get_by_role("dialog")).to_contain_text(MARKUP)
    page.goto("/patients/ann")
    expect(page.get_by_role("heading", level=1)).to_contain_text(MARKUP)
    assert page.title() != "bad"


def test_a_page_has_nothing_but_this_servers_own(served: Served, enter: Enter) -> None:
    page = enter(served, "/patients")
    answer = page.goto(f"/days/{FIRST}")
    assert answer
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert page.locator("[style], script:not([src]), style").count() == 0


def test_nobody_sees_a_page_before_signing_in(served: Served, enter: Enter) -> None:
    page = enter(served, f"/days/{FIRST}")
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)  # there would be no way back
    page.get_by_role("link", name="Choose a password").click()
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Keep it").click()
    name = page.locator(".who a").text_content() or ""
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto(f"/days/{FIRST}")
    assert "/sign-in" in page.url
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/days/{FIRST}")


def test_a_manager_invites_somebody_by_a_link(served: Served, enter: Enter) -> None:
    page = enter(served, "/account")
    page.get_by_label("Name").fill("Kim")
    page.locator("select[name=role]").select_option("front-desk")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".shown")
    expect(link).to_contain_text(f"{served.base}/enter/")
    page.goto(link.text_content() or "")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_text("Kim")).to_be_visible()


def test_a_walk_in_is_one_form(served: Served, enter: Enter) -> None:
    page = enter(served, "/patients")
    page.get_by_label("Name", exact=True).fill("Cleo")
    page.get_by_label("Course").select_option("course")
    page.get_by_label("From").fill(f"{FIRST}")
    page.get_by_role("button", name="Add patient and plan").click()
    page.wait_for_url("**/patients/w*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cleo")
    page.get_by_role("button", name="The whole course").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Book", exact=True).first.click()
    (found,) = served.desk.find("cleo")
    assert [row.number for row in found.rows] == [1, 2, 3, 4]


def test_an_event_says_what_it_closes(served: Served, enter: Enter) -> None:
    page = enter(served, "/patients/ann")
    page.get_by_label("What").select_option("peel")
    page.get_by_label("On", exact=True).fill(f"{FIRST}")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("cannot stand now")).to_be_visible()
    expect(page.locator(".offers li")).to_have_count(2)  # Wednesday's and Friday's


def test_a_search_that_is_stopped_before_it_began_is_over_on_its_page(
    serve: Callable[..., Served], enter: Enter
) -> None:
    page = enter(serve(settings=Settings(works=False)), "/plan")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Stop and keep the best").click()
    expect(page.get_by_text("It was stopped before it found anything")).to_be_visible()
    expect(page.locator("[data-follow]")).to_have_count(0)


def test_a_visit_that_nobody_told_of_has_not_come(serve: Callable[..., Served], enter: Enter) -> None:
    """It was booked for a day that is past, and may as well have been missed."""
    book = (entry("a1", SOON - 28, status="attended"), entry("a2", SOON - 21))
    page = enter(serve(soon(plans=[plan("a", "course", start=SOON - 28)], book=book)), "/patients/ann")
    expect(page.locator(".path-came")).to_have_count(1)
    expect(page.locator(".path-booked").first).to_contain_text("2")

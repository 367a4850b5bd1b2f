"""Records, policy, workbook, journal and looks in a real browser, on the example clinic: one server, one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

import planner
from tests.http.page.worlds import MORNING, complaints_of, faults_of_accessibility, signed_in
from tests.http.worlds import Served
from tests.pages import ROOT

MARKUP = "<img src=x onerror=document.title='bad'>"
ADDRESSES = (
    *("/facts/plans", "/facts/practitioners/row?key=cedar", "/facts/services/row?key=facial", "/facts/absences/new"),
    *("/facts/plans/row?key=p40-rejuvenation", "/policy", "/policy/rules/botox", "/workbook", "/looks", "/journal"),
    *("/journal?day=2026-12-04", "/journal/2/days/2026-12-04", "/begin/questions", "/begin/workbook", "/facts/nothing"),
)
OF_DARK_AND_NARROW = ("color-contrast", "scrollable-region-focusable", "target-size")
"""What differs on a narrow dark screen."""
LOOK, SAVE = "See what this does", "Save"


@pytest.fixture(scope="module")
def example(new_store: Callable[..., str]) -> Iterator[Served]:
    clinic = planner.read(ROOT / "examples" / "maple-street")
    with Served(new_store(MORNING), clinic, clock=lambda: MORNING) as served:
        yield served


@pytest.fixture(scope="module")
def page(example: Served, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=example.base)
    context.set_default_timeout(30_000)
    page = signed_in(example, context)
    complaints = complaints_of(page)
    yield page
    context.close()
    assert not [each for each in complaints if "status of 4" not in each]


def test_no_page_has_a_fault_of_accessibility_or_is_wider_than_its_screen(page: Page) -> None:
    found: list[object] = []

    def too_wide(*widths: int) -> Iterator[object]:
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                yield width, wide

    for address in ADDRESSES:
        answer = page.goto(address)
        assert answer
        assert answer.status == (404 if address == "/facts/nothing" else 200), address
        assert "unsafe" not in answer.headers["content-security-policy"]
        found += [(address, fault) for fault in faults_of_accessibility(page)]
        found += [(address, fault) for fault in too_wide(768, 320, 390)]
        page.emulate_media(color_scheme="dark")
        found += [(address, "dark", fault) for fault in faults_of_accessibility(page, *OF_DARK_AND_NARROW)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert found == []


def test_an_absence_is_wrong_at_its_field_then_told_saved_and_repaired_by_keys_alone(
    example: Served, page: Page
) -> None:
    page.goto("/facts/absences/new?practitioner=cedar")
    page.get_by_label("Start").focus()
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Start")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Start")).to_be_focused()
    expect(page.locator(".fault").first).to_contain_text("'soon' is no date")
    expect(page.locator(".fault").last).to_contain_text("This must be given.")
    page.keyboard.press("Control+a")
    page.keyboard.type("2026-12-02")
    page.keyboard.press("Tab")
    page.keyboard.type("2026-12-04")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 booked appointments cannot stand then.")).to_be_visible()
    before = example.desk.settled()
    page.get_by_role("button", name=SAVE).press("Enter")
    expect(page.get_by_text("Saved, as number")).to_be_visible()
    assert example.desk.settled() == before + 1
    page.get_by_role("link", name="Put it right").press("Enter")
    page.get_by_role("button", name="Book what is ticked").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("To put right 2")
    assert {each.row.plan for each in example.desk.closed()} == {"p13-peels", "p71-refresh"}, "what is fixed stays"


def test_a_name_is_text_whatever_it_holds_in_form_list_and_journal(example: Served, page: Page) -> None:
    page.goto("/facts/patients/row?key=p02")
    page.get_by_label("Name", exact=True).fill(MARKUP)
    page.get_by_label("Note", exact=True).fill(MARKUP)
    page.get_by_role("button", name=LOOK).click()
    expect(page.locator("ins").first).to_have_text(MARKUP)
    page.get_by_label("Why").fill(MARKUP)  # what is looked at again is said again
    expect(page.locator("#impact")).to_have_count(0)
    page.get_by_label("Why").press("Enter")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("Saved, as number")).to_be_visible()
    assert example.desk.facts().patients["p02"].name == MARKUP
    for address in ("/facts/patients", "/facts/plans", "/journal", "/journal?patient=p02"):
        page.goto(address)
        expect(page.get_by_text(MARKUP).first).to_be_visible()
        assert page.title() != "bad"
    page.goto("/patients")
    page.get_by_label("Find by name, id, phone or plan").fill("555 0101")
    expect(page.get_by_role("link", name="Patient Alder")).to_be_visible()


def test_hours_come_go_and_move_in_the_form_of_whose_they_are(example: Served, page: Page) -> None:
    page.goto("/facts/practitioners/row?key=ash")
    hours = len(example.desk.facts().practitioners["ash"].shifts)
    part = page.locator(".part").first
    part.get_by_role("button", name="Add a row").click()
    row = part.locator("tbody tr").last
    row.get_by_label("Weekday").select_option("sat")
    row.get_by_label("Start").fill("9:00")
    row.get_by_label("End").fill("8:00")
    page.get_by_role("button", name=LOOK).click()
    expect(part.locator(".fault")).to_contain_text("end at 08:00, not after")
    part.get_by_label("End").last.fill("12:00")
    part.get_by_role("button", name="Earlier").last.click()
    page.get_by_role("button", name=LOOK).click()
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("Saved, as number")).to_be_visible()
    after = example.desk.facts().practitioners["ash"].shifts
    assert len(after) == hours + 1
    assert after[-2].weekday == 5


def test_what_the_book_needs_cannot_be_taken_out_and_what_it_does_not_need_can(example: Served, page: Page) -> None:
    page.goto("/facts/practitioners/row?key=cedar")
    page.get_by_role("button", name="Take it out…").click()
    expect(page.get_by_role("alert")).to_contain_text("cedar")
    before = len(example.desk.facts().absences)
    page.goto("/facts/absences")
    page.get_by_role("link", name="Practitioner Cedar").last.click()
    page.get_by_role("button", name="Take it out…").click()
    page.get_by_role("button", name="Take it out", exact=True).click()
    expect(page.get_by_text("Saved, as number")).to_be_visible()
    assert len(example.desk.facts().absences) == before - 1


def test_a_rule_is_overridden_with_a_reason_after_seeing_what_that_opens(example: Served, page: Page) -> None:
    page.goto("/policy")
    page.get_by_role("link", name="Change botox").click()
    page.get_by_label("Days", exact=True).fill("14")
    page.get_by_role("button", name=LOOK).click()
    expect(page.locator(".fault")).to_contain_text("This must be given.")
    page.get_by_label("Reason").fill("our doctor's protocol")
    page.get_by_role("button", name=LOOK).click()
    expect(page.get_by_text("It opens days to")).to_be_visible()
    expect(page.locator(".impact .list")).to_contain_text("Patient Redstart, session 5")
    page.get_by_label("Why, for the journal").fill("agreed")
    page.get_by_role("button", name=LOOK).click()
    page.get_by_role("button", name="Sign and save").click()
    expect(page.get_by_text("Saved, as number")).to_be_visible()
    assert example.desk.facts().policy.rules["botox"].days == 14
    page.goto("/policy")
    expect(page.locator(".own", has_text="our doctor's protocol")).to_contain_text("Signed by manager 0, ")
    page.goto("/journal?of=policy")
    expect(page.locator(".journal li").first).to_contain_text("botox, 4 weeks → 2 weeks, because our doctor's protocol")
    expect(page.locator(".journal li").first).to_contain_text("manager 0 changed records: “agreed”")


def test_the_workbook_goes_out_and_comes_in_whole_or_not(example: Served, page: Page, tmp_path: Path) -> None:
    page.goto("/workbook")
    with page.expect_download() as download:
        page.get_by_role("link", name="Take the workbook out").click()
    out = tmp_path / "clinic.xlsx"
    download.value.save_as(out)
    book = openpyxl.load_workbook(out)
    book["plans"]["D5"] = "soon"
    book["patients"]["B3"] = "Bo"
    before = example.desk.settled()

    def bring() -> None:
        book.save(out)
        page.get_by_label("Workbook (.xlsx)").set_input_files(out)
        page.get_by_role("button", name="Look at it").click()

    bring()
    expect(page.locator(".faults")).to_contain_text("'soon' is no date")
    page.get_by_role("link", name="D5").click()
    expect(page.locator(".excerpt .here")).to_have_text("soon")
    assert not faults_of_accessibility(page)
    book["plans"]["D5"] = "2026-11-18"
    bring()
    expect(page.locator(".diff").first).to_contain_text("Bo")
    assert not faults_of_accessibility(page)
    assert example.desk.settled() == before
    page.get_by_label("Why, for the journal").fill("a cleaner list")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("Saved, as number")).to_be_visible()
    assert example.desk.settled() == before + 1
    assert example.desk.facts().patients["p02"].name == "Bo"


def test_two_managers_at_once_do_not_write_over_each_other(example: Served, page: Page) -> None:
    page.goto("/facts/rooms/row?key=willow")
    page.get_by_label("Name", exact=True).fill("The willow")
    page.get_by_role("button", name=LOOK).click()
    expect(page.locator("#impact")).to_be_visible()
    example.desk.absent("ash", MORNING.date(), MORNING.date(), who="another")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("status")).to_contain_text("look again at what this would do")
    assert example.desk.facts().rooms["willow"].name != "The willow"


def test_a_day_is_seen_as_it_was_and_a_month_in_figures(page: Page) -> None:
    page.goto("/journal?day=2026-12-02")
    page.get_by_role("link", name="The day as it was then").last.click()
    expect(page.get_by_text("Practitioner Cedar: 09:00–10:00 Patient Osprey")).to_be_visible()
    page.goto("/months/2026-12-01")
    counted = page.locator("h1 small").inner_text()
    by_day = page.locator(".month td a > span").all_inner_texts()
    assert int(counted.split()[0]) == sum(int(each.split()[0]) for each in by_day)
    page.goto("/looks?month=2026-12-01")
    expect(page.locator("h1 small")).to_have_text(counted)
    expect(page.locator(".heat").first).to_contain_text("Practitioner Ash")
    expect(page.get_by_text("on the ideal day")).to_be_visible()
    expect(page.get_by_text("needles")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="As a picture").first.click()
    assert "<svg" in Path(download.value.path()).read_text(encoding="utf-8")

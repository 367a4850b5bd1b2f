"""The page: one file, well formed, all of its text escaped, and what a reader looks for in its place."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from planner.roster.page import write_page
from planner.roster.page.page import parts
from planner.roster.roster import Roster
from planner.roster.tables.details import shown
from tests.roster.full import HOSTILE, full_roster
from tests.roster.worlds import clinic, problem, roster

VOID = {"meta", "col", "br"}


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, and all text by the element it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attributes}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.text.append((self.open[-1], " ".join(data.split())))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def of(self, tag: str) -> list[str]:
        return [text for inside, text in self.text if inside == tag]


def html_of(answer: Roster, folder: Path) -> str:
    write_page(answer, folder / "roster.html")
    return (folder / "roster.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    return html_of(full_roster(), tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_it_is_well_formed_and_nothing_is_loaded(page: Page, html: str) -> None:
    assert page.open == []
    assert {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.elements} == set()
    assert not {"src", "onload", "onclick", "srcset"} & {name for _, each in page.elements for name in each}
    assert all(each["href"].startswith("#") for each in page.all("a"))
    assert "url(" not in html
    assert "@import" not in html


def test_names_and_reasons_are_text(page: Page, html: str) -> None:
    assert HOSTILE in page.of("b")
    assert "<script" not in html
    assert "Maple & Sons · December 2026" in page.of("title")
    assert "=1+1 days in reach: full 9 (room one)" in page.of("td")


def test_it_reads_without_sight(page: Page) -> None:
    assert page.all("html") == [{"lang": "en"}]
    ids = [each["id"] for _, each in page.elements if "id" in each]
    assert len(set(ids)) == len(ids)
    assert {each["href"][1:] for each in page.all("a")} == set(ids)
    assert {each["aria-labelledby"] for each in page.all("section")} == set(ids)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(each.get("scope") in ("col", "row") for each in page.all("th"))


def test_each_practitioner_has_a_month(page: Page) -> None:
    assert page.of("h2") == ["Quality", "Legend", "Mai/Chen: [first]", "Tom Roy", "Sessions without a place"]
    days = [each["datetime"] for each in page.all("time")]
    assert len(days) == (5 + 6) * 5  # Mai has nothing in the draft, Tom something in its first week
    assert (days[1], page.of("time")[1]) == ("2026-12-01", "Tue 1 Dec")
    assert "Fri 1 Jan · draft" in page.of("time")
    assert "absent: day off" in page.of("span")
    assert page.of("b").count("Ann Lee") == 4


def test_a_session_has_its_colour_rest_and_marks(html: str) -> None:
    sessions = re.findall(r'<li class="session ([^"]+)">(.*?)</li>', html, flags=re.DOTALL)
    assert [look for look, _ in sessions] == ["c0", "c0", "c0", "c0 tentative", "c1", "c0 tentative"]
    first, call = sessions[0][1], sessions[4][1]
    assert "rests 09:15–09:45" in first
    assert 'class="marks">fixed' in first
    assert "rests" not in call
    assert ".c0 { background: #BBDDF2; border-color: #0072B2; }" in html


def test_the_bar_is_the_sessions_time() -> None:
    answer = full_roster()
    rows = {row.plan: row for row in shown(answer.problem, answer.placed)}
    assert parts(rows["b"]) == [(25.0, False), (50.0, True), (25.0, False)]
    assert parts(rows["f"]) == []


def test_quality_and_left_out_are_said(page: Page) -> None:
    said = page.of("td")
    assert {"12.5", "20.0%", "feasible"} <= set(said)
    closed = said.index("Closed for good.")
    assert said[closed - 6 : closed] == [
        *("3", "yes", "Ann Lee", "a, session 4 (tentative)", "Facial acupuncture", "none")
    ]


def test_a_room_that_has_no_space_beside_the_time_goes_below_it(html: str) -> None:
    """Not letter by letter, for the rest of a session may break anywhere."""
    (time,) = re.findall(r"^\.time \{(.*?)\}", html, flags=re.MULTILINE)
    assert "flex-wrap: wrap;" in time


def test_it_prints_a_practitioner_a_page(html: str) -> None:
    printed = html[html.index("@media print") :]
    assert "section { break-before: page;" in printed
    assert "size: A4 landscape" in html


def test_a_roster_with_nothing_in_it_is_a_page_too(tmp_path: Path) -> None:
    nothing = Page(html_of(roster(problem(clinic(plans={}, practitioners={}))), tmp_path))
    assert "Every session has a place." in nothing.of("p")
    assert "No session is due in these days." in nothing.of("p")

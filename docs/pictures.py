"""The pictures in the README and in docs/, made of the example clinic.

python docs/pictures.py [FOLDER] [SECONDS]
python docs/pictures.py --page [FOLDER]       those of the page alone, in Chromium
"""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import TerminalTheme

import planner
from planner.cli.terminal import show_roster
from planner.cli.terminal.week import show_week
from planner.roster.pictures import save

ROOT = Path(__file__).parents[1]
MONDAY = date(2026, 12, 7)
WIDTH = 132
INK, RED, GREEN, BROWN = (36, 41, 47), (179, 38, 30), (17, 99, 41), (125, 78, 0)
BLUE, VIOLET, TEAL, GREY = (9, 105, 218), (110, 64, 170), (10, 95, 115), (90, 96, 105)
PAPER = TerminalTheme((255, 255, 255), INK, [INK, RED, GREEN, BROWN, BLUE, VIOLET, TEAL, GREY])
"""Dark on white, so that the picture reads on any page."""
LETTERS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def draw(folder: Path, seconds: float = 60.0) -> None:
    """Plan the example clinic's December and draw it: roster.svg, week.svg, course.svg."""
    clinic = planner.read(ROOT / "examples" / "maple-street")
    roster = planner.plan(clinic, "2026-12", seconds=seconds)
    (folder / "roster.svg").write_text(terminal(roster), encoding="utf-8")
    save(planner.draw_week(roster, MONDAY), folder / "week.svg")
    save(planner.draw_course(roster, "p40-rejuvenation"), folder / "course.svg")


def terminal(roster: planner.Roster, practitioner: str = "ash") -> str:
    """The terminal's page as SVG: the news, and with --week a practitioner's week."""
    clinic = roster.problem.clinic
    shown = [row for row in roster.placed if row.practitioner == practitioner]
    week = [row for row in shown if 0 <= (clinic.day(row.start) - MONDAY).days < 7]
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    show_roster(console, roster, Path("examples/maple-street"), Path("rosters/2026-12"))
    show_week(console, replace(roster, placed=tuple(week)))
    title = "planner roster examples/maple-street --month 2026-12 --out rosters/2026-12 --week"
    svg = console.export_svg(title=title, theme=PAPER, unique_id="roster")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # a picture may not load fonts from elsewhere
    return re.sub(r"Fira Code, monospace", LETTERS, svg)


def photograph(folder: Path) -> None:
    """Serve the example and look at it: page-day.png, page-offers.png, page-month.png, page-facts.png."""
    sys.path.insert(0, str(ROOT))  # the tests' own server and browser
    from playwright.sync_api import sync_playwright

    from planner.http.access.scopes import MANAGER
    from tests.http.page.worlds import ARGUMENTS, MORNING
    from tests.http.worlds import Served

    clinic, chromium = planner.read(ROOT / "examples" / "maple-street"), shutil.which("chromium")
    with TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        with Served(f"sqlite:///{made}/clinic.db", clinic, clock=lambda: MORNING) as served:
            page = browser.new_context(base_url=served.base).new_page()
            page.goto(f"/enter/{served.people.invite('Robin', MANAGER, 'the pictures')[1]}")
            page.get_by_role("button", name="Enter").click()
            page.wait_for_url("**/days/*")

            def take(name: str, address: str, height: int, act: Callable[[], object] = lambda: None) -> None:
                page.set_viewport_size({"width": 1080, "height": height})
                page.goto(address)
                act()
                page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
                page.screenshot(path=folder / f"page-{name}.png")

            def offers() -> None:
                page.get_by_role("button", name="The whole course").first.click()
                page.locator(".offer").first.wait_for()

            def absence() -> None:
                for name, value in {"Start": "2026-12-09", "End": "2026-12-11", "Reason": "ill"}.items():
                    page.get_by_label(name).fill(value)
                page.get_by_role("button", name="See what this does").click()
                page.locator("#impact").wait_for()

            take("offers", "/patients/p40", 620, offers)
            served.desk.publish_roster(planner.plan(clinic, "2026-12", seconds=10))
            take("day", "/days/2026-12-09", 490)
            take("month", "/months/2026-12-01", 640)
            take("facts", "/facts/absences/new?practitioner=cedar", 830, absence)
        browser.close()


if __name__ == "__main__":
    if "--page" in sys.argv:
        photograph(Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs")
        sys.exit()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    draw(folder, float(sys.argv[2]) if len(sys.argv) > 2 else 60.0)

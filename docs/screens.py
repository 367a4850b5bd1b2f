"""The pictures of docs/page.md, taken of the example clinic in a real browser.

python docs/screens.py [FOLDER]
"""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import sleep

import uvicorn
from playwright.sync_api import Page, sync_playwright

import planner
from planner.desk import Desk
from planner.engine import front_desk
from planner.http.access.people import People
from planner.http.access.scopes import MANAGER
from planner.http.app import create_app
from planner.http.door import DEFAULTS

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
ILL = date(2026, 12, 9)


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """The example clinic with its December booked as a front desk would, and Birch ill: its address, and a link."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'clinic.db'}"
        clinic = planner.read(ROOT / "examples" / "maple-street")
        with Desk.open(url, lambda: NOW) as desk:
            desk.load(clinic)
            desk.publish_roster(front_desk(clinic, "2026-12"))
            desk.absent("birch", ILL, ILL, why="ill")
            link = People(desk.store, lambda: NOW).invite("Robin", MANAGER, "docs/screens.py", None)[1]
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(url, lambda: NOW, DEFAULTS), log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            sleep(0.05)
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield base, f"{base}/enter/{link}"
        server.should_exit = True
        thread.join(10)


def board(page: Page) -> None:
    """A day of which one practitioner is ill, and who is without a place."""
    page.goto(f"/days/{ILL}")
    page.locator("#tray h2").wait_for()


def week(page: Page) -> None:
    """A visit taken up by M: the days that are free, and one that is not, with its reason."""
    page.goto(f"/weeks/{ILL}")
    page.locator("[data-card][data-movable]").first.focus()
    page.keyboard.press("m")
    page.locator("td.shut").first.wait_for()
    page.keyboard.press("ArrowRight")


def take(folder: Path) -> None:
    with served() as (base, link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        page = browser.new_context(base_url=base, viewport={"width": 1280, "height": 800}).new_page()
        page.goto(link)
        page.get_by_role("button", name="Enter").click()
        page.wait_for_url("**/days/*")
        for name, look in (("page-board", board), ("page-week", week)):
            look(page)
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")

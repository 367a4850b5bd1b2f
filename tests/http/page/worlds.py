"""Browsers that are signed in, and clinics to look at."""

from __future__ import annotations

from datetime import UTC, date, datetime

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page

from planner.http.access.scopes import MANAGER
from planner.http.dependencies import COOKIE
from tests.http.worlds import SOON, Served
from tests.worlds import day

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",
)
FIRST: date = day(SOON)
"""The day on which Ann is booked at nine, and Ben at half past."""
ANN, BEN = f"a1--{SOON}", f"b1--{SOON}"
"""Their appointments of that day."""


def signed_in(served: Served, context: BrowserContext, role: str = MANAGER) -> Page:
    """An empty page of somebody whose session has begun."""
    begun = served.people.enter(invited(served, role))
    assert begun
    context.add_cookies([{"name": COOKIE, "value": begun[1], "url": served.base}])
    return context.new_page()


def invited(served: Served, role: str) -> str:
    """The secret of a new person's link."""
    return served.people.invite(f"{role} {len(served.people.every())}", role, "the tests")[1]


def entered(served: Served, context: BrowserContext, role: str = MANAGER) -> Page:
    """The first page of somebody who has entered by a link."""
    link, page = invited(served, role), context.new_page()
    page.goto(f"{served.base}/enter/{link}")
    with page.expect_navigation(url=lambda address: "/enter/" not in address):
        page.get_by_role("button", name="Enter").click()
    return page


def card(page: Page, appointment: str) -> Locator:
    return page.locator(f'[data-card="{appointment}"]')


def begins(served: Served, appointment: str) -> str:
    """When an appointment begins, as `2026-12-07 09:00` by the clinic's clock."""
    clinic = served.desk.clinic()
    row = next(row for row in served.desk.appointments() if row.id == appointment)
    return f"{clinic.local(row.start):%Y-%m-%d %H:%M}"


MORNING = datetime(2026, 12, 1, 15, tzinfo=UTC)
"""Eight o'clock on the example clinic's day."""


def complaints_of(page: Page) -> list[str]:
    """What a page's browser complains of from now on, as it happens."""
    found = list[str]()
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    return found


def faults_of_accessibility(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """Against all of axe's rules, or those of these ids; of a long table its first rows stand for the others."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": list(rules)}} if rules else {})
    found = Axe().run(page, {"exclude": ["tbody tr:nth-child(n + 6)"]}, options).response["violations"]
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]

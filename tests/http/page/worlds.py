"""Browsers that are signed in, and clinics to look at."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import BrowserContext, Locator, Page

from planner.http.access.scopes import MANAGER
from tests.http.worlds import SOON, Served
from tests.worlds import day

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FIRST: date = day(SOON)
"""The day on which Ann is booked at nine, and Ben at half past."""
ANN, BEN = f"a1--{SOON}", f"b1--{SOON}"
"""Their appointments of that day."""


def signed_in(served: Served, context: BrowserContext, role: str = MANAGER, subject: str | None = None) -> Page:
    """A page of somebody who has entered by a link."""
    _, link = served.people.invite(f"{role} {len(served.people.every())}", role, "the tests", subject)
    page = context.new_page()
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

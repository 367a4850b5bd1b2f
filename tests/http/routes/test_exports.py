"""A roster for the hand, a calendar to subscribe to, and what health events close."""

from __future__ import annotations

from io import BytesIO
from time import sleep

import httpx2
import openpyxl
from icalendar import Calendar

from tests.http.worlds import SOON, Served, problem
from tests.worlds import day


def test_a_roster_is_a_workbook_and_a_page(served: Served) -> None:
    staff = served.client()
    days = {"first": day(SOON).isoformat(), "last": day(SOON + 13).isoformat(), "look_ahead": 0, "effort": 0.1}
    job = staff.post("/v1/rosters", days).headers["location"]
    while (found := staff.get(job).json())["status"] in ("waiting", "running"):
        sleep(0.1)
    book = staff.get(f"{found['result']}/workbook")
    assert "Sessions" in openpyxl.load_workbook(BytesIO(book.content)).sheetnames
    page = staff.get(f"{found['result']}/page")
    assert page.headers["content-type"].startswith("text/html")
    assert "Maple Street" in page.text


def test_a_calendar_is_subscribed_to_until_its_token_ends(served: Served) -> None:
    account, secret = served.tokens.make("Ann's phone", ["calendar"], "the tests", subject="patient:ann")
    answered = httpx2.get(f"{served.base}/calendars/{secret}.ics", timeout=60)
    assert answered.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answered.text).events
    starts = {event.start for event in events}
    assert starts == {row.start for row in served.desk.listed(plan="a")}
    assert "Ben" not in answered.text
    served.client().delete(f"/v1/tokens/{account.id}")
    problem(httpx2.get(f"{served.base}/calendars/{secret}.ics"), 404, "not-found")


def test_what_events_close_and_when_a_procedure_closes_nothing(served: Served) -> None:
    staff = served.client()
    staff.post("/v1/patients/ann/events", {"kind": "peel", "on": day(SOON + 30).isoformat()})
    (closed,) = staff.get("/v1/patients/ann/closed-days").json()["services"]["needling"]
    assert (closed["from"], closed["rule"], closed["source"]) == (
        day(SOON + 30).isoformat(),
        "peel",
        "House rules, page 3",
    )
    window = staff.get("/v1/patients/ann/windows/peel").json()
    assert window["first_after"] == day(SOON + 5).isoformat()
    problem(staff.get("/v1/patients/ann/windows/sunshine"), 404, "unknown-name")
    problem(staff.get("/v1/patients/nobody/closed-days"), 404, "unknown-name")

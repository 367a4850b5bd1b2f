"""A roster for the hand, a calendar to subscribe to, and what health events close."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import httpx2
import openpyxl
from icalendar import Calendar

from tests.http.jobs.worlds import begun, ended
from tests.http.worlds import SOON, Served, problem
from tests.worlds import day


def test_a_roster_is_a_workbook_and_a_page(served: Served) -> None:
    staff = served.client()
    found = ended(staff, begun(staff))
    book = staff.get(f"{found['result']}/workbook")
    assert "Sessions" in openpyxl.load_workbook(BytesIO(book.content)).sheetnames
    page = staff.get(f"{found['result']}/page")
    assert page.headers["content-type"].startswith("text/html")
    assert "Maple Street" in page.text
    calendars = staff.get(f"{found['result']}/calendars")
    with ZipFile(BytesIO(calendars.content)) as packed:
        assert {"practitioners/Mai.ics", "patients/Ann.ics", "rooms/One.ics"} <= set(packed.namelist())


def test_the_calendars_of_the_book_are_one_file(served: Served) -> None:
    answered = served.client().get("/v1/calendars")
    assert answered.headers["content-type"] == "application/zip"
    with ZipFile(BytesIO(answered.content)) as packed:
        events = Calendar.from_ical(packed.read("patients/Ann.ics").decode()).events
    assert {event.start for event in events} == {row.start for row in served.desk.listed(plan="a")}


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

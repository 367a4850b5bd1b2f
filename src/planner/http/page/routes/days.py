"""The board: a day, a week, a month; and an appointment's card with what may be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from planner.clinic import Appointment
from planner.clinic.appointments import HELD, PLANNED
from planner.clinic.spans import DAY
from planner.desk import Desk
from planner.desk.booking.status import WHY_CANCELLED
from planner.errors import UnknownName
from planner.http.access.caller import Caller
from planner.http.dependencies import TheDesk, TheDoor
from planner.http.door import Door
from planner.http.page.boards.board import PRACTITIONER, VIEWS, Board
from planner.http.page.boards.cards import Card
from planner.http.page.boards.marks import Marks
from planner.http.page.boards.scale import Scale
from planner.http.page.boards.weeks import Week, days_of_month, month_of, week_of
from planner.http.page.bounds import Day
from planner.http.page.holds import HeldPlaces
from planner.http.page.responses import rendered
from planner.http.page.result import roster_of
from planner.http.page.viewer import LIVE, Staff, Viewer
from planner.http.patients import note_rows
from planner.http.prefix import home_of

router = APIRouter(include_in_schema=False)
By = Annotated[Literal["practitioner", "room", "patient"], Query()]
MOST = 10_000


@router.get("/")
def home(desk: TheDesk, caller: Viewer, request: Request) -> RedirectResponse:
    """Today for who works here; a greeting where there is nothing yet."""
    where = "/welcome" if desk.last_entry() == 0 else "/mine" if caller.subject else f"/days/{desk.today()}"
    return RedirectResponse(home_of(request) + where, 303)


@router.get("/days/{on}", dependencies=LIVE)
def day(
    on: Day,
    desk: TheDesk,
    door: TheDoor,
    caller: Staff,
    request: Request,
    by: By = "practitioner",
    draft: str | None = None,
) -> HTMLResponse:
    """A day as it stands; with a `draft`, as the roster of that search would have it."""
    rows = _drafted(desk, door, draft, on) if draft else _standing(desk, on, on)
    board = Board.of(desk.facts(), on, rows, by, marks=Marks.of(desk, rows, on, on))
    keep = f"&draft={quote(draft)}" if draft else ""
    return _shown(request, desk, caller, "day.html", on=on, board=board, by=by, draft=draft, keep=keep)


@router.get("/mine", dependencies=LIVE)
def mine(desk: TheDesk, caller: Viewer, request: Request, on: Day | None = None) -> HTMLResponse:
    """A practitioner's own week."""
    who, day = (caller.subject or "").partition(":")[2], on or desk.today()
    days = week_of(day)
    rows = desk.listed(days[0], days[-1], practitioner=who, most=MOST)
    note_rows(desk.facts(), rows)
    week = Week.of(desk.facts(), day, rows, PRACTITIONER, who, Marks.of(desk, rows, days[0], days[-1]))
    return _shown(request, desk, caller, "week.html", on=day, week=week, by=PRACTITIONER, address="/mine?on=")


@router.get("/weeks/{on}", dependencies=LIVE)
def week(on: Day, desk: TheDesk, caller: Staff, request: Request, by: By = "practitioner") -> HTMLResponse:
    days = week_of(on)
    rows = _standing(desk, days[0], days[-1])
    found = Week.of(desk.facts(), on, rows, by, None, Marks.of(desk, rows, days[0], days[-1]))
    return _shown(request, desk, caller, "week.html", on=on, week=found, by=by, address="/weeks/")


@router.get("/months/{on}", dependencies=LIVE)
def month(on: Day, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    days = days_of_month(on)
    found = month_of(desk.facts(), on, _standing(desk, days[0], days[-1]))
    return _shown(request, desk, caller, "month.html", on=on, days=found, after=days[-1] + DAY, before=days[0] - DAY)


@router.get("/appointments/{id}/card")
def card(id: str, on: Day, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """What the dialog of an appointment shows."""
    row = next((each for each in _standing(desk, on, on) if each.id == id), None)
    if row is None:
        raise UnknownName("appointment of that day", id, ())
    clinic, marks = desk.facts(), Marks.of(desk, [row], on, on)
    found = Card.of(clinic, row, Scale.of(clinic.whole_day(on), [row.span]), "", marks)
    patient = clinic.patients[clinic.plan(row.plan).patient]
    holds = desk.holds(patient.id) if row.status == HELD else []
    hold = next((HeldPlaces.of(clinic, each) for each in holds if id in {held.id for held in each.rows}), None)
    said = {"card": found, "on": on, "patient": patient, "reasons": WHY_CANCELLED, "hold": hold}
    return _shown(request, desk, caller, "card.html", **said)


def _standing(desk: Desk, first: date, last: date) -> tuple[Appointment, ...]:
    rows = desk.listed(first, last, most=MOST)
    note_rows(desk.facts(), rows)
    return rows


def _drafted(desk: Desk, door: Door, job: str, on: date) -> Sequence[Appointment]:
    """What a search has for a day: what is booked as it would be, and what is planned."""
    clinic = desk.clinic()
    roster = roster_of(clinic, door, job)
    booked = {(row.id, row.start, row.practitioner) for row in _standing(desk, on, on)}
    there = [row for row in roster.placed if clinic.day(row.start) == on]
    return [row if (row.id, row.start, row.practitioner) in booked else replace(row, status=PLANNED) for row in there]


def _shown(request: Request, desk: Desk, caller: Caller, template: str, **said: object) -> HTMLResponse:
    common = {"today": desk.today(), "views": VIEWS, "day_after": DAY, "week_after": 7 * DAY}
    return rendered(request, template, caller, desk.facts(), **common, **said)

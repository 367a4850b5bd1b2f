"""The board: a day, a week, a month; and an appointment's card with what may be done about it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from planner.clinic import Appointment
from planner.clinic.spans import DAY
from planner.desk import Desk
from planner.desk.booking.status import CANCELLATION_REASONS
from planner.errors import UnknownName
from planner.http.access.caller import Caller
from planner.http.dependencies import TheDesk
from planner.http.page.board import PRACTITIONER, STATUS, VIEWS, Board
from planner.http.page.rendering import rendered
from planner.http.page.viewer import Staff, Viewer
from planner.http.page.weeks import Week, days_of_month, month_of, week_of
from planner.http.patients import note_rows

router = APIRouter(include_in_schema=False)
By = Annotated[Literal["practitioner", "room", "patient"], Query()]
MOST = 10_000


@router.get("/")
def home(desk: TheDesk, caller: Viewer, request: Request) -> RedirectResponse:
    """Today for who works here; a greeting where there is nothing yet."""
    where = "/welcome" if desk.settled() == 0 else "/mine" if caller.subject else f"/days/{desk.today()}"
    return RedirectResponse(request.scope.get("root_path", "") + where, 303)


@router.get("/days/{on}")
def day(on: date, desk: TheDesk, caller: Staff, request: Request, by: By = "practitioner") -> HTMLResponse:
    board = Board.of(desk.facts(), on, _standing(desk, on, on), by)
    return _shown(request, desk, caller, "day.html", on=on, board=board, by=by)


@router.get("/mine")
def mine(desk: TheDesk, caller: Viewer, request: Request, on: date | None = None) -> HTMLResponse:
    """A practitioner's own week."""
    who, day = (caller.subject or "").partition(":")[2], on or desk.today()
    days = week_of(day)
    rows = desk.listed(days[0], days[-1], practitioner=who, most=MOST)
    note_rows(desk.facts(), rows)
    week = Week.of(desk.facts(), day, rows, PRACTITIONER, who)
    return _shown(request, desk, caller, "week.html", on=day, week=week, by=PRACTITIONER, address="/mine?on=")


@router.get("/weeks/{on}")
def week(on: date, desk: TheDesk, caller: Staff, request: Request, by: By = "practitioner") -> HTMLResponse:
    days = week_of(on)
    found = Week.of(desk.facts(), on, _standing(desk, days[0], days[-1]), by, None)
    return _shown(request, desk, caller, "week.html", on=on, week=found, by=by, address="/weeks/")


@router.get("/months/{on}")
def month(on: date, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    days = days_of_month(on)
    found = month_of(desk.facts(), on, _standing(desk, days[0], days[-1]))
    return _shown(request, desk, caller, "month.html", on=on, days=found, after=days[-1] + DAY, before=days[0] - DAY)


@router.get("/appointments/{id}/card")
def card(id: str, on: date, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """What the dialog of an appointment shows."""
    board = Board.of(desk.facts(), on, _standing(desk, on, on), "all")
    found = next((each for lane in board.lanes for each in lane.cards if each.row.id == id), None)
    if found is None:
        raise UnknownName("appointment of that day", id, ())
    clinic = desk.facts()
    plan = clinic.plan(found.row.plan)
    patient = clinic.patients[plan.patient]
    return _shown(request, desk, caller, "card.html", card=found, on=on, patient=patient, reasons=CANCELLATION_REASONS)


def _standing(desk: Desk, first: date, last: date) -> tuple[Appointment, ...]:
    rows = desk.listed(first, last, most=MOST)
    note_rows(desk.facts(), rows)
    return rows


def _shown(request: Request, desk: Desk, caller: Caller, template: str, **said: object) -> HTMLResponse:
    common = {"today": desk.today(), "views": VIEWS, "statuses": STATUS, "day_after": DAY, "week_after": 7 * DAY}
    return rendered(request, template, caller, desk.facts(), **common, **said)

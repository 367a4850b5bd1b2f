"""Making the month: begin a search, watch it, stop it, see what it changes, and publish or drop it."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from planner.clinic.spans import DAY
from planner.desk.store.server.jobs import DONE
from planner.desk.store.server.reads import EVERYBODY
from planner.http.dependencies import TheDesk, TheDoor
from planner.http.jobs.kinds import ROSTER
from planner.http.page.responses import rendered
from planner.http.page.result import Result, roster_of
from planner.http.page.viewer import Manager
from planner.http.transport.record import note_read

router = APIRouter(include_in_schema=False)
SOON = 7 * DAY
"""The month that is asked for, unless told, is that of the day so far ahead."""


@router.get("/plan")
def plan(desk: TheDesk, door: TheDoor, caller: Manager, request: Request) -> HTMLResponse:
    """Which month, for how long; and the searches before."""
    today = desk.today()
    months = [f"{_later(today, number):%Y-%m}" for number in range(4)]
    jobs = [job for job in door.jobs.latest(20) if job.kind == ROSTER]
    said = {"today": today, "months": months, "usual": f"{today + SOON:%Y-%m}", "jobs": jobs}
    return rendered(request, "plan.html", caller, desk.facts(), **said)


@router.get("/plan/{job}")
def search(job: str, desk: TheDesk, door: TheDoor, caller: Manager, request: Request) -> HTMLResponse:
    """A search as it runs; once it has ended, what its roster changes."""
    brief = door.jobs.brief(job)
    result, first = None, None
    if brief.status == DONE:
        clinic = desk.clinic()
        note_read([EVERYBODY])
        roster = roster_of(clinic, door, job)
        result, first = Result.of(clinic, roster), roster.figures.first
    said = {"job": brief, "result": result, "first": first}
    return rendered(request, "search.html", caller, desk.facts(), today=desk.today(), **said)


def _later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, 1)

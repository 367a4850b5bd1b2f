"""Parts of a page that come after it: who is without a place, what would help, and the last changes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from planner.desk.store.server.reads import EVERYBODY
from planner.http.access.scopes import PUBLISH
from planner.http.dependencies import TheDesk, TheDoor
from planner.http.page import tray as trays
from planner.http.page.bounds import Day
from planner.http.page.holds import HeldPlaces
from planner.http.page.last_changes import last_changes
from planner.http.page.responses import rendered
from planner.http.page.result import roster_of
from planner.http.page.viewer import Manager, Staff
from planner.http.transport.record import note_read

router = APIRouter(include_in_schema=False)


@router.get("/tray")
def tray(on: Day, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """What is held by now, and who is due by two weeks after a day and has no place."""
    note_read([EVERYBODY])
    found, more = trays.waiting(desk, on)
    clinic, holds = desk.facts(), desk.holds()
    said = {"waiting": found, "more": more, "on": on, "may_help": caller.may(PUBLISH)}
    return rendered(request, "tray.html", caller, clinic, holds=[HeldPlaces.of(clinic, each) for each in holds], **said)


@router.get("/helps")
def helps(on: Day, desk: TheDesk, caller: Manager, request: Request) -> HTMLResponse:
    """What would help those of the tray, each change proved; it takes some seconds."""
    note_read([EVERYBODY])
    found, said = trays.helps(desk.clinic(), trays.book_of(desk, on))
    return rendered(request, "helps.html", caller, desk.facts(), found=found, helps=said)


@router.get("/plan/{job}/helps")
def of_roster(job: str, desk: TheDesk, door: TheDoor, caller: Manager, request: Request) -> HTMLResponse:
    """What would help those whom a search has left out."""
    clinic = desk.clinic()
    note_read([EVERYBODY])
    found, said = trays.helps(clinic, roster_of(clinic, door, job))
    return rendered(request, "helps.html", caller, desk.facts(), found=found, helps=said)


@router.get("/last-changes")
def changes(desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """What was changed last, by whom, and which of it the viewer may undo."""
    note_read([EVERYBODY])
    return rendered(request, "last_changes.html", caller, desk.facts(), changes=last_changes(desk, caller))

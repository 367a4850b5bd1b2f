"""A roster for the hand, and calendars to subscribe to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from planner.desk.store.server.reads import EVERYBODY
from planner.documents.rosters import read_roster
from planner.http.access.scopes import CALENDAR
from planner.http.dependencies import Planning, Seeing, TheDesk, TheDoor
from planner.http.jobs.kinds import ROSTER
from planner.http.problems.refusals import Refusal
from planner.http.transport.record import current, note_read
from planner.jobs.book import calendar_of, write_book_calendars
from planner.roster.calendars.files import write_calendars
from planner.roster.page import write_page
from planner.roster.roster import Roster
from planner.roster.workbook import write_workbook

router = APIRouter(tags=["exports"])
pages = APIRouter(include_in_schema=False)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE_MAY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
"""A page that was written to a file has its style within."""


@router.get("/rosters/{id}/workbook", operation_id="rosterWorkbook", response_class=Response)
def workbook(id: str, desk: TheDesk, door: TheDoor, caller: Planning) -> Response:
    """A roster as an Excel workbook."""
    note_read([EVERYBODY])
    content = _written(read_roster(desk.clinic(), door.jobs.result(id, ROSTER)), write_workbook, "roster.xlsx")
    return Response(content, media_type=WORKBOOK, headers={"Content-Disposition": 'attachment; filename="roster.xlsx"'})


@router.get("/rosters/{id}/page", operation_id="rosterPage", response_class=Response)
def page(id: str, desk: TheDesk, door: TheDoor, caller: Planning) -> Response:
    """A roster as one page, without a script, to look at and to print."""
    note_read([EVERYBODY])
    content = _written(read_roster(desk.clinic(), door.jobs.result(id, ROSTER)), write_page, "roster.html")
    return Response(content, media_type="text/html", headers={"Content-Security-Policy": PAGE_MAY})


@router.get("/rosters/{id}/calendars", operation_id="rosterCalendars", response_class=Response)
def roster_calendars(id: str, desk: TheDesk, door: TheDoor, caller: Planning) -> Response:
    """A roster's calendars, one a practitioner, room and patient, as a ZIP of iCalendar files."""
    note_read([EVERYBODY])
    return _zip(partial(write_calendars, read_roster(desk.clinic(), door.jobs.result(id, ROSTER))))


@router.get("/calendars", operation_id="calendars", response_class=Response)
def calendars(desk: TheDesk, caller: Seeing) -> Response:
    """The same of what is booked, from a month ago on."""
    note_read([EVERYBODY])
    return _zip(partial(write_book_calendars, desk))


@pages.get("/calendars/{token}.ics")
async def calendar(token: str, door: TheDoor) -> Response:
    """The calendar of a token's subject, for programs that can send no header; ended with the token."""
    caller = await door.guard.of_token(token)
    if caller is None or not caller.may(CALENDAR) or caller.subject is None:
        raise Refusal("not-found", "there is no such calendar, or its token has ended")
    door.rates.refuse_too_many(caller.id)
    current().caller = caller.id
    kind, _, id = caller.subject.partition(":")
    note_read([id if kind == "patient" else EVERYBODY])
    content = await run_in_threadpool(calendar_of, door.desk, f"{kind}s", id)
    return Response(content, media_type="text/calendar; charset=utf-8")


def _zip(write: Callable[[Path], object]) -> Response:
    """What is written into a folder, as one file."""
    with TemporaryDirectory() as folder:
        write(Path(folder))
        packed, whole = BytesIO(), sorted(path for path in Path(folder).rglob("*") if path.is_file())
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for path in whole:
                archive.write(path, path.relative_to(folder))
    headers = {"Content-Disposition": 'attachment; filename="calendars.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


def _written(roster: Roster, write: Callable[[Roster, Path], object], name: str) -> bytes:
    with TemporaryDirectory() as folder:
        write(roster, Path(folder) / name)
        return (Path(folder) / name).read_bytes()

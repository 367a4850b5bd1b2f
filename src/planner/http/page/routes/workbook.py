"""All tables as a workbook, out and in: looked at whole, shown as what would change, and saved as a whole or not."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from planner.desk import Desk
from planner.desk.store.server.reads import EVERYBODY
from planner.errors import FaultyClinic, Nonsense
from planner.files.sheets import WorkbookReading
from planner.http.dependencies import Publishing, TheDesk
from planner.http.page.facts.desk import Standing, change, impact_of, shown_closed
from planner.http.page.facts.fields import cells
from planner.http.page.facts.kinds import title
from planner.http.page.facts.workbook import faults_of, read
from planner.http.page.responses import rendered
from planner.http.page.routes.facts import shown
from planner.http.page.viewer import Manager
from planner.http.transport.record import note_read

router = APIRouter(include_in_schema=False)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Reason = Annotated[str, Query(max_length=500)]


@router.get("/workbook")
def workbook(desk: TheDesk, caller: Manager, request: Request) -> HTMLResponse:
    now = Standing.of(desk)
    return shown(request, desk, caller, "workbook.html", "workbook", sheets=now.sheets)


@router.get("/workbook/clinic.xlsx")
def out(desk: TheDesk, caller: Manager) -> Response:
    """Every table, as a workbook that can be sent in again."""
    note_read([EVERYBODY])
    headers = {"Content-Disposition": f'attachment; filename="clinic-{desk.today()}.xlsx"'}
    return Response(Standing.of(desk).sheets.workbook(), media_type=MEDIA_TYPE, headers=headers)


@router.post("/workbook/check")
async def check(desk: TheDesk, said: Publishing, request: Request) -> HTMLResponse:
    """Its faults, each at its cell; or else what it would change."""
    return await run_in_threadpool(_checked, desk, said, request, await request.body())


@router.post("/workbook")
async def take_in(desk: TheDesk, said: Publishing, request: Request, why: Reason = "") -> HTMLResponse:
    """The whole workbook, or nothing of it."""
    return await run_in_threadpool(_taken_in, desk, said, request, await request.body(), why)


def _checked(desk: Desk, said: Publishing, request: Request, content: bytes) -> HTMLResponse:
    reading, more = read(content), dict[str, Any]()
    if reading.clinic:
        now = Standing.of(desk)
        after = replace(reading.clinic, book=now.clinic.book)
        try:
            impact = impact_of(desk, now, after, said, "a workbook") if after != now.clinic else None
            more = {"impact": impact, "closed": shown_closed(now.clinic, impact.closed) if impact else ()}
        except (Nonsense, FaultyClinic) as why:
            more = {"refused": str(why)}
    return answered(request, desk, said, reading, **more)


def _taken_in(desk: Desk, said: Publishing, request: Request, content: bytes, why: str) -> HTMLResponse:
    reading = read(content)
    if reading.clinic is None:
        return answered(request, desk, said, reading)
    done = change(desk, replace(reading.clinic, book=desk.clinic().book), said, why or "a workbook")
    closed = shown_closed(desk.facts(), done.closed)
    return rendered(request, "facts_saved.html", said.caller, desk.facts(), done=done, closed=closed, back="/facts")


def answered(request: Request, desk: Desk, said: Publishing, reading: WorkbookReading, **more: Any) -> HTMLResponse:
    """What was found in a workbook, as the part of the page that tells it."""
    common: dict[str, Any] = {"impact": None, "closed": (), "refused": "", "first": False, "gone": False, "table": ""}
    found = {"faults": faults_of(reading), "count": len(reading.faults), "warnings": reading.warnings[:50]}
    told = {**common, **found, "title_of": title, "cells_of": cells, **more}
    return rendered(request, "workbook_answer.html", said.caller, reading.clinic, **told)

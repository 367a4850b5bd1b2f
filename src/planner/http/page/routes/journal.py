"""The journal, and a day as it was after one of its entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from planner.clinic import Patient
from planner.desk import Desk
from planner.desk.booking.lines import lines_of
from planner.desk.store.server.reads import EVERYBODY
from planner.errors import Nonsense
from planner.http.dependencies import TheDesk
from planner.http.page.boards.board import PRACTITIONER, Board
from planner.http.page.bounds import Day
from planner.http.page.journal import Asked, told
from planner.http.page.responses import rendered
from planner.http.page.viewer import Staff
from planner.http.patients import note_rows
from planner.http.transport.record import note_read

router = APIRouter(include_in_schema=False)
Id = Annotated[str, Query(max_length=200)]
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/journal")
def journal(
    desk: TheDesk,
    caller: Staff,
    request: Request,
    patient: Id = "",
    plan: Id = "",
    day: str = "",
    of: Id = "",
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> HTMLResponse:
    """What was done, the newest first: of all, or of a patient, a plan, a day, a kind of facts."""
    who, several = _patient(desk, patient.strip())
    asked = Asked(who, plan.strip(), _day(day), of)
    entries, older = told(desk, asked, before)
    note_read([asked.patient or EVERYBODY])
    same = {"patient": asked.patient, "plan": asked.plan, "day": day, "of": of}
    further = urlencode({name: said for name, said in same.items() if said} | {"before": older or 0})
    said = {"asked": asked, "entries": entries, "older": older and further, "several": several, "today": desk.today()}
    return rendered(request, "journal.html", caller, desk.facts(), **said)


@router.get("/journal/{entry}/days/{on}")
def as_it_was(entry: Number, on: Day, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """A day's board as it was after an entry; names are those of today."""
    then = desk.as_of(entry)
    rows = [line.appointment(then) for line in lines_of(then, then.book) if then.day(line.start) == on and line.stands]
    note_rows(then, rows)
    board = Board.of(then, on, rows, PRACTITIONER)
    said = {"board": board, "on": on, "entry": entry, "today": desk.today()}
    return rendered(request, "as_it_was.html", caller, then, **said)


def _patient(desk: Desk, text: str) -> tuple[str, Sequence[Patient]]:
    """The id of a patient by id or name; of several of that name, all."""
    if not text or text in desk.facts().patients:
        return text, ()
    found = [each.patient for each in desk.find(text)]
    return (found[0].id, ()) if len(found) == 1 else (text, found[:20])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Nonsense(f"{text!r} is no day; write it like 2026-12-01") from None

"""Facts: a table listed, a row's form, what a change would do, and the change."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from planner.desk import Desk
from planner.desk.store.server.reads import EVERYBODY
from planner.errors import Conflict, Nonsense
from planner.files.sheets import Sheets
from planner.http.access.caller import Caller
from planner.http.dependencies import Recording, TheDesk
from planner.http.page.course import courses
from planner.http.page.facts.desk import Impact, Standing, change, impact_of, shown_closed
from planner.http.page.facts.edit import Edit, Refused
from planner.http.page.facts.fields import cells
from planner.http.page.facts.forms import Form, Listing, heading, related
from planner.http.page.facts.kinds import GIVEN, GROUPS, POLICY, may_change, one, table_of, title
from planner.http.page.responses import rendered
from planner.http.page.viewer import Staff
from planner.http.patients import OF_PATIENTS
from planner.http.prefix import home_of
from planner.http.problems.refusals import not_allowed
from planner.http.schemas.fields import Why
from planner.http.transport.record import note_read

router = APIRouter(include_in_schema=False)
Key = Annotated[str | None, Query(max_length=500)]


class Said(BaseModel):
    """What a form says: its fields by name, and why, for the journal; `gone` takes the row out."""

    fields: dict[str, Annotated[str, Field(max_length=5000)]] = {}
    why: Why = ""
    gone: bool = False


@router.get("/facts")
def facts(caller: Staff, request: Request) -> RedirectResponse:
    return RedirectResponse(home_of(request) + "/facts/patients", 303)


@router.get("/facts/{table}")
def every(table: str, desk: TheDesk, caller: Staff, request: Request, find: str = "") -> HTMLResponse:
    """The rows of a table; those in which each word stands that is looked for."""
    now = Standing.of(desk)
    listing = Listing.of(now.clinic, now.sheets, table_of(table), find)
    return shown(request, desk, caller, "facts_list.html", table, sheets=now.sheets, listing=listing, find=find)


@router.get("/facts/{table}/new")
def new(table: str, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """An empty form; what the address says by column is filled in."""
    now, of = Standing.of(desk), table_of(table)
    _refuse_others(caller, table)
    edit = Edit(of, None, {table: [dict(request.query_params)]})
    return form(request, desk, caller, now, edit)


@router.get("/facts/{table}/row")
def row(
    table: str, key: Annotated[str, Query(max_length=500)], desk: TheDesk, caller: Staff, request: Request
) -> HTMLResponse:
    now = Standing.of(desk)
    return form(request, desk, caller, now, Edit.there(now.sheets, table_of(table), key))


@router.post("/facts/{table}/check")
def check(table: str, body: Said, desk: TheDesk, said: Recording, request: Request, key: Key = None) -> HTMLResponse:
    """The form again, with what is wrong at each field, or else what the change would do."""
    now, edit = Standing.of(desk), _edit(table, key, body, said.caller)
    reading = edit.reading(now.sheets)
    refused: Refused | None = None
    impact: Impact | None = None
    if isinstance(reading, Refused):
        refused = reading
    else:
        try:
            if reading.clinic == now.clinic:
                raise Nonsense("nothing in it differs from what is on record")
            impact = impact_of(desk, now, reading.clinic, said, body.why)
        except Nonsense as why:
            refused = Refused(elsewhere=str(why).split("; ") if len(str(why)) > 200 else [str(why)])
    closed = shown_closed(now.clinic, impact.closed) if impact else ()
    asked = edit if edit.rows[table] else Edit.there(now.sheets, edit.table, key or "")
    more = {"impact": impact, "closed": closed, "why": body.why, "gone": body.gone}
    return form(request, desk, said.caller, now, asked, refused, "facts_fragment.html", **more)


@router.post("/facts/{table}")
def save(table: str, body: Said, desk: TheDesk, said: Recording, request: Request, key: Key = None) -> HTMLResponse:
    """The change, of the version that was looked at, and what it closed."""
    now, edit = Standing.of(desk), _edit(table, key, body, said.caller)
    if said.expected != now.version:
        raise Conflict("somebody has changed the clinic's records since; look again at what this would do")
    reading = edit.reading(now.sheets)
    if isinstance(reading, Refused):
        raise Nonsense("this cannot be saved; look again at what is wrong with it")
    done = change(desk, reading.clinic, said, body.why)
    closed = shown_closed(now.clinic, done.closed)
    back = "/policy" if table == POLICY else f"/facts/{table}"
    return rendered(request, "facts_saved.html", said.caller, desk.facts(), done=done, closed=closed, back=back)


def form(
    request: Request,
    desk: Desk,
    caller: Caller,
    now: Standing,
    edit: Edit,
    refused: Refused | None = None,
    template: str = "facts_form.html",
    **more: Any,
) -> HTMLResponse:
    """A row's form, in a page of its own or as the part of it that is shown afresh."""
    name, key = edit.table.name, edit.key
    common: dict[str, Any] = {"impact": None, "closed": (), "why": "", "gone": False, "rule": None, "course": None}
    if template == "facts_form.html" and key is not None and edit.table.identified and name != POLICY:
        common["related"] = related(now.clinic, now.sheets, edit.table, key)
    if name == "plans" and key is not None and key in now.clinic.plans:
        patient = now.clinic.plan(key).patient
        found = courses(now.clinic, patient, desk.today(), desk.holds(patient))
        common["course"] = next(each for each in found if each.plan.id == key)
    said = {
        "form": Form.of(now.clinic, edit, refused),
        "heading": heading(now.clinic, edit.table, key),
        "may": may_change(caller, name),
        "given": name in GIVEN,
    }
    return shown(request, desk, caller, template, name, sheets=now.sheets, **{"related": (), **common, **said, **more})


def shown(
    request: Request, desk: Desk, caller: Caller, template: str, table: str, sheets: Sheets, **said: Any
) -> HTMLResponse:
    note_read([EVERYBODY] if table in OF_PATIENTS else [])
    common = {
        "today": desk.today(),
        "table": table,
        "groups": GROUPS,
        "counts": {name: len(rows) for name, rows in sheets.rows.items()},
        "title_of": title,
        "cells_of": cells,
        "one_of": one,
        "fixed_rows": GIVEN,
        "may_add": lambda name: name not in GIVEN and may_change(caller, name),
        "may": may_change(caller, table),
    }
    return rendered(request, template, caller, desk.facts(), **{**common, **said})


def _edit(table: str, key: str | None, body: Said, caller: Caller) -> Edit:
    of = table_of(table)
    _refuse_others(caller, table)
    return Edit(of, key, {table: []}) if body.gone else Edit.said(of, key, body.fields)


def _refuse_others(caller: Caller, table: str) -> None:
    if not may_change(caller, table):
        raise not_allowed(f"{caller.name} may look at {title(table).lower()}, and a manager may change them")

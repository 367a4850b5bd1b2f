"""Where a visit may go: places of a week, one place looked at, its course moved, and who gets what it frees."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from planner.desk import Desk
from planner.http.access.caller import Caller
from planner.http.access.scopes import PUBLISH
from planner.http.dependencies import TheDesk
from planner.http.page.bounds import Day, Moment
from planner.http.page.place import NEAREST, Tried, days_of_week, starts_on
from planner.http.page.proposals import place_words, proposed
from planner.http.page.responses import rendered
from planner.http.page.viewer import Staff
from planner.http.transport.record import note_read
from planner.roster.tables.details import name, title

router = APIRouter(include_in_schema=False)
Start = Annotated[Moment | None, Query()]


@router.get("/weeks/{on}/places/{appointment}")
def week_places(on: Day, appointment: str, desk: TheDesk, caller: Staff) -> dict[str, Any]:
    """By day and practitioner of a week: the starts that are open to a visit, or the reason why none is."""
    return days_of_week(desk, appointment, on)


@router.get("/appointments/{id}/day")
def day(id: str, on: Day, practitioner: str, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """Which start of a day, and whether the later visits of the course go with it."""
    starts = [desk.facts().local(start) for start in starts_on(desk, id, on, practitioner)]
    return _shown(request, desk, caller, "which_start.html", id, on=on, practitioner=practitioner, starts=starts)


@router.get("/appointments/{id}/place")
def place(
    id: str,
    practitioner: str,
    desk: TheDesk,
    caller: Staff,
    request: Request,
    start: Start = None,
    on: Day | None = None,
    said: str = "",
) -> HTMLResponse:
    """Why a visit may not be somewhere, rule by rule; what may be lifted, and the nearest places that are free.

    Of a day alone the start meant is the time of day that the visit has now.
    """
    visit, clinic = desk.visit(id), desk.facts()
    now = clinic.local(visit[0].start)
    start = start or clinic.moment(on or now.date(), now.time())
    tried = Tried.of(desk, visit, practitioner, start)
    near = desk.offers(visit[0].plan, visit[0].number, k=NEAREST, near=clinic.day(start))
    more = {"tried": tried, "offers": near, "at": clinic.local(start), "practitioner": practitioner, "said": said}
    return _shown(request, desk, caller, "place.html", id, may_lift=caller.may(PUBLISH), **more)


@router.get("/appointments/{id}/series")
def series(
    id: str,
    desk: TheDesk,
    caller: Staff,
    request: Request,
    practitioner: str | None = None,
    start: Start = None,
) -> HTMLResponse:
    """A visit and the later ones of its course, old and new place; nothing is written."""
    found = desk.series(id, practitioner, start)
    changes = proposed(desk.facts(), found.before, found.after)
    return _shown(request, desk, caller, "series.html", id, changes=changes, left=found.left)


@router.get("/appointments/{id}/freed")
def freed(id: str, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """Who gains most from a place that came free."""
    clinic, found = desk.facts(), desk.refill(id)
    patients = [clinic.patients[clinic.plans[each.places[0].plan].patient] for each in found]
    rows = [proposed(clinic, each.before, each.rows) for each in found]
    note_read(patient.id for patient in patients)
    return rendered(
        request, "freed.html", caller, clinic, refills=list(zip(found, patients, rows, strict=True)), name=name
    )


def _shown(request: Request, desk: Desk, caller: Caller, template: str, id: str, **said: object) -> HTMLResponse:
    clinic, visit = desk.facts(), desk.visit(id)
    row = visit[0]
    patient = clinic.patients[clinic.plans[row.plan].patient]
    note_read([patient.id])
    common = {
        "row": row,
        "patient": patient,
        "patient_name": name(clinic.patients, patient.id),
        "service": " and ".join(dict.fromkeys(title(clinic, each.service) for each in visit)),
        "now_at": place_words(clinic, row),
        "practitioner_name": lambda id: name(clinic.practitioners, id),
        "words": lambda row: place_words(clinic, row),
        "later": _later(desk, row.plan, row.number),
    }
    return rendered(request, template, caller, clinic, **common, **said)


def _later(desk: Desk, plan: str, number: int) -> int:
    """How many later visits of a plan are booked."""
    rows = desk.listed(desk.today(), plan=plan, most=1000)
    return len({row.number for row in rows if row.number > number and row.status == "booked" and not row.fixed})

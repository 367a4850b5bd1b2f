"""Patients: who is looked for, and one with plans, events, and what may be done next."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from planner.clinic.names import name
from planner.http.dependencies import TheDesk
from planner.http.page.course import courses
from planner.http.page.holds import HeldPlaces
from planner.http.page.responses import rendered
from planner.http.page.viewer import LIVE, Staff
from planner.http.transport.record import note_read

router = APIRouter(include_in_schema=False)


@router.get("/patients")
def patients(desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """Search as you type, and the form of a walk-in."""
    return rendered(request, "patients.html", caller, desk.facts(), today=desk.today())


@router.get("/patients/{id}", dependencies=LIVE)
def patient(id: str, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    clinic, today = desk.facts(), desk.today()
    who = clinic.patient(id)
    note_read([id])
    holds = desk.holds(id)
    return rendered(
        request,
        "patient.html",
        caller,
        clinic,
        patient=who,
        called=name(clinic.patients, id),
        today=today,
        courses=courses(desk.clinic(), id, today, holds),
        holds=[HeldPlaces.of(clinic, each) for each in holds],
        triggers=sorted(clinic.policy.kinds),
    )

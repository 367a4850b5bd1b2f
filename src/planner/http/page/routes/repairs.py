"""What is to be put right: an absence, closed visits with their new places, a replanning taken whole or in part."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from planner.desk.store.server.jobs import DONE
from planner.desk.store.server.reads import EVERYBODY
from planner.http.dependencies import TheDesk, TheDoor
from planner.http.jobs.kinds import REPLANNING
from planner.http.page.bounds import Day
from planner.http.page.proposals import Calls, place_words, proposed
from planner.http.page.responses import rendered
from planner.http.page.result import replanning_of
from planner.http.page.viewer import LIVE, Manager, Staff
from planner.http.transport.record import note_read
from planner.roster.tables.details import name, title

router = APIRouter(include_in_schema=False)
A_MONTH = timedelta(days=28)


@router.get("/away")
def away(of: str, on: Day, desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """The form of an absence: today, and ill, unless told."""
    clinic = desk.facts()
    return rendered(request, "away.html", caller, clinic, person=clinic.practitioner(of), on=on)


@router.get("/closed", dependencies=LIVE)
def closed(desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """The booked visits that cannot stand, and the least change that gives them other places."""
    clinic, found = desk.facts(), desk.closed()
    note_read(each.patient for each in found)
    repair = desk.repair(found) if found else None
    changes = proposed(clinic, repair.before, repair.after) if repair else []
    said = [
        (name(clinic.patients, each.patient), title(clinic, each.row.service), place_words(clinic, each.row), each)
        for each in found
    ]
    reasons = {each.row.id: each.reason for each in repair.left} if repair else {}
    return rendered(
        request,
        "closed.html",
        caller,
        clinic,
        today=desk.today(),
        closed=said,
        repair=repair,
        changes=changes,
        calls=Calls.of(clinic, changes),
        reasons=reasons,
    )


@router.get("/replan")
def replan(desk: TheDesk, door: TheDoor, caller: Manager, request: Request) -> HTMLResponse:
    """Until when, how many moves a patient bears; and the replannings before."""
    today = desk.today()
    jobs = [job for job in door.jobs.latest(20) if job.kind == REPLANNING]
    return rendered(request, "replan.html", caller, desk.facts(), today=today, until=today + A_MONTH, jobs=jobs)


@router.get("/replan/{job}")
def replanned(job: str, desk: TheDesk, door: TheDoor, caller: Manager, request: Request) -> HTMLResponse:
    """A replanning as it runs; once it has ended, who would move where."""
    brief, found, changes, calls = door.jobs.brief(job), None, [], Calls(0, 0, 0)
    if brief.status == DONE:
        clinic = desk.clinic()
        note_read([EVERYBODY])
        found = replanning_of(clinic, door, job)
        before = [row for move in found.moves for row in move.before]
        changes = proposed(clinic, before, [row for move in found.moves for row in move.after])
        calls = Calls.of(clinic, changes)
    return rendered(
        request,
        "replanned.html",
        caller,
        desk.facts(),
        today=desk.today(),
        job=brief,
        found=found,
        changes=changes,
        calls=calls,
    )

"""Long work: rosters and replannings asked for, followed, stopped, and taken as a whole."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse

from planner.desk.store.server.jobs import DONE, ENDED, Job
from planner.documents.fields import Document
from planner.documents.receipts import of_receipt
from planner.documents.replannings import read_replanning
from planner.documents.rosters import read_roster
from planner.http.answers import Answer, answer, clinic_of, written
from planner.http.dependencies import Keywords, Planning, Publishing, TheDesk, TheDoor, Working
from planner.http.door import Door
from planner.http.jobs.events import events_of
from planner.http.jobs.kinds import REPLANNING, ROSTER
from planner.http.schemas import documents
from planner.http.schemas.fields import ToTake
from planner.http.schemas.searches import NewReplanning, NewRoster

router = APIRouter(tags=["planning"])
SOON = "2"
"""Seconds after which a job is worth another look."""
PATHS = {ROSTER: "rosters", REPLANNING: "replannings"}


@router.post("/rosters", operation_id="planRoster", response_model=documents.Job, status_code=202)
def plan(body: NewRoster, door: TheDoor, said: Working) -> JSONResponse:
    """Plan a month, or some days: a job, which Location leads to."""
    return _begun(door, said, ROSTER, body)


@router.post("/replannings", operation_id="replan", response_model=documents.Job, status_code=202)
def replan(body: NewReplanning, door: TheDoor, said: Working) -> JSONResponse:
    """Plan days anew around what is booked: a job, which Location leads to."""
    return _begun(door, said, REPLANNING, body)


@router.get("/jobs", operation_id="jobs", response_model=documents.Jobs)
def jobs(door: TheDoor, caller: Planning, most: Annotated[int, Query(ge=1, le=500)] = 50) -> Answer:
    """The last jobs, the newest first."""
    return Answer({"jobs": [_document(each) for each in door.jobs.latest(most)]})


@router.get("/jobs/{id}", operation_id="job", response_model=documents.Job)
def job(id: str, door: TheDoor, caller: Planning) -> Answer:
    """How far a job is: its score, the proved bound, their gap; and where its result is."""
    brief = door.jobs.brief(id)
    return Answer(_document(brief), headers={} if brief.status in ENDED else {"Retry-After": SOON})


@router.get("/jobs/{id}/events", operation_id="jobEvents")
def events(
    id: str,
    door: TheDoor,
    request: Request,
    caller: Planning,
    last: Annotated[str | None, Header(alias="Last-Event-ID")] = None,
) -> StreamingResponse:
    """The same as server-sent events, whenever it changes; with Last-Event-ID, what is new since."""
    door.jobs.brief(id)
    seen = int(last) if last and last.isdecimal() and len(last) < 10 else 0
    stream = events_of(lambda: door.jobs.brief(id), _document, seen, lambda: request.app.state.closing)
    return StreamingResponse(stream, media_type="text/event-stream")


@router.delete("/jobs/{id}", operation_id="stopJob", response_model=documents.Job, status_code=202)
def stop(id: str, door: TheDoor, caller: Planning) -> JSONResponse:
    """Let a job end with the best that it has found so far."""
    return JSONResponse(_document(door.jobs.stop(id)), 202)


@router.get("/rosters/{id}", operation_id="roster", response_model=documents.Roster)
def roster(id: str, door: TheDoor, caller: Planning) -> Answer:
    """What a job has found: rows, what is left out and why, and how good it is."""
    result = door.jobs.result(id, ROSTER)
    door.desk.facts()
    return answer(door.desk, result)


@router.post("/rosters/{id}/publish", operation_id="publish", response_model=documents.Receipt)
def publish(id: str, desk: TheDesk, door: TheDoor, said: Publishing, body: ToTake | None = None) -> Answer:
    """Book a roster's month, all or none, or less what collides by now (`partly`).

    Refused where it breaks a rule by now, or the book changes meanwhile.
    """
    how = body or ToTake()
    roster = read_roster(desk.clinic(), door.jobs.result(id, ROSTER))
    done = desk.publish_roster(roster, partly=how.partly, **said.unversioned(how.why))
    document = of_receipt(clinic_of(desk), done.receipt, done.left)
    return answer(desk, document) if done.receipt is None else written(desk, done.receipt, document)


@router.get("/replannings/{id}", operation_id="replanning", response_model=documents.Replanning)
def replanning(id: str, door: TheDoor, caller: Planning) -> Answer:
    """What a job has found: what changes, and both rosters of the same days."""
    result = door.jobs.result(id, REPLANNING)
    door.desk.facts()
    return answer(door.desk, result)


@router.post("/replannings/{id}/accept", operation_id="accept", response_model=documents.Receipt)
def accept(id: str, desk: TheDesk, door: TheDoor, said: Publishing, body: ToTake | None = None) -> Answer:
    """Book a replanning as a whole, or less what collides by now (`partly`).

    Refused where what it moves has changed meanwhile, or a place is taken. Accepted again it changes nothing, and has
    no entry in the journal.
    """
    how = body or ToTake()
    replanning = read_replanning(desk.clinic(), door.jobs.result(id, REPLANNING))
    done = desk.accept(replanning, how.partly, **said.unversioned(how.why))
    document = of_receipt(clinic_of(desk), done if done.rows else None, done.left)
    return written(desk, done, document) if done.rows else answer(desk, document)


def _begun(door: Door, said: Keywords, kind: str, body: NewRoster | NewReplanning) -> JSONResponse:
    def ask() -> Document:
        return _document(door.jobs.ask(kind, body.asked(door.desk.today()), said.caller.name))

    document, headers = door.once.answered(said.unversioned(), (kind, body), ask)
    door.worker.wake()
    return JSONResponse(document, 202, {"Location": f"/v1/jobs/{document['job']}", "Retry-After": SOON, **headers})


def _document(job: Job) -> Document:
    document: dict[str, Any] = {
        "job": job.id,
        "kind": job.kind,
        "status": job.status,
        "asked": job.asked,
        "made": job.made.isoformat(),
        "made_by": job.made_by,
        "ended": job.ended and job.ended.isoformat(),
        "progress": job.progress,
        "problem": job.problem,
        "result": f"/v1/{PATHS[job.kind]}/{job.id}" if job.status == DONE else None,
    }
    return document

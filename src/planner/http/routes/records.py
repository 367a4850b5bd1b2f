"""What happens to patients, practitioners and rooms, and what becomes of courses: calls that name their reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from planner.clinic import Patient, Plan
from planner.desk import Desk, Receipt
from planner.documents.receipts import of_closed, of_receipt
from planner.errors import Nonsense
from planner.http.answers import Answer, clinic_of, written
from planner.http.dependencies import Recording, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.fields import Count, Date, Instant, Said, Text

router = APIRouter(tags=["records"])


class NewEvent(Said):
    """A health event."""

    kind: Annotated[Text, Field(examples=["botox"])]
    """A trigger of the policy."""
    on: Date
    until: Date | None = None
    """Of one that lasts: the first day that is open again."""
    note: Text = ""


class Away(Said):
    """Whole days, the last one included; or from one moment until another."""

    first: Date | Instant
    last: Date | Instant

    def bounds(self) -> tuple[date | datetime, date | datetime]:
        if isinstance(self.first, datetime) != isinstance(self.last, datetime):
            raise Nonsense("give two days, or two moments with their offsets")
        return self.first, self.last


class WalkIn(Said):
    """Somebody new, or a plan for somebody who is there."""

    patient: Patient | None = None
    plan: Plan | None = None


class Length(Said):
    """How long a course is to be."""

    sessions: Count


class Ending(Said):
    """Why a course ends."""

    reason: Text = "plan-changes"


@router.post(
    "/patients/{patient}/events", operation_id="recordEvent", response_model=documents.Receipt, status_code=201
)
def record(patient: str, body: NewEvent, desk: TheDesk, said: Recording) -> Answer:
    """A health event; `closed` are the bookings that it closes, each with the rule and its source."""
    return _closed(desk, desk.record(patient, body.kind, body.on, body.until, body.note, **said.call(body.why)))


@router.post(
    "/practitioners/{practitioner}/absences",
    operation_id="recordAbsence",
    response_model=documents.Receipt,
    status_code=201,
)
def absent(practitioner: str, body: Away, desk: TheDesk, said: Recording) -> Answer:
    """A practitioner is away; `closed` as for an event."""
    return _closed(desk, desk.absent(practitioner, *body.bounds(), **said.call(body.why)))


@router.post("/rooms/{of}/closures", operation_id="closeRoom", response_model=documents.Receipt, status_code=201)
@router.post(
    "/equipment/{of}/closures", operation_id="closeEquipment", response_model=documents.Receipt, status_code=201
)
def out_of_order(of: str, body: Away, desk: TheDesk, said: Recording) -> Answer:
    """A room, or a unit of an equipment, is out of order; `closed` as for an event."""
    return _closed(desk, desk.out_of_order(of, *body.bounds(), **said.call(body.why)))


@router.post("/walk-ins", operation_id="walkIn", response_model=documents.Receipt, status_code=201)
def walk_in(body: WalkIn, desk: TheDesk, said: Recording) -> Answer:
    """A new patient, plan or both; nothing that is on record is written over."""
    new = [fact for fact in (body.patient, body.plan) if fact is not None]
    return _closed(desk, desk.add(*new, **said.call(body.why)))


@router.post("/plans/{plan}/extend", operation_id="extendPlan", response_model=documents.Receipt)
def extend(plan: str, body: Length, desk: TheDesk, said: Recording) -> Answer:
    """Let a course have so many sessions in all."""
    done = desk.extend(plan, body.sessions, **said.call(body.why))
    return written(desk, done, of_receipt(clinic_of(desk), done))


@router.post("/plans/{plan}/finish", operation_id="finishPlan", response_model=documents.Receipt)
def finish(plan: str, body: Ending, desk: TheDesk, said: Recording) -> Answer:
    """End a course with its last attended session; what is booked after it is withdrawn."""
    done = desk.finish(plan, body.reason, **said.call(body.why))
    return written(desk, done, of_receipt(clinic_of(desk), done))


def _closed(desk: Desk, done: Receipt) -> Answer:
    return written(desk, done, of_closed(clinic_of(desk), done), 201)

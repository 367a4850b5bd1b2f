"""What health events close to a patient, and when a procedure would close nothing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from planner.clinic import ClosedDays, Days
from planner.documents.appointments import of_rows
from planner.documents.fields import Document
from planner.http.answers import Answer, answer, clinic_of
from planner.http.dependencies import Seeing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.fields import Date
from planner.http.transport.record import note_read
from planner.jobs.book import closed_days, procedure_window

router = APIRouter(tags=["health"])
Until = Annotated[Date | None, Query(description="Of one that lasts: the first day that is open again.")]


@router.get("/patients/{patient}/closed-days", operation_id="closedDays", response_model=documents.Fact)
def closed(patient: str, desk: TheDesk, caller: Seeing) -> Answer:
    """The days that health events close to each service of a patient's plans, each with its rule and source."""
    note_read([patient])
    found = closed_days(desk, patient)
    return answer(desk, {"services": {service: [_closed(each) for each in days] for service, days in found.items()}})


@router.get("/patients/{patient}/windows/{procedure}", operation_id="windows", response_model=documents.Fact)
def window(patient: str, procedure: str, desk: TheDesk, caller: Seeing, until: Until = None) -> Answer:
    """The days on which a patient can have a procedure, such as botox, beside what is booked."""
    note_read([patient])
    found = procedure_window(desk, patient, procedure, until)
    said: dict[str, Any] = {
        "last_before": found.last_before and found.last_before.isoformat(),
        "between": [_days(each) for each in found.between],
        "first_after": found.first_after and found.first_after.isoformat(),
        "off": found.off,
        "rows": of_rows(clinic_of(desk), found.rows),
    }
    return answer(desk, said)


def _closed(each: ClosedDays) -> Document:
    rule = each.rule
    said = {"rule": rule.trigger, "why": rule.why, "source": rule.source, "words": rule.words, "on": str(each.event.on)}
    return {**said, "clearable": rule.clearable, **_days(each.days)}


def _days(days: Days) -> Document:
    return {"from": days.first.isoformat(), "until": None if days.last is None else days.last.isoformat()}

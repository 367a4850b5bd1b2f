"""What health events close to a patient, and when a procedure would close nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from planner.clinic import ClosedDays, Days
from planner.documents.appointments import of_rows
from planner.documents.fields import Document
from planner.http.answers import Answer, answer, clinic_of
from planner.http.dependencies import Seeing, TheDesk
from planner.http.schemas import documents
from planner.jobs.book import closed_days, procedure_window

router = APIRouter(tags=["health"])
Until = Annotated[date | None, Query(description="Of one that lasts: the first day that is open again.")]


@router.get("/patients/{patient}/closed-days", operation_id="closedDays", response_model=documents.Fact)
def closed(patient: str, desk: TheDesk, caller: Seeing) -> Answer:
    """The days that health events close to each service of a patient's plans, each with its rule and source."""
    closures = closed_days(desk, patient)
    return answer(desk, {"services": {service: [_closed(each) for each in days] for service, days in closures.items()}})


@router.get("/patients/{patient}/windows/{procedure}", operation_id="windows", response_model=documents.Fact)
def window(patient: str, procedure: str, desk: TheDesk, caller: Seeing, until: Until = None) -> Answer:
    """The days on which a patient can have a procedure, such as botox, beside what is booked."""
    days = procedure_window(desk, patient, procedure, until)
    document: dict[str, Any] = {
        "last_before": days.last_before and days.last_before.isoformat(),
        "between": [_days(each) for each in days.between],
        "first_after": days.first_after and days.first_after.isoformat(),
        "off": days.off,
        "rows": of_rows(clinic_of(desk), days.rows),
    }
    return answer(desk, document)


def _closed(each: ClosedDays) -> Document:
    rule = each.rule
    document = {
        "rule": rule.trigger,
        "why": rule.why,
        "source": rule.source,
        "words": rule.words,
        "on": str(each.event.on),
    }
    return {**document, "clearable": rule.clearable, **_days(each.days)}


def _days(days: Days) -> Document:
    return {"from": days.first.isoformat(), "until": None if days.last is None else days.last.isoformat()}

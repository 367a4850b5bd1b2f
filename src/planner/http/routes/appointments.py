"""Appointments by day, patient, practitioner, room and plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from planner.desk import Desk
from planner.documents.appointments import of_rows
from planner.http.answers import Answer, answer, clinic_of, etag
from planner.http.dependencies import Owning, Placing, Seeing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.cursors import Cursor, Limit, next_of, place_of
from planner.http.schemas.fields import Date

router = APIRouter(tags=["appointments"])
First = Annotated[Date | None, Query(alias="from", description="From this day on.")]
Last = Annotated[Date | None, Query(alias="until", description="Up to this day, it included.")]
Id = Annotated[str | None, Query(max_length=500)]


@router.get("/appointments", operation_id="appointments", response_model=documents.Rows)
def appointments(
    desk: TheDesk,
    caller: Seeing,
    first: First = None,
    last: Last = None,
    patient: Id = None,
    plan: Id = None,
    practitioner: Id = None,
    room: Id = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Answer:
    """What stands, by start: attended, booked and held."""
    whose = {"patient": patient, "plan": plan, "practitioner": practitioner, "room": room}
    return _page(desk, first, last, limit, cursor, whose)


@router.get("/calendar", operation_id="calendar", response_model=documents.Rows)
def calendar(
    desk: TheDesk,
    caller: Owning,
    first: First = None,
    last: Last = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Answer:
    """What stands of the caller's own: the practitioner or patient whose calendar it may read."""
    kind, _, id = (caller.subject or "").partition(":")
    return _page(desk, first, last, limit, cursor, {kind: id})


@router.get("/plans/{plan}/appointments", operation_id="planAppointments", response_model=documents.PlanRows)
def of_plan(plan: str, desk: TheDesk, caller: Placing) -> Answer:
    """What stands of a plan; the ETag is the version that a change of it may say as If-Match.

    A portal that is not the patient's own is told when, and not with whom or where.
    """
    version = desk.version(plan)
    rows = desk.listed(plan=plan, most=10_000)
    if caller.portal and caller.patient is None:
        rows = tuple(replace(row, practitioner=None, room=None) for row in rows)
    return answer(desk, {"plan": plan, "rows": of_rows(clinic_of(desk), rows)}, headers={"ETag": etag(version)})


def _page(
    desk: Desk, first: date | None, last: date | None, limit: int, cursor: str | None, whose: dict[str, Any]
) -> Answer:
    rows = desk.listed(first, last, **whose, after=place_of(cursor), most=limit)
    return answer(desk, {"rows": of_rows(clinic_of(desk), rows), "next": next_of(rows, limit)})

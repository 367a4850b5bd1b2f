"""Who has read which patient's data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from planner.http.answers import Answer
from planner.http.dependencies import Administering, TheDoor
from planner.http.schemas import service
from planner.http.schemas.cursors import Limit

router = APIRouter(tags=["access"])
Id = Annotated[str | None, Query(max_length=500)]
Before = Annotated[
    int | None, Query(ge=1, le=2**63 - 1, description="Only those with a lower number: the last `next`.")
]
Moment = Annotated[AwareDatetime | None, Query(description="With its offset.")]


@router.get("/reads", operation_id="reads", response_model=service.Reads)
def reads(
    door: TheDoor,
    caller: Administering,
    patient: Id = None,
    account: Id = None,
    since: Moment = None,
    until: Moment = None,
    before: Before = None,
    limit: Limit = 100,
) -> Answer:
    """Who has read patients' data, the newest first; of a patient, also where all were read at once (`*`)."""
    found = door.reads.listed(patient, account, since, until, before, limit)
    rows = [
        {
            "number": each.number,
            "at": each.at.isoformat(),
            "account": each.account,
            "who": each.who,
            "patient": each.patient,
            "route": each.what,
            "request": each.request,
        }
        for each in found
    ]
    return Answer({"reads": rows, "next": found[-1].number if len(found) == limit else None})

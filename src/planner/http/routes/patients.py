"""Patients that are looked for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from planner.documents.patients import of_found
from planner.http.answers import Answer, answer, clinic_of
from planner.http.dependencies import Seeing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.fields import Schema

router = APIRouter(tags=["patients"])


class ToFind(Schema):
    """Of whom to look for: in the body, as addresses are logged on their way."""

    text: Annotated[str, Field(min_length=1, max_length=200, examples=["kite"])]
    """Of a name, an id or a phone number of a patient, or of a plan's id."""


@router.post("/patients/search", operation_id="findPatients", response_model=documents.Patients)
def find(body: ToFind, desk: TheDesk, caller: Seeing) -> Answer:
    """The patients whom a text means, each with plans and what is to come, by name."""
    patients = desk.find(body.text)
    return answer(desk, {"patients": [of_found(clinic_of(desk), each) for each in patients]})

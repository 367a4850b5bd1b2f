"""Appointments, and what is asked of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from planner.documents.fields import Document
from planner.http.schemas.fields import Count, Moment, Said, Schema, Text

EXAMPLE: JsonDict = {
    "appointment": "p56-rejuvenation-9",
    "plan": "p56-rejuvenation",
    "number": 9,
    "service": "facial",
    "practitioner": "birch",
    "room": "willow",
    "start": "2026-12-31T13:00:00-07:00",
    "end": "2026-12-31T14:00:00-07:00",
    "status": "planned",
}


class Row(Schema):
    """An appointment, or the place of one."""

    model_config = ConfigDict(use_attribute_docstrings=True, json_schema_extra={"examples": [EXAMPLE]})

    appointment: Text
    plan: Text
    number: Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
    service: Text
    practitioner: Text | None
    room: Text | None
    start: Moment
    end: Moment
    status: Literal["attended", "booked", "cancelled", "withdrawn", "no-show", "planned", "held"]
    fixed: bool = False


Minutes = Annotated[float, Field(gt=0, le=10_080, description="How long to keep the places.")]
Rows = Annotated[list[Row], Field(min_length=1, max_length=500)]


def documents_of(rows: list[Row]) -> list[Document]:
    """Rows as `documents` reads them."""
    return [dict[str, Any](row) for row in rows]


class Places(Said):
    """The rows of an offer, as it was answered; the offer itself will do."""

    rows: Rows


class ToHold(Places):
    """Places to keep for somebody."""

    minutes: Minutes = 10


class ToHoldOffer(Said):
    """Which offer to hold, of those that the same question gives."""

    offer: Count = 1
    """Its number, from 1."""
    number: Count | None = None
    """The session; the next without a place unless told."""
    minutes: Minutes = 10


class ToBook(Said):
    """What to book: a hold by its id, or else the rows of an offer at once."""

    hold: Annotated[Text | None, Field(examples=["20bff92b266a3c88fd8e03da"])] = None
    rows: Rows | None = None


class ToCancel(Said):
    """Why a visit is cancelled."""

    reason: Annotated[Text, Field(examples=["patient-cancel"])]
    """One of IHE's codes; an unknown one is answered with those there are."""

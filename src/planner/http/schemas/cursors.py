"""How far a reader of a long list has come, as a text that says nothing to anybody else."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Query

from planner.clinic import Appointment
from planner.desk.answers import Reached
from planner.errors import Nonsense

MOST = 500
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most; `next` leads to the following ones.")]
Cursor = Annotated[str | None, Query(max_length=500, description="The `next` of the answer before.")]


def next_of(rows: Sequence[Appointment], limit: int) -> str | None:
    """The cursor after a full list of rows; None where there are no more."""
    return next_after(Reached(rows[-1].start, rows[-1].id)) if rows and len(rows) == limit else None


def next_after(reached: Reached) -> str:
    """The cursor after a place in a list."""
    place = [reached.start.isoformat(), reached.id]
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Reached | None:
    """What a cursor stands for. Raises Nonsense for what is none."""
    if cursor is None:
        return None
    try:
        start, id = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(start)
        if moment.tzinfo is None or not isinstance(id, str):
            raise ValueError
    except (ValueError, TypeError):
        raise Nonsense("the cursor is none that was answered; begin again without it") from None
    return Reached(moment, id)

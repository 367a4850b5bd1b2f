"""Long work, and what it makes."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from planner.http.schemas.appointments import Row
from planner.http.schemas.documents.receipts import Receipt
from planner.http.schemas.fields import Day, Moment, Schema, Zoned


class Job(Schema):
    """Long work."""

    job: str
    kind: str
    status: str = Field(examples=["running"])
    asked: dict[str, Any]
    made: Moment
    made_by: str
    ended: Moment | None
    progress: dict[str, Any] | None
    problem: dict[str, Any] | None
    result: str | None
    """Where its result is, once it is done."""


class Jobs(Schema):
    jobs: list[Job]


class Roster(Zoned):
    first: Day
    last: Day
    end: Day
    rows: list[Row]
    left_out: list[dict[str, Any]]
    quality: dict[str, Any]
    rests_on: int


class Replanning(Receipt):
    changes: list[dict[str, Any]]
    score_before: float
    score: float
    frozen_until: Day
    rests_on: int | None
    before: dict[str, Any]
    after: dict[str, Any]

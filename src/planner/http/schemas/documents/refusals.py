"""Rules that are broken, and refusals."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from planner.http.schemas.appointments import Row
from planner.http.schemas.documents.offers import Offer
from planner.http.schemas.fields import Day, Schema, Zoned


class Violation(Schema):
    """A broken rule; a portal is told its day alone."""

    when: Day
    rule: str | None = None
    who: str | None = None
    how: str | None = None
    appointments: list[str] | None = None
    rows: list[Row] | None = None


class Violations(Zoned):
    violations: list[Violation]


class Problem(Schema):
    """A refusal, RFC 9457."""

    type: str = Field(examples=["/problems/place-taken"])
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request: str
    faults: list[dict[str, Any]] | None = None
    violations: list[Violation] | None = None
    taken: list[str] | None = None
    offers: list[Offer] | None = None

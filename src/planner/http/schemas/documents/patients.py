"""Patients that are looked for."""

from __future__ import annotations

from planner.http.schemas.appointments import Row
from planner.http.schemas.fields import Day, Schema, Zoned


class Plan(Schema):
    plan: str
    protocol: str
    start: Day
    priority: int
    sessions: int | None


class Found(Schema):
    patient: str
    name: str
    plans: list[Plan]
    rows: list[Row]


class Patients(Zoned):
    patients: list[Found]

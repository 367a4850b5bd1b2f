"""Facts that could not be read again as they are never come into the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from planner.clinic import Absence, Event, Plan, Span
from planner.desk.desk import Desk
from planner.errors import Nonsense, UnknownName
from tests.desk.worlds import clinic, place
from tests.worlds import ZONE, day, patient, plan

NOON = datetime(2026, 6, 1, 12, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Plan("c", "ann", "course", NOON), "start of add is a datetime; give a date"),
        (lambda: Event("ann", "botox", NOON), "on of add is a datetime; give a date"),
        (lambda: replace(patient("ann"), prefers="morning"), "no part of the day 'm'"),
        (lambda: plan("", "course"), "'' is no id"),
        (lambda: plan("a;b", "course"), "'a;b' is no id"),
        (lambda: plan("a\nb", "course"), "is no id"),
        (lambda: replace(patient("ann"), name=" Ann"), "name has blanks around it"),
    ],
)
def test_what_would_be_read_otherwise_is_refused(desk: Desk, wrong: Callable[[], Any], words: str) -> None:
    desk.load(clinic())
    with pytest.raises((Nonsense, UnknownName), match=words):
        desk.change(wrong())
    assert desk.clinic() == clinic()
    assert len(desk.journal()) == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"name": None}, "name: None is no value"),
        ({"timezone": None}, "timezone: None is no value"),
        ({"timezone": "Europe/Berlin"}, "timezone: .*would be read as zoneinfo"),
        ({"closed": frozenset({NOON})}, "closed"),
        ({"holidays": "XX-YY"}, "is no country"),
    ],
)
def test_so_are_settings(desk: Desk, settings: dict[str, Any], words: str) -> None:
    desk.load(clinic())
    with pytest.raises(Nonsense, match=words):
        desk.change(settings=settings)
    assert desk.clinic() == clinic()
    desk.change(settings={"holidays": None, "closed": frozenset({day(5)})})
    assert desk.clinic().closed == {day(5)}


def test_a_booked_plan_stays_its_patients(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    with pytest.raises(Nonsense, match="so its plan must stay that of ann"):
        desk.change(plan("a", "course", "ben"))
    desk.change(plan("b", "course", "ann"))
    assert desk.clinic().plans["b"].patient == "ann"


def test_an_absence_ends_after_it_begins() -> None:
    with pytest.raises(Nonsense, match="ends before it begins"):
        Absence("mai", Span(NOON, NOON))

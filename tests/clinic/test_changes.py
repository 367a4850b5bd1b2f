"""Where two states of a clinic tell something differently, so that no more of the book is read than meets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from planner.clinic import Break, Equipment, Policy
from planner.clinic.changes import ALWAYS, ClinicChange
from tests.worlds import (
    FEVER,
    PEEL,
    absence,
    at,
    day,
    event,
    hours,
    minutes,
    patient,
    plan,
    practitioner,
    room,
    service,
    span,
    world,
)

CLINIC = world([service(), service("peel", 45, counts_as="peel")], equipment=[Equipment("lamp", "Lamp")])
LONGER = replace(PEEL, days=9)
LUNCH = Break(0, time(11), time(14), minutes(30))


def touched(**change: Any) -> ClinicChange:
    return ClinicChange(CLINIC, replace(CLINIC, **change))


def test_an_absence_is_met_by_what_lasts_into_it() -> None:
    found = touched(absences=(absence("mai", 2), absence("mai", 1), absence("mai", 5, "10:00-12:00")))
    first, second = found.spans
    assert (first.start, first.end) == (at(0, "23:15"), span(2, "0:00-24:00").end)
    assert (second.start, second.end) == (at(5, "9:15"), at(5, "12:00"))
    assert (found.when.start, found.when.end) == (first.start, second.end)
    assert (list(found.people), found.anywhere) == (["mai"], False)


@pytest.mark.parametrize(
    ("change", "spans", "anywhere"),
    [
        ({"closures": (absence("one", 2, "10:00-12:00"),)}, [(at(2, "9:15"), at(2, "12:00"))], False),
        ({"closures": (absence("lamp", 2, "10:00-12:00"),)}, [(at(2, "9:15"), at(2, "12:00"))], True),
        ({"rooms": {"one": replace(room(), places=2)}}, [(ALWAYS.start, ALWAYS.end)], False),
        ({"rooms": {"one": replace(room(), site="north")}}, [(ALWAYS.start, ALWAYS.end)], False),
        ({"rooms": {"one": replace(room(), hours=hours("9:00-10:00"))}}, [(ALWAYS.start, ALWAYS.end)], False),
        ({"practitioners": {"mai": practitioner(breaks=(LUNCH,))}}, [(ALWAYS.start, ALWAYS.end)], False),
        ({"practitioners": {"mai": practitioner(max_sessions_per_week=1)}}, [(ALWAYS.start, ALWAYS.end)], False),
        ({"away": (absence("ann", 2),)}, [], False),
        ({"closed": frozenset({day(2)})}, [(at(1, "23:15"), at(3, "0:00"))], True),
        ({"open": frozenset({day(2)})}, [(at(1, "23:15"), at(3, "0:00"))], True),
        ({"closed": frozenset({date.max})}, [], False),
        ({"holidays": "CA"}, [(ALWAYS.start, ALWAYS.end)], True),
        ({"practitioners": {"mai": practitioner(max_sessions_per_day=1)}}, [(ALWAYS.start, ALWAYS.end)], False),
        ({"policy": Policy({"peel": LONGER, "fever": FEVER})}, [(ALWAYS.start, ALWAYS.end)], True),
        ({"policy": Policy({"peel": PEEL, "fever": replace(FEVER, days=2)})}, [], True),
        ({"plans": {**CLINIC.plans, "b": plan("b")}}, [], False),
    ],
)
def test_when_and_where_a_change_is_met(change: dict[str, Any], spans: list[Any], anywhere: bool) -> None:
    found = touched(**change)
    assert [(each.start, each.end) for each in found.spans] == spans
    assert found.anywhere == anywhere


@pytest.mark.parametrize(
    "change",
    [
        {"events": (event("fever", 0),)},
        {"plans": {**CLINIC.plans, "a": plan("a", priority=3)}},
        {"services": {**CLINIC.services, "talk": service("talk")}},
    ],
)
def test_what_concerns_whole_books_may_close_something_at_any_time(change: dict[str, Any]) -> None:
    assert touched(absences=(absence("mai", 2),), **change).when == ALWAYS


def test_a_fact_told_again_in_the_same_words_is_not_told_differently() -> None:
    before, after = (replace(CLINIC, absences=(absence("mai", 2),)) for _ in range(2))
    assert ClinicChange(before, after).spans == []


def test_a_journey_or_who_is_never_chosen_concerns_its_patient_and_a_telephone_number_nobody() -> None:
    assert touched(away=(absence("ann", 2),)).patients([]) == {"ann"}
    assert touched(patients={"ann": patient("ann", not_with=("mai",))}).patients([]) == {"ann"}
    assert touched(patients={"ann": replace(CLINIC.patients["ann"], phone="555-0100")}).patients([]) == frozenset()

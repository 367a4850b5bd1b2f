"""What a desk tells: a day, and patients by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.clinic import Patient
from planner.desk import Desk
from planner.errors import Nonsense
from tests.desk.worlds import clinic, place
from tests.worlds import at, day


@pytest.fixture
def url(tmp_path: object) -> str:
    """SQLite alone, whose clock a test can set."""
    return f"sqlite:///{tmp_path}/clinic.db"


@pytest.fixture
def known(desk: Desk) -> Desk:
    desk.store.clock = lambda: at(0, "6:00")
    named = [Patient("ann", "Zoë Müller"), Patient("ben", "Ben Muller-Ortiz"), Patient("p7", "Ana")]
    desk.load(clinic(patients=named))
    return desk


def test_a_day_has_what_stands_on_it_by_start(known: Desk) -> None:
    known.book([place("b1", 0, "9:30")])
    known.hold([place("a1", 0)])
    known.book([place("b2", 2)])
    assert [(row.id, row.status) for row in known.day(day(0))] == [("a-1", "held"), ("b-1", "booked")]
    assert known.day() == known.day(known.today())
    assert known.today() == day(0)
    assert known.day(day(1)) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("muller", ["ben", "ann"]),
        ("zoe mül", ["ann"]),
        ("P7", ["p7"]),
        ("ortiz ben", ["ben"]),
        ("nobody", []),
    ],
)
def test_a_patient_is_found_whatever_the_accents(known: Desk, text: str, names: list[str]) -> None:
    assert [each.patient.id for each in known.find(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("0660 123", ["ann"]),
        ("+43 660 1234567", ["ann"]),
        ("123-4567", ["ann"]),
        ("066", []),
        ("660 9", []),
        ("43x", []),
    ],
)
def test_a_patient_is_found_by_phone_however_it_is_spaced(desk: Desk, text: str, names: list[str]) -> None:
    desk.load(clinic(patients=[Patient("ann", "Zoë", phone="+43 660 / 123 45 67"), Patient("ben", "Ben")]))
    assert [each.patient.id for each in desk.find(text)] == names


def test_a_patient_is_found_with_plans_and_what_is_to_come(known: Desk) -> None:
    known.book([place("a1", 0), place("a2", 2)])
    known.store.clock = lambda: at(1, "6:00")
    (found,) = known.find("zoe")
    assert [plan.id for plan in found.plans] == ["a"]
    assert [row.id for row in found.rows] == ["a-2"]


def test_a_plan_is_found_by_its_id(desk: Desk) -> None:
    given = clinic(patients=[Patient("ann", "Zoë"), Patient("ben", "Ben")])
    desk.load(replace(given, plans={f"plan-{id}": replace(each, id=f"plan-{id}") for id, each in given.plans.items()}))
    assert [[plan.id for plan in each.plans] for each in desk.find("plan-b")] == [["plan-b"]]


def test_nothing_is_not_looked_for(known: Desk) -> None:
    with pytest.raises(Nonsense, match="give a name to look for"):
        known.find(" ")

"""A clinic goes into a store and comes out equal, whatever was changed since."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import planner
from planner.clinic.soundness import unsound
from planner.desk.desk import Desk
from planner.desk.store.documents import BY_ID, LISTED, SETTINGS, document, fact
from planner.errors import Nonsense
from tests.rules.random_worlds import Draw

EXAMPLE = planner.read(Path(__file__).parents[3] / "examples" / "maple-street")
NUMBERS = count()


def test_the_example_comes_back(desk: Desk) -> None:
    desk.load(EXAMPLE)
    assert desk.clinic() == EXAMPLE
    assert [entry.id for entry in desk.clinic().book] == [entry.id for entry in EXAMPLE.book]
    assert list(desk.clinic().plans) == list(EXAMPLE.plans)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 100_000))
def test_random_clinics_come_back(tmp_path: Path, seed: int) -> None:
    """Or are refused, since booked appointments collide."""
    clinic = Draw(seed).clinic()
    assume(not list(unsound(clinic)))
    desk = Desk.open(f"sqlite:///{tmp_path / str(next(NUMBERS))}.db")
    try:
        desk.load(clinic)
        assert desk.clinic() == clinic
        assert desk.as_of(desk.journal()[-1].seq) == clinic
    except Nonsense as refused:
        assert "booked appointments collide" in str(refused)  # noqa: PT017
    finally:
        desk.close()


@pytest.mark.parametrize("kind", [*BY_ID, *LISTED, *SETTINGS])
def test_a_fact_is_a_document(kind: str) -> None:
    there = getattr(EXAMPLE, kind)
    things = there.values() if kind in BY_ID else there if kind in LISTED else [there]
    assert [fact(kind, document(kind, thing)) for thing in things] == list(things)

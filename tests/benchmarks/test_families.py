"""The families: clinics without faults, the same each time, and alike across sizes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import planner
from benchmarks.families import DUE, FAMILIES, Family, main, tables_of
from benchmarks.peers.question import UNKNOWN_GOALS
from benchmarks.timetable import MONTH


def folder(name: str, into: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic's folder, written as from the command line."""
    monkeypatch.setattr("sys.argv", ["families", name, "--out", str(into)])
    main()
    return into / name


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["01-resting-100", "01-single-60", "03-single-100"])
def test_a_clinic_has_no_faults_and_asks_for_what_it_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = planner.read(folder(name, tmp_path, monkeypatch))
    problem = planner.Problem.of(clinic, planner.Horizon.month(MONTH))
    assert sum(session.due for session in problem.sessions) == FAMILIES[name].due
    assert len(clinic.practitioners) == FAMILIES[name].practitioners
    assert any(session.closed_by for session in problem.sessions)  # health events let windows slide
    assert {plan.priority for plan in clinic.plans.values()} == {1, 2, 3}
    assert any(patient.preferred_practitioners for patient in clinic.patients.values())
    assert not any(getattr(clinic.prices, goal) for goal in UNKNOWN_GOALS)


def test_the_same_clinic_comes_out_each_time() -> None:
    family = FAMILIES["01-resting-60"]
    assert tables_of(family) == tables_of(family)
    assert tables_of(family) != tables_of(family, seed=2)


def test_a_patient_is_the_same_person_in_every_size() -> None:
    one, three = (tables_of(Family(size, False, 1.0))[0] for size in (1, 3))
    plans = {row["plan"]: row for row in three["plans"]}
    assert [row for row in one["plans"] if row["plan"] in plans and plans[row["plan"]] != row] == []


def test_the_past_clashes_nowhere() -> None:
    tables, _ = tables_of(FAMILIES["03-single-100"])
    for who in ("practitioner", "room"):
        taken = Counter((row[who], row["start"]) for row in tables["appointments"])
        assert taken.most_common(1)[0][1] == 1


def test_there_are_twenty() -> None:
    assert len(FAMILIES) == 20
    assert FAMILIES["20-resting-60"].due == round(0.6 * 20 * DUE[True])

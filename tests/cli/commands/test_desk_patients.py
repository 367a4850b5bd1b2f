"""planner desk find, patient and plan: somebody walks in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.worlds import asked, desk

pytestmark = pytest.mark.usefixtures("morning")


def test_somebody_walks_in_and_is_offered_a_place(store: Path) -> None:
    said = desk("patient", store, "p9", "--name", "Dora Lee", "--protocol", "course", "--prefer", "morning")
    assert (said.status, said.out) == (0, "On record: p9, p9-course; entry 3 of the journal.")
    assert asked("offers", store, "--plan", "p9-course")["offers"]
    again = desk("patient", store, "p9", "--name", "Dora Lee")
    assert (again.status, "there is a patient 'p9' already; use another id" in again.err) == (2, True)
    assert "Dora" not in again.err  # refusals are logged


def test_a_plan_is_begun_for_a_patient_who_is_on_record(store: Path) -> None:
    assert desk("plan", store, "v9", "--patient", "p1", "--protocol", "course", "--sessions", "3").status == 0
    (found,) = asked("find", store, "v9")
    assert [(plan["plan"], plan["sessions"], plan["start"]) for plan in found["plans"]] == [("v9", 3, "2026-12-01")]
    said = desk("plan", store, "v8", "--patient", "p8", "--protocol", "course")
    assert (said.status, "names the patient 'p8', which the clinic does not have" in said.err) == (2, True)


@pytest.mark.parametrize("name", ["noa", "NOA", "c2"])
def test_a_patient_is_found_with_what_is_to_come(store: Path, name: str) -> None:
    said = desk("find", store, name)
    assert said.status == 0
    assert "Noa" in said.out
    assert "booked: Tue 1 Dec 2026 09:00 with Ana Diaz in Room one a2" in said.out
    assert "No patient on record matches 'zed'." in desk("find", store, "zed").out

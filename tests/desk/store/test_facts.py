"""The facts of a store from version to version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest

from planner.desk.desk import Desk
from planner.desk.store import facts
from planner.desk.store.facts import NOTHING, Facts
from tests.desk.worlds import far
from tests.worlds import absence, event, patient, world

BEFORE = NOTHING.with_(1, facts.of(world(absences=(absence("mai", 0), absence("mai", 1)))))


def test_a_field_of_which_no_fact_has_changed_is_the_very_same() -> None:
    after = BEFORE.with_(2, {("events", "1"): event("peel", 0)})
    assert after.clinic.events == (event("peel", 0),)
    for kind in ("patients", "plans", "absences", "policy"):
        assert getattr(after.clinic, kind) is getattr(BEFORE.clinic, kind)


def test_a_fact_keeps_its_place_and_its_number_is_not_given_again() -> None:
    changed = {("patients", "ann"): patient("ann", prefers=("morning",)), ("patients", "zoe"): patient("zoe")}
    assert list(BEFORE.with_(2, changed).clinic.patients) == ["ann", "zoe"]
    after = BEFORE.with_(2, {("absences", "1"): None})
    assert after.clinic.absences == (absence("mai", 1),)
    assert after.name_of("absences", absence("mai", 0)) is None
    assert after.name_of("absences", absence("mai", 1)) == ("absences", "2")
    assert after.new_name("absences") == ("absences", "3")


def test_a_setting_may_be_none_and_is_there() -> None:
    assert BEFORE.clinic.holidays is None
    assert BEFORE.with_(2, {("holidays", ""): "CA"}).with_(3, {("holidays", ""): None}).clinic.holidays is None


def test_a_setting_that_an_older_store_does_not_have_is_as_by_default() -> None:
    older = {kind: things for kind, things in BEFORE.kinds.items() if kind != "repair_prices"}
    assert Facts(1, older).clinic == BEFORE.clinic


def test_threads_of_a_desk_that_has_just_opened_read_the_clinic_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, reading, came, newer = f"sqlite:///{tmp_path / 'clinic.db'}", Event(), Event(), facts.newer
    with Desk.open(url) as first:
        first.load(far())

    def slowly(*asked: Any) -> Facts:
        assert not reading.is_set()
        reading.set()
        assert came.wait(60)
        return newer(*asked)

    monkeypatch.setattr(facts, "newer", slowly)
    with Desk.open(url) as desk, ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(desk.facts) for _ in range(4)]
        assert reading.wait(60)
        sleep(0.05)  # the others come to it
        came.set()
        clinics = [each.result() for each in asked]
    assert all(clinic is clinics[0] for clinic in clinics)

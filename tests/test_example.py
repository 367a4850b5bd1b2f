"""The example clinic is what the docs say it is, and the random clinics are whole and repeatable."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.generate import COLUMNS, clinic_tables, write
from planner.clinic import Clinic, Horizon, Problem
from planner.files.reading import load
from tests.desk.postgres import copied

MAPLE_STREET = Path(__file__).parents[1] / "examples" / "maple-street"
DECEMBER = Horizon.month("2026-12")


@pytest.fixture(scope="module")
def clinic() -> Clinic:
    return load(MAPLE_STREET).clinic


@pytest.fixture(scope="module")
def problem(clinic: Clinic) -> Problem:
    return Problem.of(clinic, DECEMBER)


class TestMapleStreet:
    def test_reads_without_a_warning(self):
        assert load(MAPLE_STREET).warnings == ()

    def test_has_three_practitioners_four_rooms_and_one_light_panel(self, clinic):
        assert (len(clinic.practitioners), len(clinic.rooms)) == (3, 4)
        assert {kind: each.units for kind, each in clinic.equipment.items()} == {"light-panel": 1}

    def test_has_about_eighty_patients_all_plainly_invented(self, clinic):
        assert 70 <= len(clinic.patients) <= 90
        assert all(each.name.startswith("Patient ") for each in clinic.patients.values())
        assert len({each.name for each in clinic.patients.values()}) == len(clinic.patients)

    def test_knows_every_kind_of_health_event(self, clinic):
        assert {event.kind for event in clinic.events} == set(clinic.policy.rules)

    def test_has_a_book_with_every_status(self, clinic):
        statuses = Counter(entry.status for entry in clinic.book)
        assert set(statuses) == {"attended", "booked", "cancelled", "no-show"}
        assert min(statuses.values()) >= 3

    def test_numbers_every_history_from_one_without_a_hole(self, clinic):
        for plan, entries in clinic.book_of.items():
            attended = clinic.plans[plan].attended
            numbers = {entry.number for entry in entries if entry.status in ("attended", "booked")}
            assert numbers == set(range(1 + attended, 1 + attended + len(numbers)))

    def test_has_fixed_and_movable_bookings_in_december(self, problem):
        booked = [session for session in problem.sessions if session.booked]
        assert len(booked) >= 12
        assert 3 <= sum(session.fixed for session in booked) < len(booked)

    def test_asks_for_about_three_hundred_sessions(self, problem):
        assert 280 <= sum(session.due for session in problem.sessions) <= 320

    def test_has_tentative_sessions_and_plans_closed_for_good(self, problem):
        assert any(session.tentative for session in problem.sessions)
        assert any(session.ideal is None for session in problem.sessions)

    def test_uses_what_a_clinic_folder_can_say(self, clinic):
        services, plans = clinic.services.values(), clinic.plans.values()
        assert clinic.waits
        assert clinic.follow_ups
        assert any(service.counts_as for service in services)
        assert any(service.shareable for service in services)
        assert any(service.room is None for service in services)
        assert any(phase.every for protocol in clinic.protocols.values() for phase in protocol.phases)
        assert any(len(phase.services) > 1 for protocol in clinic.protocols.values() for phase in protocol.phases)
        assert any(rule.override for rule in clinic.policy.rules.values())
        assert {plan.priority for plan in plans} == {1, 2, 3}
        assert any(plan.finish_by for plan in plans)
        assert any(plan.practitioner for plan in plans)
        assert any(plan.sessions for plan in plans)
        assert clinic.clearances
        assert clinic.absences
        assert clinic.closures
        assert clinic.away
        assert any(patient.times for patient in clinic.patients.values())
        assert any(patient.not_with for patient in clinic.patients.values())
        assert any(len(patient.preferred_practitioners) > 1 for patient in clinic.patients.values())
        assert any(patient.phone and patient.email for patient in clinic.patients.values())
        assert any(row.every == 2 for person in clinic.practitioners.values() for row in person.shifts)
        assert any(person.breaks for person in clinic.practitioners.values())
        assert any(room.places > 1 for room in clinic.rooms.values())
        assert any(plan.usual for plan in plans)
        assert any(plan.attended and plan.last_attended for plan in plans)

    def test_is_signed_by_comments_a_manager_can_read(self):
        text = (MAPLE_STREET / "clinic.toml").read_text(encoding="utf-8")
        assert text.startswith("# Maple Street Acupuncture")
        assert tomllib.loads(text)["goals"]


class TestRandomClinics:
    def test_are_the_same_for_the_same_seed(self):
        assert clinic_tables(2, 0.8, seed=7) == clinic_tables(2, 0.8, seed=7)
        assert clinic_tables(2, 0.8, seed=7) != clinic_tables(2, 0.8, seed=8)

    @pytest.mark.parametrize("seed", range(12))
    def test_read_without_a_fault(self, seed, tmp_path):
        month = ["2026-12", "2026-11", "2027-03"][seed % 3]
        tables, toml = clinic_tables(1 + seed % 4, 0.8, seed, resting=seed % 4 > 0, month=month, variety=seed % 5 > 0)
        write(tmp_path, tables, toml)
        reading = load(tmp_path)
        assert {warning.column for warning in reading.warnings} <= {"services.peel.acts"}  # which no rule names
        assert any(session.due for session in Problem.of(reading.clinic, Horizon.month(month)).sessions)

    def test_ask_for_more_with_more_load(self):
        patients = [len(clinic_tables(2, load, 5, variety=False)[0]["patients"]) for load in (0.3, 0.6, 0.9)]
        assert patients == sorted(set(patients))

    def test_keep_to_one_treatment_without_variety(self):
        tables, toml = clinic_tables(1, 0.5, seed=1, variety=False)
        assert list(tomllib.loads(toml)["protocols"]) == ["rejuvenation"]
        assert tables["events"] == []

    def test_have_no_rest_where_none_is_wanted(self):
        for variety in (True, False):
            services = tomllib.loads(clinic_tables(1, 0.5, seed=1, resting=False, variety=variety)[1])["services"]
            assert all("with" in step for service in services.values() for step in service["steps"])

    def test_know_every_table(self):
        tables, _ = clinic_tables(1, 0.5, seed=3)
        assert list(tables) == list(COLUMNS)
        assert all(set(row) == set(COLUMNS[name]) for name, rows in tables.items() for row in rows)


EIGHT_IN_THE_MORNING = datetime.fromisoformat("2026-12-01T08:00-07:00")
"""The example's day for a server, whose own clock it could not set."""


@pytest.fixture(params=["sqlite", "postgresql"])
def standing_still(request, tmp_path):
    """An empty store's URL, in which it is the example's day."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'clinic.db'}"
    return copied(request.getfixturevalue("server"), request.getfixturevalue("empty_schema"), EIGHT_IN_THE_MORNING)


class TestBookingSystem:
    def test_a_day_at_the_desk_goes_from_the_roster_to_the_dump(self, standing_still, tmp_path):
        script, evening = MAPLE_STREET.parent / "booking_system.py", tmp_path / "evening"
        assert len(script.read_text(encoding="utf-8").splitlines()) < 120
        done = subprocess.run(
            [sys.executable, str(script), standing_still, str(evening)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        booked = {(row.plan, row.number) for row in load(evening).clinic.book if row.status == "booked"}
        assert {("p91-refresh", 4), ("p11-glow", 3)} <= booked

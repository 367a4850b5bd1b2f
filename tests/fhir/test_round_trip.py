"""A clinic out and in again is the very same, in both releases, as a Bundle, as lines and as XML."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.clinic import Absence, Appointment, Clinic, Code, Days, Identifier, Patient, Practitioner, Service, Step
from planner.clinic.soundness import unsound
from planner.clinic.texts import stray
from planner.errors import FaultyClinic, Nonsense
from planner.fhir.bundle import bundle, encoded
from planner.fhir.export import refuse_losses, resources_of
from planner.fhir.intake import read_clinic
from planner.fhir.release import R4, Release
from planner.files.reading import load
from tests.fhir.worlds import BOTH, taken, taken_as_lines, taken_as_xml
from tests.rules.random_worlds import Draw
from tests.worlds import absence, at, day, entry, event, hours, minutes, practitioner, room, world

EXAMPLE = Path(__file__).parents[2] / "examples" / "maple-street"
both = pytest.mark.parametrize("release", BOTH, ids=lambda each: each.name)


@both
def test_the_example_comes_back_equal_and_nothing_of_it_is_left(release: Release) -> None:
    clinic = load(EXAMPLE).clinic
    for read in (taken, taken_as_lines, taken_as_xml):
        found = read(clinic, release)
        assert found.clinic == clinic
        assert found.warnings == ()


@both
def test_random_worlds_come_back(release: Release) -> None:
    back = 0
    for seed in range(40):
        clinic = Draw(seed).clinic()
        if list(unsound(clinic)):  # a service that nobody can give
            continue
        found = taken(clinic, release)
        assert found.clinic == clinic
        back += 1
    assert back >= 20


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=70).filter(
    lambda text: bool(text.strip()) and not stray(text)
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(BOTH), texts, texts, texts, st.integers(0, 1439), st.integers(1, 10**6))
def test_any_id_and_any_moment_comes_back(
    release: Release, id: str, name: str, reason: str, minute: int, length: int
) -> None:
    span = absence("x", 0).span
    away = Absence(id, replace(span, start=span.start, end=span.start + minutes(minute) + minutes(length)), reason)
    clinic = world(patients=[Patient(id, name, note=reason)], away=(away,))
    assert taken(clinic, release).clinic == clinic
    assert taken_as_xml(clinic, release).clinic == clinic


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "Australia/Lord_Howe", "America/St_Johns", "Africa/Monrovia"])
def test_moments_come_back_where_the_clocks_change(zone: str) -> None:
    clinic = world()
    clinic = replace(clinic, timezone=type(clinic.timezone)(zone))
    days = [clinic.whole_day(day(n)) for n in (-65, 0, 147, 307)]
    clinic = replace(clinic, absences=tuple(Absence("mai", each, "") for each in days))
    assert taken(clinic).clinic == clinic


def test_a_moment_before_there_were_zones_is_said_in_utc() -> None:
    clinic = world()
    long_ago = day(0).replace(year=1850)
    clinic = replace(clinic, absences=(Absence("mai", clinic.whole_day(long_ago), ""),))
    assert taken(clinic).clinic == clinic


def test_lists_that_are_written_in_pieces_keep_their_order() -> None:
    clinic = world(
        practitioners=[practitioner("mai"), practitioner("tom")],
        absences=(absence("tom", 3), absence("mai", 2), absence("tom", 1)),
        closures=(absence("one", 3), absence("one", 1)),
        events=(event("fever", 3), event("peel", 1), event("fever", 2, until=3)),
        identifiers=(
            Identifier("room", "one", "urn:b", "2"),
            Identifier("patient", "ann", "urn:a", "1"),
            Identifier("room", "one", "", "0"),
        ),
        codes=(Code("urn:c", "9", "fever"), Code("urn:c", "8", "peel")),
    )
    assert taken_as_lines(clinic).clinic == clinic


def test_shifts_of_several_sites_and_stretches_keep_their_order() -> None:
    rows = (
        *hours("9:00-10:00", days=[0], site="north"),
        *hours("9:00-24:00", days=[1], first=0, last=30),
        *hours("0:00-24:00", days=[2], site="north"),
        *hours("9:00-10:00", days=[3], first=0, every=2, site="north"),
    )
    clinic = world(practitioners=[Practitioner("mai", "Mai", shifts=rows)], rooms=[room("one", site="south")])
    for release in BOTH:
        assert taken(clinic, release).clinic == clinic


def test_every_status_of_the_book_comes_back() -> None:
    statuses = ("attended", "booked", "cancelled", "withdrawn", "no-show")
    book = tuple(entry("a1", n, status=status, service=f"{n}") for n, status in enumerate(statuses))
    clinic = world(services=[Service("needling", "", (Step("x", minutes(30), True),))], book=())
    clinic = replace(clinic, book=tuple(replace(each, service=None) for each in book))
    assert taken(clinic).clinic.book == clinic.book


def test_what_fhir_could_not_say_is_told_before_it_is_sent() -> None:
    clinic = world(patients=[Patient("ben", "")])
    with pytest.raises(FaultyClinic) as refused:
        refuse_losses(clinic, resources_of(clinic))
    assert "patients.ben.name" in str(refused.value)


def test_two_facts_that_would_be_one_resource_are_refused() -> None:
    clinic = world(rooms=[room("one", site="north"), room("site-north")])
    with pytest.raises(Nonsense, match="Location/site-north"):
        resources_of(clinic)


# --- slots ------------------------------------------------------------------------------------------------------------


def slots(clinic: Clinic, *held: Appointment, release: Release = R4) -> list[tuple[str, str, str]]:
    """Status, start and end of each slot of Monday, by the clock."""
    resources = resources_of(clinic, release, Days(day(0), day(0)), held=held)
    found = [each for each in resources if each["resourceType"] == "Slot"]
    return [(each["status"], each["start"][11:16], each["end"][11:16]) for each in found]


def test_slots_are_the_shift_less_who_is_with_a_patient_and_less_absences() -> None:
    resting = Service("needling", "", (Step("in", minutes(10), True), Step("rest", minutes(20), False)))
    clinic = world(services=[resting], book=(entry("a1", 0, "9:30"),), absences=(absence("mai", 0, "11:00-13:00"),))
    assert slots(clinic) == [
        ("free", "09:00", "09:30"),
        ("busy", "09:30", "09:40"),
        ("free", "09:40", "11:00"),
        ("busy-unavailable", "11:00", "12:00"),
    ]


def test_a_place_on_hold_is_busy_for_now_and_one_that_is_booked_is_busy() -> None:
    held = Appointment("a-2", "a", 2, "needling", "mai", "one", at(0, "9:15"), at(0, "10:00"))
    assert slots(world(book=(entry("a1", 0, "9:00"),)), held) == [
        ("busy", "09:00", "09:30"),
        ("busy-tentative", "09:30", "09:45"),
        ("free", "09:45", "12:00"),
    ]


def test_each_site_at_which_somebody_works_has_a_schedule() -> None:
    shifts = (*hours("9:00-10:00", site="north"), *hours("11:00-12:00", site="south"))
    clinic = world(practitioners=[Practitioner("mai", "Mai", shifts=shifts)])
    resources = resources_of(clinic, R4, Days(day(0), day(0)))
    places = {each["id"]: each["actor"][1]["reference"] for each in resources if each["resourceType"] == "Schedule"}
    starts = {each["schedule"]["reference"]: each["start"][11:16] for each in resources if "schedule" in each}
    assert places == {"schedule-mai": "Location/site-north", "schedule-mai-at-1": "Location/site-south"}
    assert starts == {"Schedule/schedule-mai": "09:00", "Schedule/schedule-mai-at-1": "11:00"}


def test_a_closed_day_has_no_free_slot_and_slots_are_never_stored() -> None:
    clinic = world(closed=frozenset({day(0)}))
    assert slots(clinic) == [("busy-unavailable", "09:00", "12:00")]
    found = read_clinic({"c.json": encoded(bundle(resources_of(clinic, R4, Days(day(0), day(3)))))})
    assert found.clinic == clinic
    assert not {"Slot", "Schedule"} & found.counts.keys()
    assert [str(each).partition(":")[0] for each in found.warnings] == ["Schedule", "Slot"]

"""docs/fhir.md is true: its elements are those that are written, and what it says has no place is told so."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

import pytest

from planner.clinic import (
    Clinic,
    Code,
    Days,
    Entry,
    Equipment,
    Patient,
    Phase,
    Plan,
    Practitioner,
    Protocol,
    Room,
    Service,
)
from planner.clinic.soundness import unsound
from planner.fhir.export import resources_of
from planner.fhir.intake import BY_ID, COMPUTED, read_clinic
from planner.fhir.names import (
    APPOINTMENT,
    CLINIC,
    EQUIPMENT,
    PATIENT,
    PLAN,
    PRACTITIONER,
    PROTOCOL,
    ROOM,
    SERVICE,
    own,
)
from planner.fhir.release import R4, R5, Release
from planner.fhir.resources import (
    appointments,
    health,
    organization,
    patients,
    places,
    plans,
    practitioners,
    protocols,
    services,
)
from planner.fhir.resources.appointments import STATUSES
from planner.files.reading import load
from tests.fhir.journal import entry_of_the_journal
from tests.pages import blocks, read, table
from tests.worlds import day, entry, event, hours, patient, practitioner, room, world

PAGE = read("docs/fhir.md")
EXAMPLE = Path(__file__).parents[2] / "examples" / "maple-street"
ROWS = [row for row in table(PAGE, "What is what") if row[2] != "reason"]
FIRST = [row for row in ROWS if "." in row[1] or re.fullmatch(r"[A-Z]\w+", row[1])]
LEFT = table(PAGE, "What has no place")


def small() -> Clinic:
    return world(
        practitioners=[practitioner("mai", shifts=hours("9:00-10:00", site="north", first=0))],
        patients=[patient("ben", phone="1")],
        rooms=[room("one", "sink", site="north", hours=hours("9:00-10:00"))],
        equipment=[Equipment("laser", "Laser")],
        events=(event("fever", 1, until=2), event("peel", 3)),
        book=(entry("a1", 0),),
    )


def elements(release: Release) -> set[str]:
    """The types and their elements that are written."""
    example = load(EXAMPLE).clinic
    found = resources_of(example, release, Days(day(183), day(183)), [entry_of_the_journal()])
    return {
        name
        for each in [*found, *resources_of(small(), release)]
        for name in (each["resourceType"], *(f"{each['resourceType']}.{key}" for key in each))
    }


@pytest.mark.parametrize("release", [R4, R5], ids=lambda each: each.name)
def test_every_element_of_the_page_is_written(release: Release) -> None:
    said = {(row[2] or row[1]) if release is R5 else row[1] for row in FIRST}
    assert said - elements(release) == set()


def test_every_type_that_is_written_or_read_is_on_the_page() -> None:
    said = {part.partition(".")[0] for row in FIRST for part in row[1:3] if part}
    written = {each for release in (R4, R5) for each in elements(release) if "." not in each}
    assert written - said == set()
    there = {"Organization", "PractitionerRole", "Location", *BY_ID, *health.WHEN}
    assert there - said == {"AllergyIntolerance"}
    assert said - there <= set(COMPUTED)


def test_the_sample_of_codes_is_a_clinics_and_names_kinds_that_there_are() -> None:
    (sample,) = blocks(PAGE, "toml")
    said = tomllib.loads(sample)["fhir"]["codes"]
    codes = tuple(Code(*name.rsplit("|", 1), kind) for name, kind in said.items())
    clinic = replace(load(EXAMPLE).clinic, codes=codes)
    pregnant = {
        "resourceType": "Condition",
        "code": {"coding": [{"system": codes[0].system, "code": codes[0].code}]},
        "subject": {"reference": "Patient/somebody"},
        "onsetDateTime": "2026-06-01",
    }
    somebody = {"resourceType": "Patient", "id": "somebody"}
    document = {"resourceType": "Bundle", "entry": [{"resource": each} for each in (somebody, pregnant)]}
    found = read_clinic({"x.json": json.dumps(document).encode()}, clinic).clinic
    assert [event.kind for event in found.events if event.patient == "somebody"] == ["pregnancy"]
    assert not [*unsound(found)]


def test_the_statuses_are_on_the_page() -> None:
    assert {row[0]: row[1] for row in ROWS if row[0] in STATUSES} == STATUSES


EXTENDED: Mapping[str, tuple[type, tuple[str, ...]]] = {
    CLINIC: (Clinic, organization.ELSEWHERE),
    PRACTITIONER: (Practitioner, (*practitioners.TOLD, "licensed_until")),
    PATIENT: (Patient, patients.TOLD),
    ROOM: (Room, places.TOLD),
    EQUIPMENT: (Equipment, ("id", "name")),
    SERVICE: (Service, services.TOLD),
    PROTOCOL: (Protocol, protocols.TOLD),
    protocols.PHASE: (Phase, protocols.PHASE_TOLD),
    PLAN: (Plan, plans.TOLD),
    APPOINTMENT: (Entry, appointments.TOLD),
}
"""Facts, and those of their fields that FHIR has elements for."""


def test_what_is_said_in_extensions_alone_is_on_the_page() -> None:
    said = {row[0]: set(re.findall(r"\w+", row[1])) for row in LEFT if row[0].startswith("urn:")}
    assert said == {own(kind): {f.name for f in fields(fact)} - {*told} for kind, (fact, told) in EXTENDED.items()}


@pytest.mark.parametrize("element", [row[0] for row in LEFT if "." in row[0]])
def test_what_has_no_place_is_told(element: str) -> None:
    type, _, key = element.partition(".")
    mine = resources_of(small())
    spoiled = next(each for each in mine if each["resourceType"] == type)
    spoiled[key] = "x"
    document = {"resourceType": "Bundle", "entry": [{"resource": each} for each in mine]}
    found = read_clinic({"x.json": json.dumps(document).encode()})
    assert [str(each).partition(":")[0] for each in found.warnings] == [element]
    assert found.clinic == small()

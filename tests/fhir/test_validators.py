"""Every document that planner writes, against validators that nobody here wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from planner.clinic import Appointment, Code, Days, Identifier
from planner.clinic.appointments import BOOKED, PLANNED
from planner.clinic.people import Patient
from planner.clinic.places import Equipment
from planner.fhir.bundle import bundle
from planner.fhir.export import resources_of
from planner.fhir.operations import answer, search
from planner.fhir.release import R4, R5, Release
from planner.fhir.resources.audit import of_change
from planner.fhir.writer import Writer
from planner.files.reading import load
from tests.fhir.journal import entry_of_the_journal
from tests.fhir.validators import (
    PASSED_OVER,
    declared,
    definitions,
    ihes_profiles,
    profiled,
    structure,
    wrong_in_r4,
    wrong_in_r5,
)
from tests.worlds import absence, at, day, entry, event, hours, phase, practitioner, protocol, room, service, world

FIRST, HOUR = at(0, "9:00"), timedelta(hours=1)
EXAMPLE = Path(__file__).parents[2] / "examples" / "maple-street"


def documents(release: Release) -> list[dict[str, Any]]:
    """Each kind of resource, with everything it may say."""
    small = world(
        services=[service("needling", equipment=("laser",)), service("talk")],
        protocols=[
            protocol(
                "long", phase("needling", sessions=4), phase("talk", "needling", every=20, tolerance=2, name="later")
            )
        ],
        practitioners=[
            practitioner("mai", qualifications=frozenset({"laser"}), licensed_until=day(400)),
            practitioner("tom", shifts=hours("9:00-24:00", site="north", first=0, last=90)),
        ],
        patients=[Patient("ben", "Ben", phone="1", email="b@example.org", note="tea", times=hours("9:00-10:00"))],
        rooms=[room("one", "sink", site="north", hours=hours("0:00-24:00")), room("two words")],
        equipment=[Equipment("laser", "Laser", 2)],
        absences=(absence("mai", 3),),
        closures=(absence("one", 3), absence("laser", 4)),
        away=(absence("ben", 2),),
        events=(event("peel", 1), event("fever", 2, until=4)),
        book=(entry("a1", 0), entry("a1", 1, status="cancelled"), entry("a1", 2, status="withdrawn")),
        identifiers=(Identifier("patient", "ben", "urn:oid:1.2", "7"), Identifier("service", "talk", "urn:x", "T")),
        codes=(Code("http://snomed.info/sct", "386661006", "fever"),),
    )
    rest = load(EXAMPLE).clinic
    told = entry_of_the_journal()
    held = [Appointment("a-2", "a", 2, "needling", "tom", "one", at(1, "10:00"), at(1, "11:00"))]
    change = of_change(Writer(small, release), told, "https://clinic.example/fhir")
    return [*resources_of(small, release, Days(day(0), day(1)), [told], held), change, *resources_of(rest, release)]


@pytest.fixture(scope="module")
def r4() -> list[dict[str, Any]]:
    return documents(R4)


def test_every_r4_document_is_r4_by_its_structure(r4: list[dict[str, Any]]) -> None:
    assert [wrong for each in r4 for wrong in wrong_in_r4(each)] == []
    assert wrong_in_r4(bundle(r4[:50])) == []


def test_every_r5_document_is_r5() -> None:
    assert [wrong for each in documents(R5) for wrong in wrong_in_r5(each)] == []


def test_the_validators_see_what_is_wrong(r4: list[dict[str, Any]]) -> None:
    appointment = next(each for each in r4 if each["resourceType"] == "Appointment")
    assert wrong_in_r4({**appointment, "stauts": "booked"}) != []
    assert wrong_in_r5(appointment) != []


def test_every_r4_document_keeps_hl7s_bindings_and_invariants(r4: list[dict[str, Any]]) -> None:
    folder = definitions()
    kinds = frozenset(each["resourceType"] for each in r4)
    validator, seen, wrong = profiled(folder, kinds), dict.fromkeys(kinds, 0), []
    for each in r4:
        seen[each["resourceType"]] += 1
        if seen[each["resourceType"]] <= 12:
            report = validator.validate_resource(declared(each))
            wrong += [f"{i.path} {i.code}: {i.message}" for i in report.errors if i.code not in PASSED_OVER]
    assert sorted(set(wrong)) == []
    appointment = next(each for each in r4 if each["resourceType"] == "Appointment")
    assert [e.code for e in validator.validate_resource(declared({**appointment, "status": "held"})).errors]


def test_every_answer_keeps_ihes_profile() -> None:
    validator = profiled(definitions(), frozenset({"Appointment"}), ihes_profiles())
    clinic = load(EXAMPLE).clinic
    plan = next(iter(clinic.plans))
    row = Appointment("p-1", plan, 1, next(iter(clinic.services)), "ash", "one", FIRST, FIRST + HOUR)
    answers = [search.of(Writer(clinic, R4), entry) for entry in clinic.book[:12]]
    answers += [answer.appointment(clinic, [row], "p-1", status, until=FIRST) for status in (PLANNED, "held", BOOKED)]
    wrong = [f"{e.path} {e.code}: {e.message}" for each in answers for e in validator.validate_resource(each).errors]
    assert [each for each in sorted(set(wrong)) if not any(code in each for code in PASSED_OVER)] == []
    lacking = {key: value for key, value in answers[0].items() if key != "requestedPeriod"}
    assert validator.validate_resource(lacking).errors


def test_keys_stand_in_the_order_of_hl7s_definitions(r4: list[dict[str, Any]]) -> None:
    """As XML must have them."""
    known = structure(definitions())
    assert [wrong for each in r4 for wrong in out_of_order(each, each["resourceType"], known)] == []


def out_of_order(value: Mapping[str, Any], path: str, known: Mapping[str, Any]) -> Iterator[str]:
    elements = known[path.partition(".")[0]]["snapshot"]["element"]
    order = [each["path"].rpartition(".")[2] for each in elements if each["path"].rpartition(".")[0] == path]
    types = {each["path"].rpartition(".")[2]: each for each in elements if each["path"].rpartition(".")[0] == path}
    places = []
    for key, item in value.items():
        if key == "resourceType" or (path, key) == ("Extension", "url"):  # an attribute in XML
            continue
        name = next((n for n in order if n == key or (n.endswith("[x]") and key.startswith(n[:-3]))), None)
        if name is None:
            yield f"{path}.{key} is not there"
            continue
        places.append(order.index(name))
        for inside in item if isinstance(item, list) else [item]:
            if isinstance(inside, dict):
                yield from out_of_order(inside, _path(path, key, name, types[name], known), known)
    if places != sorted(places):
        yield f"{path}: {', '.join(value)}"


def _path(path: str, key: str, name: str, element: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """The definition that a part's own parts stand in."""
    if "contentReference" in element:
        return str(element["contentReference"].partition("#")[2])
    codes = [each["code"] for each in element["type"]]
    if name.endswith("[x]"):
        return next(code for code in codes if code.lower() == key[len(name) - 3 :].lower())
    return f"{path}.{key}" if codes[0] in ("BackboneElement", "Element") else codes[0]

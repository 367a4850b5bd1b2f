"""Documents of other systems: what becomes a fact, what is told, and what is refused whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planner.clinic import Clinic, Code, Event, Identifier, Protocol
from planner.errors import FaultyClinic
from planner.fhir.export import resources_of
from planner.fhir.names import own
from planner.fhir.resources.organization import ID
from tests.fhir.worlds import BOTH, coded, person, read
from tests.worlds import at, day, patient, phase, plan, protocol, world

SNOMED = "http://snomed.info/sct"
HERE = {"subject": {"reference": "Patient/77"}}


def clinic() -> Clinic:
    return world(codes=(Code(SNOMED, "386661006", "fever"), Code("urn:local", "PL", "peel")))


def faults(*resources: dict[str, object], base: Clinic | None = None) -> list[str]:
    with pytest.raises(FaultyClinic) as refused:
        read(base or clinic(), *resources)
    return [f"{fault.column}: {fault.wrong}" for fault in refused.value.faults]


def told(*resources: dict[str, object]) -> list[str]:
    return [str(warning) for warning in read(clinic(), *resources).warnings]


def events(*resources: dict[str, object]) -> tuple[Event, ...]:
    return read(clinic(), person(), *resources).clinic.events


# --- who --------------------------------------------------------------------------------------------------------------


def test_a_patient_keeps_every_identifier_and_is_known_by_them_again() -> None:
    theirs = person(identifier=[{"system": "urn:oid:1.2", "value": "MRN 7"}, {"value": "card"}], gender="female")
    once = read(clinic(), theirs).clinic
    assert once.patients["77"].name == "Ann May Lee"
    assert [(each.system, each.value) for each in once.identifiers] == [("urn:oid:1.2", "MRN 7"), ("", "card")]
    moved = person("88", identifier=[{"system": "urn:oid:1.2", "value": "MRN 7"}], name=[{"text": "Ann Lee"}])
    again = read(once, moved).clinic
    assert again.patients.keys() == once.patients.keys()
    assert again.patients["77"].name == "Ann Lee"
    for release in BOTH:
        out = next(each for each in resources_of(once, release) if each.get("id") == "77")
        said = [{key: each[key] for key in ("system", "value") if key in each} for each in out["identifier"]]
        assert said == [{"system": own("patient"), "value": "77"}, *theirs["identifier"]]


def test_what_has_no_place_is_told_once_however_often_it_comes() -> None:
    found = told(*(person(str(n), gender="female", birthDate="1980") for n in range(3)))
    assert len(found) == 2
    assert found[1].startswith(
        "Patient.gender: not taken: planner has no place for it, 3 times, first at Bundle.entry[0]"
    )


def test_a_namesake_by_id_alone_is_refused() -> None:
    base = world(patients=[patient("77")])
    assert faults(person(), base=base) == [
        "Bundle.entry[0].resource.id: the clinic has a patient '77' already, and nothing says that this is the same"
    ]


def test_an_address_is_an_identifier_where_there_is_no_other() -> None:
    url = {0: "https://theirs.example/Patient/77"}
    once = read(clinic(), person(), urls=url).clinic
    assert once.identifiers == (Identifier("patient", "77", "urn:ietf:rfc:3986", url[0]),)
    assert read(once, person(name=[{"text": "Ann"}]), urls=url).clinic.patients["77"].name == "Ann"


def test_two_of_one_id_are_refused() -> None:
    assert "and so is Bundle.entry[0].resource" in faults(person(), person())[0]


def test_one_that_nothing_names_is_refused() -> None:
    assert faults({"resourceType": "Patient"}) == ["Bundle.entry[0].resource: nothing tells this one from others"]


def test_a_bundle_without_the_clinic_needs_one() -> None:
    with pytest.raises(FaultyClinic, match="name the clinic that they are to be laid over"):
        read(None, person())


@pytest.mark.parametrize(
    ("theirs", "where", "why"),
    [
        (person(name=[{"text": "Ann\x0bLee"}]), "resource.name[0].text", "U+000B"),
        (person(name=[{"given": ["A\ufffe"]}]), "resource.name[0].given", "U+FFFE"),
        (person(telecom=[{"system": "phone", "value": "\x01"}]), "resource.telecom[0].value", "U+0001"),
        (person("a\x00b"), "resource.id", "U+0000"),
        (person("7" * 300), "resource.id", "300 letters"),
    ],
    ids=range(5),
)
def test_what_no_table_can_hold_is_refused(theirs: dict[str, object], where: str, why: str) -> None:
    found = faults(theirs)[0]
    assert found.startswith(f"Bundle.entry[0].{where}: ")
    assert why in found


# --- references -------------------------------------------------------------------------------------------------------

FEVER = {"resourceType": "Condition", "code": coded(SNOMED, "386661006"), "onsetDateTime": "2026-06-01"}


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/77"},
        {"reference": "Patient/77/_history/3"},
        {"reference": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"},
        {"identifier": {"system": "urn:oid:1.2", "value": "7"}},
        {"reference": "Patient?identifier=urn:oid:1.2|7"},
        {"reference": "#me"},
    ],
    ids=str,
)
def test_a_reference_is_followed_however_it_is_written(subject: dict[str, object]) -> None:
    theirs = person(identifier=[{"system": "urn:oid:1.2", "value": "7"}])
    inside = {"resourceType": "Patient", "id": "me", "identifier": [{"system": "urn:oid:1.2", "value": "7"}]}
    fever = {**FEVER, "subject": subject, "contained": [inside]}
    found = read(clinic(), theirs, fever, urls={0: "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"})
    assert found.clinic.events == (Event("77", "fever", day(0)),)


@pytest.mark.parametrize("reference", ["Patient/ann", "Patient/78", "https://other.example/Patient/77", "#nobody"])
def test_a_reference_to_nobody_in_the_bundle_is_refused(reference: str) -> None:
    """Patient/ann of theirs need not be the clinic's own ann."""
    fever = {**FEVER, "subject": {"reference": reference}}
    assert faults(person(), fever) == [
        f"Bundle.entry[1].resource.subject: this means no patient that is known: {reference}"
    ]


def test_a_patient_without_id_is_known_by_the_address_of_the_entry() -> None:
    theirs = {"resourceType": "Patient", "name": [{"text": "Ann"}]}
    fever = {**FEVER, "subject": {"reference": "urn:uuid:abc"}}
    found = read(clinic(), theirs, fever, urls={0: "urn:uuid:abc"}).clinic
    assert found.patients["abc"].name == "Ann"
    assert found.events == (Event("abc", "fever", day(0)),)


# --- health -----------------------------------------------------------------------------------------------------------


def test_each_kind_of_resource_is_an_event() -> None:
    peel = coded("urn:local", "PL")
    found = events(
        {"resourceType": "Procedure", "status": "completed", "code": peel, **HERE, "performedDateTime": "2026-06-02"},
        {"resourceType": "Procedure", "status": "completed", "code": peel, **HERE, "occurrenceDateTime": "2026-06-03"},
        {**FEVER, **HERE, "abatementDateTime": "2026-06-09", "note": [{"text": "by phone"}]},
        {"resourceType": "MedicationStatement", "medicationCodeableConcept": peel, **HERE,
         "effectivePeriod": {"start": "2026-06-04", "end": "2026-06-05"}},
        {"resourceType": "MedicationStatement", "medication": {"concept": peel}, **HERE,
         "effectiveDateTime": "2026-06-05"},
        {"resourceType": "AllergyIntolerance", "code": peel, "patient": {"reference": "Patient/77"},
         "onsetDateTime": "2026-06-06"},
        {"resourceType": "Flag", "status": "active", "code": peel, **HERE, "period": {"start": "2026-06-07"}},
    )  # fmt: skip
    assert [(each.kind, each.on.day, each.until and each.until.day, each.note) for each in found] == [
        ("peel", 2, None, ""),
        ("peel", 3, None, ""),
        ("fever", 1, 9, "by phone"),
        ("peel", 4, 6, ""),
        ("peel", 5, None, ""),
        ("peel", 6, None, ""),
        ("peel", 7, None, ""),
    ]


@pytest.mark.parametrize("reference", ["#m", "Medication/m", "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"])
@pytest.mark.parametrize("r5", [False, True])
def test_a_medication_may_be_contained_or_a_resource_of_its_own(reference: str, r5: bool) -> None:
    medicine = {"resourceType": "Medication", "id": "m", "code": coded("urn:local", "PL")}
    pointed = {"reference": reference}
    statement = {
        "resourceType": "MedicationStatement",
        **({"contained": [medicine]} if reference == "#m" else {}),
        **({"medication": {"reference": pointed}} if r5 else {"medicationReference": pointed}),
        **HERE,
        "effectiveDateTime": "2026-06-05",
    }
    beside = [] if reference == "#m" else [medicine]
    found = read(clinic(), person(), statement, *beside, urls={2: reference} if "urn" in reference else {})
    assert found.clinic.events == (Event("77", "peel", date(2026, 6, 5)),)
    assert found.warnings == ()


def test_an_unknown_code_is_told_with_where_it_belongs() -> None:
    found = told(person(), {**FEVER, **HERE, "code": coded(SNOMED, "1")})
    assert f"no kind of health event has the code {SNOMED}|1; add it to [fhir.codes]" in found[0]


@pytest.mark.parametrize("when", ["2026", "2026-06"])
def test_part_of_a_date_is_refused(when: str) -> None:
    found = faults(person(), {**FEVER, **HERE, "onsetDateTime": when})
    assert f"only the {'year' if len(when) == 4 else 'month'} {when} is known" in found[0]


@pytest.mark.parametrize(("when", "expected"), [("2026-06-02T05:59:00Z", 1), ("2026-06-02T06:00:00Z", 2)])
def test_a_moment_is_on_the_clinics_day(when: str, expected: int) -> None:
    (found,) = events({**FEVER, **HERE, "onsetDateTime": when})
    assert found.on == date(2026, 6, expected)


@pytest.mark.parametrize("status", ["entered-in-error", "not-done"])
def test_what_did_not_happen_is_no_event(status: str) -> None:
    peel = {"resourceType": "Procedure", "status": status, "code": coded("urn:local", "PL"), **HERE}
    assert events({**peel, "performedDateTime": "2026-06-02"}) == ()


def test_a_refuted_condition_is_no_event() -> None:
    assert events({**FEVER, **HERE, "verificationStatus": coded("x", "refuted")}) == ()


def test_what_changes_the_meaning_is_refused() -> None:
    turned = {**FEVER, **HERE, "modifierExtension": [{"url": "urn:not", "valueBoolean": True}]}
    assert "this changes what the rest means, in a way not known here: urn:not" in faults(person(), turned)[0]


def test_everything_that_is_wrong_comes_out_at_once() -> None:
    found = faults(
        person(telecom={"system": "phone"}),
        {**FEVER, **HERE, "onsetDateTime": "June"},
        {"resourceType": "Device", "id": "laser", "extension": [{"url": own("equipment"), "extension": [
            {"url": "units", "valueInteger": "two"}]}]},
    )  # fmt: skip
    assert [each.partition(": ")[0] for each in found] == [
        "Bundle.entry[2].resource.extension[0].extension[0].valueInteger",
        "Bundle.entry[0].resource.telecom",
        "Bundle.entry[1].resource.onsetDateTime",
    ]


# --- the book ---------------------------------------------------------------------------------------------------------


def their_visit(id: str, on: int, **more: object) -> dict[str, object]:
    return {
        "resourceType": "Appointment",
        "id": id,
        "identifier": [{"system": "urn:theirs", "value": id}],
        "status": "booked",
        "start": at(on, "9:00").isoformat(),
        "serviceType": [coded("urn:theirs", "TAP")],
        "participant": [{"actor": HERE["subject"]}, {"actor": {"reference": "Practitioner/mai"}}],
        **more,
    }


def their_clinic(*protocols: Protocol, what: str = "protocol", named: str = "weekly") -> Clinic:
    """One whose identifiers say what the other system's code TAP means here."""
    known = (Identifier(what, named, "urn:theirs", "TAP"), Identifier("practitioner", "mai", "urn:theirs", "M"))
    made = protocols or (protocol("weekly", phase("needling", sessions=9)),)
    return world(protocols=made, plans=[], identifiers=known)


THEIRS = person(identifier=[{"system": "urn:theirs", "value": "P"}])
MAI = {"resourceType": "Practitioner", "id": "mai", "identifier": [{"system": "urn:theirs", "value": "M"}]}


def test_a_foreign_appointment_becomes_a_session_of_a_plan_by_what_is_done() -> None:
    found = read(their_clinic(), person(), MAI, their_visit("9", 8), their_visit("8", 1))
    assert found.clinic.plans["77-weekly"].start == day(1)
    assert [(each.id, each.plan, each.number, each.practitioner) for each in found.clinic.book] == [
        ("8", "77-weekly", 1, "mai"),
        ("9", "77-weekly", 2, "mai"),
    ]


def test_a_foreign_appointment_is_known_again_when_it_moves_or_is_cancelled() -> None:
    once = read(their_clinic(), THEIRS, MAI, their_visit("8", 1), their_visit("9", 8)).clinic
    again = read(once, THEIRS, MAI, their_visit("9", 9), their_visit("8", 1, status="cancelled")).clinic
    assert [(each.id, each.number, each.status, each.start) for each in again.book] == [
        ("8", 1, "cancelled", at(1, "9:00")),
        ("9", 2, "booked", at(9, "9:00")),
    ]


def test_a_service_says_a_single_visit_and_each_is_a_plan_of_its_own() -> None:
    base = their_clinic(what="service", named="needling")
    found = read(base, person(), MAI, their_visit("8", 1), their_visit("9", 8)).clinic
    assert [(each.plan, each.number) for each in found.book] == [("77-needling", 1), ("77-needling-2", 1)]


def test_a_service_that_several_protocols_begin_with_is_told() -> None:
    base = their_clinic(what="service", named="needling")
    twice = {id: protocol(id, phase("needling", sessions=9)) for id in ("weekly", "twice")}
    both = read(replace(base, protocols=twice), person(), MAI, their_visit("8", 1))
    assert both.clinic.book == ()
    assert "2 protocols begin with needling; name its serviceType in identifiers.csv" in str(both.warnings[0])


def test_a_foreign_appointment_without_a_patient_or_of_no_known_kind_is_told() -> None:
    nobody = their_visit("8", 1, participant=[{"actor": {"reference": "Practitioner/mai"}}])
    other = their_visit("8", 1, serviceType=[coded("urn:theirs", "X")])
    assert "names no patient of the clinic" in str(read(their_clinic(), person(), MAI, nobody).warnings[0])
    assert "nothing says what is done" in str(read(their_clinic(), person(), MAI, other).warnings[0])


@pytest.mark.parametrize("status", ["proposed", "pending", "waitlist", "entered-in-error"])
def test_what_is_not_in_the_book_is_told(status: str) -> None:
    base = world()
    mine = [
        each for each in resources_of(replace(base, plans={"a": plan("a")})) if each["resourceType"] != "Organization"
    ]
    theirs = {
        "resourceType": "Appointment",
        "id": "9",
        "status": status,
        "basedOn": [{"reference": "ServiceRequest/a-1"}],
    }
    assert f"it is {status}" in str(read(base, *mine, theirs).warnings[0])


def test_an_appointment_of_another_patient_than_the_plans_is_refused() -> None:
    base = replace(world(patients=[patient("ben")]), plans={"a": plan("a")})
    mine = [each for each in resources_of(base) if each["id"] != ID]
    theirs = {
        "resourceType": "Appointment",
        "id": "9",
        "status": "booked",
        "start": "2026-06-01T09:00:00Z",
        "extension": [{"url": own("appointment"), "extension": [{"url": "number", "valueInteger": 1}]}],
        "basedOn": [{"reference": "ServiceRequest/a-1"}],
        "participant": [{"actor": {"reference": "Patient/ben"}}],
    }
    assert "the plan 'a' is another patient's" in faults(*mine, theirs, base=base)[0]

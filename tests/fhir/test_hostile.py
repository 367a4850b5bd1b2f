"""Documents that mean harm, or nothing: refused or read, never an exception of Python's own."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from planner.errors import FaultyClinic, Nonsense
from planner.fhir.bundle import bundle
from planner.fhir.export import resources_of
from planner.fhir.intake import read_clinic
from planner.fhir.xml import read_xml, write_xml
from tests.fhir.junk import JUNK, places
from tests.fhir.worlds import BOTH, person
from tests.worlds import absence, entry, event, hours, practitioner, room, world

XMLNS = 'xmlns="http://hl7.org/fhir"'
LAUGHS = f"""<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Patient {XMLNS}><id value="&c;"/></Patient>"""
OUTSIDE = f"""<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<Patient {XMLNS}><name><text>&x;</text></name></Patient>"""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        (f"<Patient {XMLNS}><name>", "no XML"),
        ('<Patient xmlns="urn:other"/>', "no namespace of FHIR"),
        (f"<Patient {XMLNS}>" + "<a>" * 100 + "</a>" * 100 + "</Patient>", "elements within one another"),
        ("", "no JSON"),
        ("[" * 100_000, "too many brackets"),
        ('{"resourceType": "Patient", "id": NaN}', "NaN is no number"),
        ("[1, 2]", "no resource"),
        ('{"resourceType": 7}', "no resource"),
        ('{"resourceType": "Bundle", "entry": [7]}', "no entry"),
        ('"\\ud800"', "no resource"),
        (b"\xff\xfe\x00", "no UTF-8"),
    ],
    ids=range(13),
)
def test_what_is_no_document_is_refused_in_a_sentence(content: str | bytes, why: str) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(FaultyClinic, match=why):
        read_clinic({"theirs": raw}, world())


def test_xml_of_many_elements_is_no_harm() -> None:
    names = "".join(f'<name><text value="{n}"/></name>' for n in range(5000))
    found = read_clinic({"t.xml": f'<Patient {XMLNS}><id value="7"/>{names}</Patient>'.encode()}, world())
    assert found.clinic.patients["7"].name == "0"


@pytest.mark.parametrize("release", BOTH, ids=lambda each: each.name)
def test_xml_says_what_json_says(release: Any) -> None:
    """But that all values are text, and a list of one is no list."""
    document = bundle(resources_of(full(), release))
    assert read_xml(write_xml(document)) == as_xml(document)


def as_xml(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_xml(item) for key, item in value.items()}
    if isinstance(value, list):
        return as_xml(value[0]) if len(value) == 1 else [as_xml(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def full() -> Any:
    return world(
        practitioners=[practitioner("mai", qualifications=frozenset({"laser"}), shifts=hours("9:00-12:00", site="n"))],
        rooms=[room("one", "sink", site="n", hours=hours("8:00-18:00"))],
        events=(event("fever", 1, until=3), event("peel", 2)),
        absences=(absence("mai", 4),),
        book=(entry("a1", 0),),
    )


@pytest.mark.parametrize("release", BOTH, ids=lambda each: each.name)
def test_junk_anywhere_is_read_or_refused(release: Any) -> None:
    """Any part of any resource replaced or taken out: never an exception but the one that names all faults."""
    document = json.dumps(bundle(resources_of(full(), release)))
    every, rng, refused = list(places(json.loads(document))), Random(7), 0
    for _ in range(400):
        spoiled = json.loads(document)
        *path, last = rng.choice(every)
        inside = spoiled
        for key in path:
            inside = inside[key]
        if rng.random() < 0.2:
            del inside[last]
        else:
            inside[last] = rng.choice(JUNK)
        try:
            read_clinic({"spoiled.json": json.dumps(spoiled).encode()})
        except FaultyClinic:
            refused += 1
    assert 100 < refused < 400


def test_a_document_type_is_refused_by_the_reader_alone() -> None:
    with pytest.raises(Nonsense, match="document type"):
        read_xml(LAUGHS.encode())


def test_numbers_beyond_measure_are_refused() -> None:
    for number in ("1e400", "9" * 5000, "1" + "0" * 30):
        theirs = json.dumps(person(extension=[])).replace('"77"', f'"77", "multipleBirthInteger": {number}')
        try:
            read_clinic({"t.json": theirs.encode()}, world())
        except FaultyClinic as refused:
            assert "no JSON" in str(refused)  # noqa: PT017

"""Operations asked with junk: answered, or refused as what cannot be; never an exception of Python's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from planner.desk import Desk
from planner.errors import status_of
from planner.fhir.elements import Element
from planner.fhir.operations.audit import audit
from planner.fhir.operations.find import find
from planner.fhir.operations.people import patients
from planner.fhir.operations.place import book, hold
from planner.fhir.operations.request import Asked
from planner.fhir.operations.search import search
from planner.fhir.release import R5
from planner.fhir.xml import read_xml, write_xml
from tests.desk.worlds import FAR, far
from tests.fhir.junk import JUNK, places
from tests.worlds import day

TEXTS = (
    *("", "|", "a|b|c", "Patient/", "/", "//", "#x", "Patient/ann/_history/1", "ge", "eq2026-02-30", "-1", "9" * 50),
    *("\x00", "ñ" * 300, "urn:planner:patient|zed", "urn:planner:appointment|a1", "Location/one", "hold-", "o"),
)


def refused(ask: Callable[[], Element]) -> bool:
    try:
        assert ask()["resourceType"] == "Bundle"
    except Exception as why:
        assert status_of(why).http < 500, repr(why)  # noqa: PT017
        return True
    return False


def booked(desk: Desk) -> Element:
    entries: list[Element] = search(desk, Asked({"patient": ["Patient/ann"]}), release=R5)["entry"]
    first: Element = entries[0]["resource"]
    return first


@pytest.mark.parametrize("operation", [find, hold, book], ids=lambda each: each.__name__)
def test_junk_anywhere_in_what_is_asked(desk: Desk, operation: Any) -> None:
    desk.load(far())
    visit = booked(desk)
    why = {"cancellationReason": {"coding": [{"code": "weather"}]}, "extension": [{"url": "urn:x"}]}
    asked: Element = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "start", "valueDateTime": day(FAR).isoformat()},
            {"name": "end", "valueDateTime": day(FAR + 28).isoformat()},
            {"name": "patient-resource", "resource": {"resourceType": "Patient", "id": "ann", "identifier": []}},
            {"name": "practitioner", "valueReference": {"identifier": {"system": "urn:x", "value": "1"}}},
            {"name": "appointment-reference", "valueReference": {"reference": f"Appointment/{visit['id']}"}},
            {"name": "appointment-resource", "resource": {**visit, "status": "cancelled", **why}},
            {"name": "_count", "valueInteger": 3},
        ],
    }
    every, rng, wrong = list(places(asked)), Random(11), 0
    more = () if operation is find else ({"who": "the tests"},)
    for number in range(150):
        spoiled = json.loads(json.dumps(asked))
        *path, last = rng.choice(every)
        inside = spoiled
        for key in path:
            inside = inside[key]
        inside[last] = rng.choice((*JUNK, *TEXTS))
        document = spoiled
        if number % 3 == 0 and (kept := as_xml(spoiled)) is not None:
            document = kept
        wrong += refused(lambda said=document: operation(desk, Asked.of_parameters(said), *more))
    assert wrong


def as_xml(document: Element) -> Element | None:
    """As XML would say it; None for what XML cannot say."""
    try:
        return read_xml(write_xml(document))
    except (ValueError, TypeError, AttributeError):
        return None


@pytest.mark.parametrize("name", ["search", "patients", "audit"])
def test_junk_in_a_search(desk: Desk, name: str) -> None:
    desk.load(far())
    asks: dict[str, Callable[[Asked], Element]] = {
        "search": lambda asked: search(desk, asked),
        "patients": lambda asked: patients(desk, asked),
        "audit": lambda asked: audit(desk, asked, lambda _: ()),
    }
    keys = (
        "_id",
        "patient",
        "patient.identifier",
        "actor",
        "location",
        "location.name",
        "status",
        "date",
        "identifier",
    )
    for key in (*keys, "_count", "_offset", "_include", "name", "family", "practitioner:identifier"):
        for text in TEXTS:
            refused(lambda key=key, text=text: asks[name](Asked.of_query([(key, text), (key, text)])))

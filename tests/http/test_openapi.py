"""The OpenAPI document: the one in docs/ is that of the code, and breaks no client of the last release."""

from __future__ import annotations

import copy
import json

from planner.http.problems.document import MEDIA_TYPE
from tests.http.compatibility import breaking
from tests.http.worlds import document
from tests.pages import read

DOCUMENT = document()
OPERATIONS = [
    (f"{method} {path}", each)
    for path, operations in DOCUMENT["paths"].items()
    for method, each in operations.items()
    if path.startswith("/v1/")  # FHIR's answer OperationOutcomes
]
HOW = "write it by: python -m planner.http.document > docs/openapi.json"


def test_the_document_is_in_the_docs() -> None:
    assert json.loads(read("docs/openapi.json")) == DOCUMENT, HOW


def test_nothing_of_the_last_release_is_broken() -> None:
    assert breaking(json.loads(read("docs/openapi-released.json")), DOCUMENT) == []


def test_what_would_break_a_client_is_found() -> None:
    path, broken = "/v1/holds", copy.deepcopy(DOCUMENT)
    del broken["paths"]["/v1/policy"]
    broken["paths"][path]["post"]["operationId"] = "keep"
    broken["components"]["schemas"]["ToHold"]["required"].append("why")
    del broken["components"]["schemas"]["Hold"]["properties"]["until"]
    found = breaking(DOCUMENT, broken)
    assert len(found) >= 4
    assert any("GET /v1/policy is gone" in each for each in found)
    assert any("must have why" in each for each in found)
    assert any("until is gone" in each for each in found)


def test_every_operation_has_a_name_a_sentence_and_its_refusals() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    names = [each["operationId"] for _, each in OPERATIONS]
    assert len(names) == len(set(names))
    for name, each in OPERATIONS:
        assert each["description"], name
        assert {"401", "404", "409", "412", "422", "429", "503"} <= each["responses"].keys(), name
        assert any(status.startswith("2") for status in each["responses"]), name
    for refused in DOCUMENT["components"]["responses"].values():
        assert list(refused["content"]) == [MEDIA_TYPE]


def test_every_operation_but_signing_in_wants_a_scope_or_a_session() -> None:
    assert [each["operationId"] for _, each in OPERATIONS if not each.get("security")] == ["signIn"]

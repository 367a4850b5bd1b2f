"""Every route of the OpenAPI document asks for a token, and for the scope that it says there."""

from __future__ import annotations

import re

import httpx2
import pytest

from planner.http.access.scopes import SCOPES
from tests.http.worlds import Served, document, problem

PUBLIC = {"signIn", "exchange", "smartConfiguration", "fhirMetadata", "fhirBulkPublish", "fhirBulkFile"}
ROUTES = [
    (operation["operationId"], method.upper(), re.sub(r"\{\w+\}", "x", path), operation.get("security", []))
    for path, operations in document()["paths"].items()
    for method, operation in operations.items()
]


@pytest.fixture
def asked(served: Served) -> httpx2.Client:
    return served.with_headers({"Content-Type": "application/json", "Idempotency-Key": "order-1"}).http


def test_every_route_that_is_not_public_wants_a_token(served: Served, asked: httpx2.Client) -> None:
    assert {name for name, _, _, security in ROUTES if not security} == PUBLIC
    for name, method, path, security in ROUTES:
        if security:
            for headers in ({}, {"Authorization": "Bearer pln_wrong"}):
                refused = asked.request(method, path, headers=headers)
                assert _words(refused, 401, "unauthenticated"), name
                assert refused.headers["www-authenticate"].startswith("Bearer"), name


def test_every_route_wants_its_scope(served: Served, asked: httpx2.Client) -> None:
    tokens = {
        scope: served.tokens.make(f"all but {scope}", set(SCOPES) - {scope}, "the tests", subject="practitioner:mai")[1]
        for scope in SCOPES
    }
    for name, method, path, security in ROUTES:
        for scope in {scope for each in security for scopes in each.values() for scope in scopes}:
            refused = asked.request(method, path, headers={"Authorization": f"Bearer {tokens[scope]}"})
            assert f"{scope!r}" in _words(refused, 403, "not-allowed"), name


def _words(refused: httpx2.Response, status: int, code: str) -> str:
    """Why it was refused; FHIR's routes say so in an OperationOutcome."""
    if refused.url.path.startswith("/fhir/"):
        assert (refused.status_code, refused.json()["resourceType"]) == (status, "OperationOutcome")
        return refused.text
    return str(problem(refused, status, code)["detail"])

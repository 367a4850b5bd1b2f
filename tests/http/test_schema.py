"""The OpenAPI document tried as a whole by schemathesis: no 500, and every answer as it is documented.

`SOAK=1` asks each operation 50 times each way in place of once. Checks that are known for false alarms here:
- positive_data_acceptance: a documented 400, 409, 412 or 422 counts as a valid request refused (schemathesis #2906,
  #3516, #3696); a schema cannot say which plans there are.
- missing_required_header, unsupported_method, ignored_auth: they ask again by themselves for each answer;
  tests/http/access asks every route without a token and without its scope.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, openapi
from schemathesis.specs.openapi import checks

from planner.http.door import Settings
from tests.http.worlds import SOON, Client, Served, document, soon
from tests.worlds import absence, day, event

SOAK = bool(os.environ.get("SOAK"))
EXAMPLES = 50 if SOAK else 1
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
REFUSALS = [checks.negative_data_rejection]
"""Asked of what the schema forbids."""
SECONDS = 0.05
"""In place of whatever is asked of a search, which may take an hour."""
KNOWN = {
    "plan": "a",
    "patient": "ann",
    "number": 2,
    "practitioner": "mai",
    "of": "one",
    "on": day(SOON).isoformat(),
    "kind": "peel",
    "procedure": "peel",
    "entry": 1,
}
"""What there is, by the names of addresses' parts; others are looked up."""
SCHEMA = openapi.from_dict(document())
SCHEMA.config.checks.negative_data_rejection.expected_statuses += ["412"]  # an If-Match that is old is refused first
OPERATIONS = {
    operation.definition.raw["operationId"]: operation
    for found in SCHEMA.get_all_operations()
    if not (operation := found.ok()).path.endswith("/events") or "jobs" not in operation.path  # a stream
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A clinic with something of every kind, by whose limits nobody waits."""
    clinic = soon(absences=(absence("mai", SOON + 400),), events=(event("peel", SOON - 300),))
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('schema')) / 'clinic.db'}"
    with Served(url, clinic, Settings(a_minute=1_000_000, works=False)) as served:
        yield served


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_as_it_is_documented(served: Served, name: str, mode: GenerationMode) -> None:
    operation, staff = OPERATIONS[name], served.client(name=f"{name} {mode.value}")
    there = {**KNOWN, **_there(served)} if mode is GenerationMode.POSITIVE else {}
    known = {each.name: there[each.name] for each in operation.path_parameters if each.name in there}
    cases = operation.as_strategy(mode)
    if known:
        cases = st.one_of(operation.as_strategy(mode, path_parameters=known), cases)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not SOAK,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: schemathesis.Case) -> None:
        _hurried(case)
        answered = _sent(case, staff)
        case.validate_response(answered, checks=CHECKS + (REFUSALS if mode is GenerationMode.NEGATIVE else []))

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("there is nothing here that the document forbids")


def _sent(case: schemathesis.Case, client: Client) -> httpx2.Response:
    """The answer to a case, by our own client: that of schemathesis knows no urllib3 but the first."""
    said = case.as_transport_kwargs(base_url=str(client.http.base_url))
    if isinstance(said.get("data"), bytes | str):  # a form is a dict
        said["content"] = said.pop("data")
    said["headers"] = {**said["headers"], "Authorization": client.http.headers["Authorization"]}
    known = {
        name: each
        for name, each in said.items()
        if name in ("method", "url", "headers", "params", "json", "content", "data")
    }
    return client.http.request(**known)


def _there(served: Served) -> dict[str, Any]:
    """A visit and a hold that are there now."""
    rows = served.desk.listed(most=1)
    return {"appointment": rows[0].id} if rows else {}


def _hurried(case: schemathesis.Case) -> None:
    """Searches that are asked for as long as they may be would be the test's whole time."""
    for place in (case.body, case.query):
        if isinstance(place, dict) and isinstance(place.get("seconds"), float | int) and place["seconds"] > SECONDS:
            place["seconds"] = SECONDS

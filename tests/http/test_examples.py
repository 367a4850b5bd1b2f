"""The OpenAPI document's examples: each operation that takes a body has one, and the example clinic understands it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import planner
from planner.http.schemas.examples import BODIES
from tests.http.worlds import Served, document

MAPLE_STREET = Path(__file__).parents[2] / "examples" / "maple-street"
EVENING = datetime(2026, 11, 26, 3, tzinfo=UTC)
OPERATIONS = {
    operation["operationId"]: (method, path, operation["requestBody"]["content"]["application/json"])
    for path, operations in document()["paths"].items()
    for method, operation in operations.items()
    if path.startswith("/v1/") and "requestBody" in operation
}
NOT_THERE = {"placeSession", "wish", "undo", "choosePassword"}
"""They ask about a session that is due or booked, an entry that can be undone, or a person's session."""


def test_every_operation_that_takes_a_body_has_an_example_and_no_other_has() -> None:
    assert OPERATIONS.keys() == BODIES.keys()
    for name, (_, _, body) in OPERATIONS.items():
        assert body["example"] == BODIES[name]


def test_the_example_clinic_understands_each(serve: Callable[..., Served]) -> None:
    """Refused may it be, for what is asked about is not there, but not as something that cannot be understood."""
    clinic = planner.read(MAPLE_STREET)
    server = serve(clinic, clock=lambda: EVENING)
    client = server.client()
    answered, wrong = {}, []
    for name, (method, path, body) in OPERATIONS.items():
        answer = client.http.request(
            method, _filled(path, body["example"]), json=body["example"], headers={"Idempotency-Key": name}
        )
        answered[name] = answer.status_code
        if answer.status_code in (400, 422) and (name not in NOT_THERE or answer.json()["code"] != "nonsense"):
            wrong.append(f"{name}: {answer.text}")
    assert not wrong, "\n".join(wrong)
    assert sum(status < 300 for status in answered.values()) > len(answered) / 2, answered


def _filled(path: str, body: Any) -> str:
    """An address at the example clinic."""
    fact = body.get("fact", {})
    known = {
        "id": fact.get("id", "nothing"),
        "of": "light-panel" if "equipment" in path else "willow",
        "plan": "p01-clear-skin",
        "patient": "p39",
        "practitioner": "birch",
        "kind": "botox",
        "number": "1",
        "entry": "1",
        "appointment": "p01-clear-skin-1",
    }
    return re.sub(r"\{(\w+)\}", lambda found: known[found[1]], path)

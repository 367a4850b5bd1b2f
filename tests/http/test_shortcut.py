"""The short way to the desk answers as FastAPI's own way does, and what is not as it should be goes that way."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.routing import Match

from planner.http.shortcut import Shortcut, Shortcuts
from tests.http.worlds import Client, Served


def told(client: Client, path: str, content: bytes | None, headers: dict[str, str]) -> tuple[int, Any]:
    answered = client.http.post(path, content=content, headers=headers)
    said = answered.json()
    return answered.status_code, {name: each for name, each in said.items() if name not in ("request", "hold", "until")}


def asked(rows: bytes) -> list[tuple[str, bytes | None, dict[str, str]]]:
    """Requests that are not as they should be, each in one way."""
    good = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    return [
        ("/v1/holds", rows, {**good, "Idempotency-Key": ""}),
        ("/v1/holds", rows, {**good, "Idempotency-Key": "k" * 256}),
        ("/v1/holds", rows, {"Content-Type": "application/json"}),
        ("/v1/holds", rows, {**good, "Content-Type": "text/plain"}),
        ("/v1/holds", rows, {**good, "Authorization": "Bearer nobody"}),
        ("/v1/holds", rows, {**good, "Authorization": "Bearer"}),
        ("/v1/holds", rows, {**good, "Authorization": "Basic eDp5"}),
        ("/v1/holds", rows, {**good, "If-Match": "7"}),
        ("/v1/holds", rows.replace(b"minutes", b"Minutes").replace(b"needling", b"\\ud800"), good),
        ("/v1/holds", b'{"rows": []}', good),
        ("/v1/holds", b"{", good),
        ("/v1/holds", b"[]", good),
        ("/v1/holds", b"", good),
        ("/v1/holds", None, good),
        ("/v1/bookings", b'{"hold": 7}', good),
        ("/v1/bookings", b"{}", good),
        ("/v1/appointments/a-1/attended", b"null", good),
        ("/v1/appointments/none/cancel", b'{"reason": "?"}', good),
    ]


def test_what_is_wrong_is_said_alike_on_both_ways(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = served.client()
    rows = staff.http.build_request("POST", "/", json={"rows": staff.offers("a")[0]["rows"], "minutes": 5}).content
    short = [told(staff, *each) for each in asked(rows)]
    monkeypatch.setattr(Shortcuts, "matches", lambda *_: (Match.NONE, {}))
    assert short == [told(staff, *each) for each in asked(rows)]


def test_bookings_go_the_short_way(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    went, ask = list[str](), Shortcut.ask

    async def noted(self: Shortcut, request: Any, given: Any) -> Any:
        went.append(request.url.path)
        return await ask(self, request, given)

    monkeypatch.setattr(Shortcut, "ask", noted)
    portal = served.portal()
    done = portal.booked("a")
    id = done["rows"][0]["appointment"]
    assert portal.post(f"/v1/appointments/{id}/cancel", {"reason": "patient-cancel"}).status_code == 200
    assert went == ["/v1/holds", "/v1/bookings", f"/v1/appointments/{id}/cancel"]

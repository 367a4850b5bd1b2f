"""A receiver of webhooks: a real server on this machine, that reads them as the standard's own library does."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

from pytest_httpserver import HTTPServer
from standardwebhooks import Webhook
from werkzeug import Request, Response

from tests.http.worlds import Client

ALL = (
    *("hold.made", "hold.ended", "appointment.booked", "appointment.moved", "appointment.cancelled"),
    *("facts.changed", "patient.forgotten"),
)


class Receiver:
    """Takes whatever comes, unless told; `answers` are what it says first."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/hooks")
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[Response] = []
        server.expect_request("/hooks", method="POST").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), request.get_data()))
        return self.answers.pop(0) if self.answers else Response(status=204)

    def subscribed(self, staff: Client, *events: str) -> dict[str, Any]:
        made = staff.post("/v1/webhooks", {"url": self.url, "events": list(events or ALL)})
        assert made.status_code == 201, made.text
        said: dict[str, Any] = made.json()
        return said

    def told(self, secret: str, number: int) -> list[dict[str, Any]]:
        """The messages that have come, at least so many, each held against a secret."""
        until(lambda: len(self.requests) >= number)
        return [Webhook(secret).verify(body, headers) for headers, body in self.requests]


def held_and_dropped(staff: Client, plan: str) -> None:
    """Two entries of the journal, after which everything is as it was."""
    held = staff.hold(staff.offers(plan)[-1]).json()
    assert staff.delete(f"/v1/holds/{held['hold']}").status_code == 200


def until(holds: Any, seconds: float = 30) -> None:
    """Wait until something holds."""
    end = monotonic() + seconds
    while not holds():
        assert monotonic() < end, "it did not come to hold"
        sleep(0.02)

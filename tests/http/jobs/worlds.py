"""Jobs asked for and waited for."""

from __future__ import annotations

from time import sleep
from typing import Any

from tests.http.worlds import SOON, Client
from tests.worlds import day

DAYS = {"first": day(SOON).isoformat(), "last": day(SOON + 13).isoformat(), "look_ahead": 0}


def ended(client: Client, job: str) -> dict[str, Any]:
    while (found := client.get(job)).json()["status"] in ("waiting", "running"):
        assert "retry-after" in found.headers
        sleep(0.05)
    said: dict[str, Any] = found.json()
    return said


def begun(client: Client, **more: Any) -> str:
    """The address of a job that plans two weeks."""
    asked = client.post("/v1/rosters", {**DAYS, "effort": 0.1, **more})
    assert asked.status_code == 202, asked.text
    return str(asked.headers["location"])

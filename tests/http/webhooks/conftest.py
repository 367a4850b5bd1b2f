"""A clinic that is served, and somebody who wants to be told what happens in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from planner.http.door import Settings
from planner.http.webhooks import sender
from tests.http.webhooks.worlds import Receiver
from tests.http.worlds import Served, soon

PRIVATE = Settings(webhooks_to_private=True)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is looked at in no time."""
    monkeypatch.setattr(sender, "LOOK", 0.02)


@pytest.fixture
def either(url: str) -> Iterator[Served]:
    with Served(url, soon(), PRIVATE) as served:
        yield served


@pytest.fixture
def local(tmp_path: object) -> Iterator[Served]:
    with Served(f"sqlite:///{tmp_path}/clinic.db", soon(), PRIVATE) as served:
        yield served


@pytest.fixture
def receiver(httpserver: HTTPServer) -> Receiver:
    return Receiver(httpserver)

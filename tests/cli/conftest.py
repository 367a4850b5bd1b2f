"""The day on which the commands are tried."""

from __future__ import annotations

import pytest

from tests.cli.worlds import MORNING


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_NOW", MORNING)

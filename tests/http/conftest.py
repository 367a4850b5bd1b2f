"""Served clinics to test on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from planner.clinic import Clinic
from tests.http.worlds import Served, soon


@pytest.fixture
def serve(tmp_path: Path, empty_file: Path) -> Iterator[Callable[..., Served]]:
    """Serves clinics, far ones unless told, each from a file; they are stopped after the test."""
    shutil.copy(empty_file, tmp_path / "clinic.db")
    with ExitStack() as stack:

        def start(clinic: Clinic | None = None, url: str = "", **more: Any) -> Served:
            made = Served(url or f"sqlite:///{tmp_path / 'clinic.db'}", clinic or soon(), **more)
            return stack.enter_context(made)

        yield start


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    return serve()

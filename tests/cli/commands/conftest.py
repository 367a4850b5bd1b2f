"""What the commands are tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.worlds import desk
from tests.files.worlds import small_folder


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return small_folder(tmp_path)


@pytest.fixture
def store(clinic: Path, tmp_path: Path) -> Path:
    """A store with the small clinic."""
    assert desk("load", tmp_path / "clinic.db", clinic).status == 0
    return tmp_path / "clinic.db"

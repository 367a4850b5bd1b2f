"""What the commands are tried on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.worlds import MORNING, desk
from tests.files.worlds import small_folder


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return small_folder(tmp_path)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the small clinic, to be copied."""
    folder = tmp_path_factory.mktemp("loaded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANNER_NOW", MORNING)
        assert desk("load", folder / "clinic.db", small_folder(folder)).status == 0
    return folder / "clinic.db"


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    """A store with the small clinic."""
    return Path(shutil.copy(loaded, tmp_path / "clinic.db"))

"""What holds for all tests."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.pages import ROOT

settings.register_profile("planner", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("planner")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder like the repository's, to work in."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path

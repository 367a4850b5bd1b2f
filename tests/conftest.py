"""What holds for all tests."""

import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from tests.pages import ROOT

settings.register_profile("planner", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("planner")

# A shell makes what it starts in the background deaf to Ctrl-C, and tests press it.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder like the repository's, to work in."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path

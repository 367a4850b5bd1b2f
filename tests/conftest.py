"""What holds for all tests."""

import gc
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests.pages import ROOT

pytest_plugins = ["tests.desk.postgres", "tests.desk.desks"]  # one server a process, whichever folders ask for it

settings.register_profile("planner", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("planner")

# Each process would compile planner and the tests anew: what Python compiles is kept, whatever the environment says.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A shell makes what it starts in the background deaf to Ctrl-C, and tests press it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pages' tests first: they take longest, and whatever comes last is waited for by every other process.

    Tests that share a server or a cluster go to one process (`--dist loadgroup`), or each would make its own.
    """
    items.sort(key=lambda item: item.path.parent != ROOT / "tests")
    for item in items:
        fixtures = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009  pytest has no public name
        scopes = {made.scope for each in fixtures for made in each}
        if scopes & {"module", "package"}:
            item.add_marker(pytest.mark.xdist_group(str(item.path.parent if "package" in scopes else item.path)))


gc.disable()  # what is loaded until the tests are collected stays, and going through it again and again takes seconds


def pytest_collection_finish() -> None:
    """What is loaded by now is left out of what is collected from here on."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder like the repository's, to work in."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path

"""A small clinic to be spoiled, and its roster."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.engine.planning import front_desk
from planner.roster.roster import Roster
from tests.files.reading.worlds import Folder
from tests.files.worlds import small_folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "folder").mkdir()
    return Folder(tmp_path / "folder")


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """The small clinic's folder."""
    return small_folder(tmp_path)


@pytest.fixture
def roster(clinic: Path) -> Roster:
    """Its December, as a front desk places it."""
    return front_desk(planner.read(clinic), "2026-12")


@pytest.fixture
def made(roster: Roster, tmp_path: Path) -> Path:
    """The roster's folder."""
    planner.write(roster, tmp_path / "made")
    return tmp_path / "made"

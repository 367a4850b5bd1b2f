"""A tiny valid clinic folder, to be spoiled one cell at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.reading.worlds import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)

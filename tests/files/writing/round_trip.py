"""A clinic written and read again."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from planner.clinic import Clinic
from planner.files.reading import load
from planner.files.writing import write_clinic


def again(clinic: Clinic) -> Clinic:
    """What a reader makes of the clinic's folder."""
    with TemporaryDirectory() as made:
        write_clinic(clinic, Path(made) / "clinic")
        return load(Path(made) / "clinic").clinic


def files(clinic: Clinic) -> dict[str, str]:
    """The text of each file of the clinic's folder."""
    with TemporaryDirectory() as made:
        write_clinic(clinic, Path(made) / "clinic")
        return {path.name: path.read_text(encoding="utf-8") for path in (Path(made) / "clinic").iterdir()}

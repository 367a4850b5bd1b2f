"""Folders of tiny clinics, what is asked of them, and what a run says of itself."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.cluster.clinics import content_of
from planner.cluster.job import Asked, Job
from planner.cluster.manifest import Manifest
from planner.cluster.results import Results
from tests.cli.worlds import swap
from tests.files.worlds import busy_folder, small_folder

SOAK = bool(os.environ.get("SOAK"))
ASKED = Asked("2026-12-01", "2026-12-31", 14, effort=0.1)


def small_clinic(root: Path, name: str) -> Path:
    """A clinic like any other of these, but for its name."""
    return _named(small_folder(_new(root)), root / name)


def busy_clinic(root: Path, name: str, patients: int = 26) -> Path:
    """One that takes seconds to search, and more memory with more patients."""
    return _named(busy_folder(_new(root), patients), root / name)


def faulty_clinic(root: Path, name: str) -> Path:
    folder = small_clinic(root, name)
    swap(folder / "plans.csv", "c1,p1", "c1,nobody")
    return folder


def endless_clinic(root: Path, name: str) -> Path:
    """One that nobody ever reads to the end: a table is a pipe into which nothing is written."""
    folder = small_clinic(root, name)
    (folder / "plans.csv").unlink()
    os.mkfifo(folder / "plans.csv")
    return folder


def job_of(folder: Path, out: Path, asked: Asked = ASKED, **more: Any) -> Job:
    """The job of a clinic, the folder of its run made."""
    results = Results.make(out)
    return Job(folder.name, str(folder), content_of(folder), str(results.out), asked, **more)


def counted(out: Path, what: str) -> dict[str, int]:
    """How many lines of the manifest say this, by clinic."""
    lines = Manifest(out / "manifest.jsonl").lines()
    return dict(Counter(line["clinic"] for line in lines if line["what"] == what))


def wait_until(true: Callable[[], object], what: str) -> None:
    until = time.monotonic() + 120
    while not true():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _new(root: Path) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    return root


def _named(folder: Path, into: Path) -> Path:
    swap(folder / "clinic.toml", "Corner Clinic", f"Clinic {into.name}")
    return folder.rename(into)

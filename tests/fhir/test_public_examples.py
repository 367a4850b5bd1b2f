"""Documents that HL7, IHE and others publish: each is read as facts or as findings, and answers keep IHE's profile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZipFile

import pytest

from planner.errors import FaultyClinic
from planner.fhir.intake import read_clinic
from planner.files.reading import load
from tests.fhir.validators import SOAK

EXAMPLES = "PLANNER_FHIR_EXAMPLES"
"""A folder of public documents, .json, .xml or .ndjson."""
MARKS = b"resourceType", b"http://hl7.org/fhir"
CLINIC = load(Path(__file__).parents[2] / "examples" / "maple-street").clinic


def folders() -> Iterator[Path]:
    if given := os.environ.get(EXAMPLES):
        yield Path(given)
    if os.environ.get(SOAK):
        yield _fetched()


@cache
def _fetched() -> Path:
    """HL7's official examples, R4B and R5, which the wheel of fhirstarter carries."""
    folder = Path(mkdtemp())
    call = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "fhirstarter", "--dest", str(folder)]
    if subprocess.run(call, capture_output=True, check=False).returncode:
        pytest.skip("pip cannot fetch fhirstarter")
    with ZipFile(next(folder.glob("*.whl"))) as wheel:
        for name in wheel.namelist():
            if name.endswith("examples.zip"):
                with ZipFile(wheel.open(name)) as archive:
                    archive.extractall(folder / Path(name).parent.name)
    return folder


def test_every_public_example_reads_as_facts_or_as_findings() -> None:
    there = [path for folder in folders() for path in sorted(folder.rglob("*")) if _is_document(path)]
    if not there:
        pytest.skip(f"{EXAMPLES} names no folder of documents, and {SOAK} is not set")
    taken = [path for path in there if not _faults(path)]
    print(f"{len(taken)} taken, {len(there) - len(taken)} refused with findings")
    assert taken


def _faults(path: Path) -> list[str]:
    """What cannot be read of it, each with its mend; anything else that is raised fails the test."""
    try:
        read_clinic({path.name: path.read_bytes()}, CLINIC)
    except FaultyClinic as why:
        return [f"{fault.wrong} → {fault.mend}" for fault in why.faults]
    return []


def _is_document(path: Path) -> bool:
    return path.suffix in (".json", ".xml", ".ndjson") and any(mark in path.read_bytes() for mark in MARKS)

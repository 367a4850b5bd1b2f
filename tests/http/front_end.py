"""A booking front end that knows IHE's Scheduling profile and nothing of planner."""

from __future__ import annotations

import json
from typing import Any

import httpx2
from fhir.resources import get_fhir_model_class as r5
from fhir.resources.R4B import get_fhir_model_class as r4
from lxml import etree

from tests.fhir.validators import wrong_in_r4, wrong_in_r5

Element = dict[str, Any]
FHIR = "http://hl7.org/fhir"
TYPES = {"patient": "Patient", "appointment": "Appointment", "location": "Location", "practitioner": "Practitioner"}


class FrontEnd:
    """Finds, holds, books and searches by what ITI-115 to ITI-118 say alone, in JSON or in XML."""

    def __init__(self, http: httpx2.Client, release: str = "R4", form: str = "json") -> None:
        self.http, self.release, self.form, self.root = http, release, form, f"/fhir/{release}"
        self.media = f"application/fhir+{form}"
        self.cancelled_because = "cancelationReason" if release == "R4" else "cancellationReason"
        self.seen: list[Element] = []
        """All that was answered."""

    def get(self, path: str, **asked: Any) -> tuple[int, Element]:
        return self.follow(f"{self.root}/{path}", params=asked)

    def follow(self, address: str, **more: Any) -> tuple[int, Element]:
        return self._read(self.http.get(address, headers={"Accept": self.media}, **more))

    def form_search(self, type: str, **asked: Any) -> tuple[int, Element]:
        return self._read(self.http.post(f"{self.root}/{type}/_search", data=asked, headers={"Accept": self.media}))

    def post(self, operation: str, **parameters: Any) -> tuple[int, Element]:
        """An operation by POST; `patient_reference` stands for the parameter patient-reference."""
        said = [
            self._parameter(name if name.startswith("_") else name.replace("_", "-"), each)
            for name, given in parameters.items()
            for each in (given if isinstance(given, list) else [given])
        ]
        body: Element = {"resourceType": "Parameters", "parameter": said}
        content = json.dumps(body).encode() if self.form == "json" else as_xml(body)
        headers = {"Content-Type": self.media, "Accept": self.media}
        return self._read(self.http.post(f"{self.root}/Appointment/${operation}", content=content, headers=headers))

    def _parameter(self, name: str, value: Any) -> Element:
        if isinstance(value, dict) and "resourceType" in value:
            return {"name": name, "resource": value}
        if name.endswith("reference") or name == "practitioner":
            return {"name": name, "valueReference": value if isinstance(value, dict) else {"reference": value}}
        if name in ("start", "end"):
            return {"name": name, "valueDateTime": value}
        return {"name": name, "valueInteger" if name == "_count" else "valueString": value}

    def _read(self, answer: httpx2.Response) -> tuple[int, Element]:
        assert answer.headers["content-type"] == self.media, answer.text
        document: Element = answer.json() if self.form == "json" else self._of_xml(answer.content)
        assert (wrong_in_r4 if self.release == "R4" else wrong_in_r5)(document) == []
        self.seen.append(document)
        return answer.status_code, document

    def _of_xml(self, content: bytes) -> Element:
        type = etree.QName(etree.fromstring(content)).localname
        model = (r4 if self.release == "R4" else r5)(type)
        document: Element = json.loads(model.model_validate_xml(content).model_dump_json())
        return document

    def find(self, start: str, end: str, patient: str = "Patient/ann", **more: Any) -> list[Element]:
        status, found = self.post("find", start=start, end=end, patient_reference=patient, **more)
        assert status == 200
        return appointments(found)


def appointments(bundle: Element) -> list[Element]:
    """The Appointments of a Bundle that is as the profile has it."""
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "searchset")
    found = [e["resource"] for e in bundle["entry"] if e["search"]["mode"] == "match"]
    assert bundle["total"] >= len(found)
    for each in found:
        assert each["resourceType"] == "Appointment"
        assert each["start"] < each["end"]
        assert len(each["requestedPeriod"]) == 1
        assert each["participant"]
    return found


def outcome(document: Element) -> tuple[str, str]:
    """How severe a refusal is, and its code; the one of `$book` comes in a Bundle."""
    if document["resourceType"] == "Bundle":
        assert document["total"] == 0
        (entry,) = document["entry"]
        assert entry["search"]["mode"] == "outcome"
        document = entry["resource"]
    assert document["resourceType"] == "OperationOutcome"
    return document["issue"][0]["severity"], document["issue"][0]["code"]


def as_xml(resource: Element) -> bytes:
    """A resource as FHIR's XML; the keys of what is sent stand in FHIR's order."""
    return bytes(etree.tostring(_node(resource)))


def _node(resource: Element) -> Any:
    root = etree.Element(f"{{{FHIR}}}{resource['resourceType']}", nsmap={None: FHIR})  # type: ignore[dict-item]
    _fill(root, {key: value for key, value in resource.items() if key != "resourceType"})
    return root


def _fill(node: Any, content: Element) -> None:
    for key, value in content.items():
        if key == "url" and etree.QName(node).localname == "extension":
            node.set(key, value)
            continue
        for item in value if isinstance(value, list) else [value]:
            child = etree.SubElement(node, f"{{{FHIR}}}{key}")
            if not isinstance(item, dict):
                child.set("value", str(item).lower() if isinstance(item, bool) else str(item))
            elif "resourceType" in item:
                child.append(_node(item))
            else:
                _fill(child, item)

"""Resources in a Bundle, or as Bulk Data: a file of lines for each type."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planner.errors import Nonsense
from planner.fhir.elements import Element
from planner.fhir.node import Node, Origin, Reader
from planner.fhir.xml import read_xml
from planner.files.reading.findings import Findings

ENDING = ".ndjson"
MOST = 2**28
"""Bytes of a file, a quarter of a gigabyte."""


# --- out --------------------------------------------------------------------------------------------------------------


def bundle(resources: Iterable[Element], type: str = "collection") -> Element:
    """A Bundle whose entries are addressed by type and id."""
    entries = [{"fullUrl": address(each), "resource": each} for each in resources]
    return {"resourceType": "Bundle", "type": type, **({"entry": entries} if entries else {})}


def encoded(document: Element) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def address(resource: Element) -> str:
    return f"urn:planner:{resource['resourceType']}/{resource['id']}"


def bulk(resources: Iterable[Element]) -> dict[str, str]:
    """The content of each type's file, by its name."""
    lines: dict[str, list[str]] = {}
    for each in resources:
        lines.setdefault(each["resourceType"], []).append(json.dumps(each, ensure_ascii=False, separators=(",", ":")))
    return {f"{type}{ENDING}": "".join(f"{line}\n" for line in each) for type, each in lines.items()}


# --- in ---------------------------------------------------------------------------------------------------------------


def read_files(files: Mapping[str, bytes], reader: Reader) -> list[Node]:
    """The resources of files by name: JSON, XML, or `.ndjson` with one a line; Bundles are opened."""
    found: list[Node] = []
    for name, content in files.items():
        if len(content) > MOST:
            reader.findings.fault(name, None, None, f"this has over {MOST:,} bytes", "give it in several files")
            continue
        found += _lines(name, content, reader) if name.endswith(ENDING) else _document(name, content, reader)
    return found


def _document(name: str, content: bytes, reader: Reader) -> Iterator[Node]:
    try:
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            reader.loose = True
            document: Any = read_xml(content)
        else:
            document = read_json(content)
    except Nonsense as why:
        reader.findings.fault(name, None, None, str(why), "give a resource of FHIR, as JSON or XML")
        return
    yield from opened(document, Origin(name, None, ""), reader)


def _lines(name: str, content: bytes, reader: Reader) -> Iterator[Node]:
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip():
            try:
                document = read_json(line)
            except Nonsense as why:
                reader.findings.fault(name, number, None, str(why), "give one resource of FHIR a line")
                continue
            yield from opened(document, Origin(name, number, ""), reader)


def read_json(content: bytes) -> Any:
    """A JSON document. Raises Nonsense for what is none, or is nested beyond all measure."""
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise Nonsense("this is no UTF-8") from None
    except RecursionError:
        raise Nonsense("this has too many brackets within one another") from None
    except ValueError as why:
        raise Nonsense(f"this is no JSON: {why}") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def opened(document: Any, origin: Origin, reader: Reader) -> Iterator[Node]:
    """A resource; of a Bundle, each of its entries."""
    type = document.get("resourceType") if isinstance(document, dict) else None
    if not isinstance(type, str):
        reader.findings.fault(
            origin.file, origin.row, origin.path or None, "this is no resource", "give its resourceType"
        )
        return
    if type != "Bundle":
        path = origin.path or type
        yield Node(document, path, Origin(origin.file, origin.row, path, origin.full_url), reader)
        return
    entries = document.get("entry", [])
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        path = f"{origin.path or 'Bundle'}.entry[{number}]"
        if not isinstance(entry, dict):
            reader.findings.fault(origin.file, origin.row, path, "this is no entry", "give an object with a resource")
        elif "resource" in entry:
            url = entry.get("fullUrl")
            inner = Origin(origin.file, origin.row, f"{path}.resource", url if isinstance(url, str) else "")
            yield from opened(entry["resource"], inner, reader)
        else:
            reader.leave("Bundle.entry", "it has no resource", path)


def findings_of(reader: Reader) -> Findings:
    """What was found, with what was not taken, alike ones in one line."""
    for (where, why), examples in sorted(reader.left.items()):
        often = f", {len(examples)} times, first" if len(examples) > 1 else ""
        reader.findings.warn(where, None, None, f"not taken: {why}{often} at {examples[0]}")
    return reader.findings

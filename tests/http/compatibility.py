"""What of an OpenAPI document would break a client of an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

METHODS = ("get", "put", "post", "delete", "patch")
Document = dict[str, Any]


def breaking(before: Document, after: Document) -> list[str]:
    """Each way in which a client of the document before could fail with the one after, in words."""
    return list(_breaking(before, after))


def _breaking(before: Document, after: Document) -> Iterator[str]:
    for path, operations in before["paths"].items():
        for method in METHODS:
            if method not in operations:
                continue
            name, old, new = f"{method.upper()} {path}", operations[method], after["paths"].get(path, {}).get(method)
            if new is None:
                yield f"{name} is gone"
                continue
            if old["operationId"] != new["operationId"]:
                yield f"{name} is called {new['operationId']} in place of {old['operationId']}"
            yield from (f"{name}: {why}" for why in _asked(before, old, after, new))
            yield from (f"{name}: {why}" for why in _answered(before, old, after, new))


def _asked(before: Document, old: Any, after: Document, new: Any) -> Iterator[str]:
    there = {(each["in"], each["name"]): each for each in new.get("parameters", [])}
    known = {(each["in"], each["name"]): each for each in old.get("parameters", [])}
    for key in known.keys() - there.keys():
        yield f"the {key[0]} parameter {key[1]} is gone"
    for key, each in there.items():
        if each.get("required") and not known.get(key, {}).get("required"):
            yield f"the {key[0]} parameter {key[1]} must be given now"
    bodies = [_body(document, each) for document, each in ((before, old), (after, new))]
    for field in set(bodies[1].get("required", ())) - set(bodies[0].get("required", ())):
        yield f"the body must have {field} now"
    for field in bodies[0].get("properties", {}).keys() - bodies[1].get("properties", {}).keys():
        yield f"the body's {field} is gone"


def _answered(before: Document, old: Any, after: Document, new: Any) -> Iterator[str]:
    for status in old["responses"].keys() & {"200", "201", "202", "204"}:
        if status not in new["responses"]:
            yield f"it answers {status} no more"
            continue
        shapes = [_schema(d, each["responses"][status]) for d, each in ((before, old), (after, new))]
        for field in shapes[0].get("properties", {}).keys() - shapes[1].get("properties", {}).keys():
            yield f"the answer's {field} is gone"
        for field in set(shapes[0].get("required", ())) - set(shapes[1].get("required", ())):
            yield f"the answer may lack {field} now"


def _body(document: Document, operation: Any) -> Any:
    return _schema(document, operation.get("requestBody", {}))


def _schema(document: Document, holder: Any) -> Any:
    schema = holder.get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema

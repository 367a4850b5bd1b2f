"""Numbers that are numbers: pydantic's own takes true for 1, and texts of digits."""

from __future__ import annotations

from typing import Any, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import CoreSchema, no_info_before_validator_function

EXACT = "exact"
"""In the metadata of what was made exact, which several types may share."""


def exact(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """The schema of a type in which no number may be given as a truth or a text."""
    schema = handler(source)
    _exact(schema, handler, set())
    return schema


def _exact(node: Any, handler: GetCoreSchemaHandler, seen: set[str]) -> None:
    if isinstance(node, list | tuple):
        for each in node:
            _exact(each, handler, seen)
    if not isinstance(node, dict):
        return
    kind = node.get("type")
    if kind == "definition-ref":
        if node["schema_ref"] not in seen:
            seen.add(node["schema_ref"])
            _exact(handler.resolve_ref_schema(cast(CoreSchema, node)), handler, seen)
    elif isinstance(kind, str) and kind in NUMBERS:
        number = cast(CoreSchema, dict(node))
        node.clear()
        node.update(no_info_before_validator_function(NUMBERS[kind], number, metadata={EXACT: True}))
    elif EXACT not in (node.get("metadata") or {}):
        for part, each in node.items():
            if part != "keys_schema":  # a name, in JSON, which is a text
                _exact(each, handler, seen)


def _number(value: object) -> object:
    """Raises ValueError for a truth or a text."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("number", "is no number; write it without quotes, such as 2")
    return value


def _length(value: object) -> object:
    """Raises ValueError for a truth."""
    if isinstance(value, bool):
        raise PydanticCustomError("length", "is no length; write it as a number of seconds")
    return value


NUMBERS = {"int": _number, "float": _number, "timedelta": _length}
"""What looks at a value before pydantic reads it, by the type of its schema."""

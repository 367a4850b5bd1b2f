"""Facts, and fields of facts, that FHIR has no element for: as extensions named by the fields, and back.

A field is an extension whose URL is its name; a list repeats it; a fact within a fact holds its fields again. What is
as by default is not said. So a field that is added to a fact is carried without a word here.
"""

from __future__ import annotations

import types
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from planner.errors import Nonsense
from planner.fhir.elements import Element, minutes
from planner.fhir.names import own
from planner.fhir.node import Node

EMPTY, KEY, VALUE = "empty", "key", "value"
MINUTE = timedelta(minutes=1)
LARGEST = 2**31 - 1
"""The largest valueInteger."""


# --- out --------------------------------------------------------------------------------------------------------------


def of_fact(kind: str, fact: Any, told: Collection[str] = ()) -> list[Element]:
    """The extension of a fact, with the fields that `told` does not name; none where all are as by default."""
    within = [
        extension
        for field in fields(fact)
        if field.name not in told and (value := getattr(fact, field.name)) != _default(field)
        for extension in of_value(field.name, value)
    ]
    return [{"url": own(kind), "extension": within}] if within else []


def of_value(url: str, value: Any) -> list[Element]:
    """A value under a URL: one extension, or one an item of a list."""
    if isinstance(value, Mapping):
        pairs = [{"url": url, "extension": [*of_value(KEY, k), *of_value(VALUE, v)]} for k, v in value.items()]
        return pairs or _empty(url)
    if isinstance(value, Set):
        value = sorted(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [one for item in value for one in of_value(url, item)] or _empty(url)
    if value is None or value == "":
        return _empty(url)
    if is_dataclass(value):
        return [{"url": url, "extension": [*_fields(value)] or _empty(EMPTY)}]
    return [{"url": url, **_plain(value)}]


def _fields(fact: Any) -> Iterator[Element]:
    for field in fields(fact):
        value = getattr(fact, field.name)
        if value != _default(field):
            yield from of_value(field.name, value)


def _empty(url: str) -> list[Element]:
    return [{"url": url, "extension": [{"url": EMPTY, "valueBoolean": True}]}]


def _plain(value: Any) -> Element:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int) and abs(value) <= LARGEST:
        return {"valueInteger": value}
    if isinstance(value, int | float):
        return {"valueDecimal": value}
    if isinstance(value, timedelta):
        return {"valueDuration": minutes(_number(value / MINUTE))}
    if isinstance(value, datetime):
        return {"valueDateTime": value.isoformat()}
    if isinstance(value, date):
        return {"valueDate": value.isoformat()}
    if isinstance(value, time):
        return {"valueTime": value.isoformat()}
    return {"valueString": str(value)}


def _number(number: float) -> float:
    return int(number) if number.is_integer() else number


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


# --- in ---------------------------------------------------------------------------------------------------------------


def read_fields(node: Node, kind: str, fact: type) -> dict[str, Any]:
    """The fields of a fact that its extension says."""
    found: dict[str, Any] = {}
    for extension in node.extensions(own(kind)):
        found |= _read_fields(extension, fact)
    return found


def read_fact(node: Node, fact: type) -> Any:
    """The fact of an extension; None, and a fault, where it is none."""
    said = _read_fields(node, fact)
    lacking = [f.name for f in fields(fact) if f.name not in said and _default(f) is MISSING]
    if lacking:
        node.fault("", f"this does not say its {lacking[0]}", f"add an extension with the url {lacking[0]}")
        return None
    try:
        return fact(**said)
    except Nonsense as why:
        node.fault("", str(why), "mend it")
    except (TypeError, ValueError):  # a part of it is None, which was noted
        node.fault("", f"this is no {fact.__name__}", "mend its parts")
    return None


def _read_fields(node: Node, fact: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, hint in _hints(fact).items():
        if given := node.extensions(name):
            found[name] = _read(given, hint)
    _is_empty(node)
    return found


@cache
def _hints(fact: type) -> Mapping[str, Any]:
    hints = get_type_hints(fact)
    return {field.name: hints[field.name] for field in fields(fact)}


def _read(given: list[Node], hint: Any) -> Any:
    """The value of one field from all extensions of its name."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        inner = next(each for each in arguments if each is not type(None))
        return None if _is_empty(given[0]) else _read(given, inner)
    if origin is tuple or origin is frozenset:
        return origin(() if _is_empty(given[0]) else (_one(node, arguments[0]) for node in given))
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {} if _is_empty(given[0]) else dict(_pairs(given, *arguments))
    return _one(given[0], hint)


def _pairs(given: Iterable[Node], key: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    for node in given:
        keys, values = node.extensions(KEY), node.extensions(VALUE)
        if keys and values:
            yield _one(keys[0], key), _read(values, value)
        else:
            node.fault("", "this lacks its key or its value", "give both")


def _one(node: Node, hint: Any) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        return read_fact(node, hint)
    if hint is str:
        return "" if _is_empty(node) else _there(node, node.text("valueString"))
    if hint is bool:
        return node.yes("valueBoolean")
    if hint is int:
        return node.whole("valueInteger" if "valueInteger" in node.content else "valueDecimal")
    if hint is float:
        return node.number("valueInteger" if "valueInteger" in node.content else "valueDecimal")
    if hint is timedelta:
        length = node.part("valueDuration")
        return _there(node, None if length is None else read_minutes(length))
    if hint is datetime:
        return node.moment("valueDateTime")
    if hint is date:
        return node.day("valueDate")
    if hint is time:
        return node.clock("valueTime")
    if hint is ZoneInfo:
        return _zone(node)
    raise TypeError(f"no extension is made of {hint}")


def read_minutes(node: Node) -> timedelta | None:
    """A Duration in minutes, hours or days."""
    node.passed("unit", "system")
    units = {"min": 1, "h": 60, "d": 24 * 60, "wk": 7 * 24 * 60}
    unit, number = node.code("code", units), node.number("value")
    return None if unit is None or number is None else number * unit * MINUTE


def _zone(node: Node) -> ZoneInfo | None:
    name = node.text("valueString")
    try:
        return None if name is None else ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        node.fault("valueString", f"there is no time zone {name!r}", 'write it like "America/Edmonton"')
        return None


def _is_empty(node: Node) -> bool:
    return any(extension.yes("valueBoolean") for extension in node.extensions(EMPTY))


def _there(node: Node, value: Any) -> Any:
    if value is None:
        node.fault("", "this has no value of its kind", "give one")
    return value

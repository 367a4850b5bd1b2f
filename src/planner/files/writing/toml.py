"""The content of clinic.toml laid out for its keepers: a section each, what belongs together on one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, InlineTable, Item, Table

NAMED = ("services", "protocols", "policy", "fhir")
"""Tables of sections by their names."""
A_LINE_EACH = ("steps",)
"""Lists of tables that stand in one section, a line each."""
WIDEST = 100
"""Characters of a list on one line."""


def toml_of(settings: Mapping[str, Any]) -> str:
    """The text of clinic.toml."""
    document = tomlkit.document()
    for key, value in settings.items():
        if key in NAMED:
            document.append(key, _sections(value))
        elif isinstance(value, Mapping):
            document.append(key, _section(value))
        else:
            document.append(key, _value(key, value))
    return tomlkit.dumps(document)


def _sections(named: Mapping[str, Mapping[str, Any]]) -> Table:
    table = tomlkit.table(is_super_table=bool(named))
    for name, content in named.items():
        table.append(name, _section(content))
    return table


def _section(content: Mapping[str, Any]) -> Table:
    """Its tables last, since TOML takes whatever comes after one for a part of it."""
    section = tomlkit.table()
    values = {key: _value(key, value) for key, value in content.items()}
    for key, value in sorted(values.items(), key=lambda pair: isinstance(pair[1], AoT)):
        section.append(key, value)
    return section


def _value(key: str, value: Any) -> Item:
    if isinstance(value, Mapping):
        return _inline(value)
    if not isinstance(value, list):
        single: Item = tomlkit.item(value)
        return single
    if not any(isinstance(item, Mapping) for item in value):
        return _listed(value, len(str(value)) > WIDEST)
    if key in A_LINE_EACH:
        return _listed([_inline(item) for item in value], len(value) > 1)
    tables = tomlkit.aot()
    for item in value:
        tables.append(_section(item))
    return tables


def _inline(content: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    for key, value in content.items():
        table.append(key, tomlkit.item(value))
    return table


def _listed(items: Iterable[Any], a_line_each: bool) -> Array:
    array = tomlkit.array()
    array.extend(items)
    return array.multiline(a_line_each)

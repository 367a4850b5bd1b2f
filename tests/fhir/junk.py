"""Values that mean nothing, and every place in a document where one may stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

JUNK: tuple[Any, ...] = (
    None,
    7,
    -1.5,
    True,
    "",
    " ",
    "x" * 300,
    [],
    {},
    [[]],
    [None],
    {"value": {}},
    "2026-13-45",
    "\x00",
    "Patient/",
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))

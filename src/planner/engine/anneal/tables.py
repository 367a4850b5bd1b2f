"""A named tuple as numba sees it: the address of a table of numbers and of its arrays' addresses."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numba
from numba import extending, types

from planner.engine.anneal.tuples import elements_of

WORD = 8
"""Bytes to an address, or to a number that stands in its place."""


class Table(types.Type):  # type: ignore[misc]
    """The type of a named tuple; its arrays are plain pointers."""

    def __init__(self, tuple_: type) -> None:
        super().__init__(name=f"{tuple_.__module__}.{tuple_.__qualname__} of {_sources()}")
        self.fields = {name: (at, _field(kind)) for at, (name, kind) in enumerate(elements_of(tuple_).items())}


def _sources() -> str:
    """A name for these sources as they are: numba's cache on disk knows what it holds by the file of the first function
    alone, and by the names of the types that it takes."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.blake2b(b"".join(file.read_bytes() for file in files), digest_size=8).hexdigest()


def _field(kind: type | None) -> Any:
    return types.CPointer(getattr(types, kind.__name__)) if kind else types.int64


@extending.register_model(Table)
class _Address(extending.models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, manager.lookup(types.int64).get_value_type())


@extending.infer_getattr
class _Attributes(numba.core.typing.templates.AttributeTemplate):  # type: ignore[misc]
    key = Table

    def generic_resolve(self, table: Table, name: str) -> Any:
        return table.fields[name][1] if name in table.fields else None


@extending.lower_getattr_generic(Table)  # type: ignore[untyped-decorator]
def _read(context: Any, builder: Any, table: Table, address: Any, name: str) -> Any:
    """A field, read from the table: once, for a table never changes while a function is at work."""
    at, kind = table.fields[name]
    word = context.get_value_type(types.int64)
    found = builder.load(builder.inttoptr(builder.add(address, word(WORD * at)), word.as_pointer()))
    found.set_metadata("invariant.load", builder.module.add_metadata([]))
    return found if kind == types.int64 else builder.inttoptr(found, context.get_value_type(kind))

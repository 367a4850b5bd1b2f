"""Python compiled to machine code by numba, where numba is installed.

Compiled functions see a named tuple of arrays as one table of addresses, and its arrays as plain pointers: no bounds
are checked, nothing is allocated, and no reference is counted, which would take most of the time. They are called
through ctypes, which lets other threads run meanwhile.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import numpy as np

from planner.model.clock import Ints

try:
    import numba
    from numba import extending
except ImportError:  # on a platform without numba the search does without what is compiled
    numba = None

Function = TypeVar("Function", bound=Callable[..., Any])
Tuple = TypeVar("Tuple", bound=type[tuple[Any, ...]])
OPTIONS = {"error_model": "numpy"}
WORD = 8
"""Bytes to an address, or to a number that stands in its place."""


def available() -> bool:
    """Whether anything can be compiled here."""
    return numba is not None


def compiled(function: Function) -> Function:
    """A function that other compiled ones call."""
    return numba.njit(**OPTIONS)(function) if numba else function


def machine_code(function: Callable[..., Any], tuple_: type, *numbers: type) -> Callable[..., int]:
    """A function from outside, ready to be called: compiled, or read from numba's cache on disk.

    It takes a named tuple's table and numbers, and returns a whole number.
    """
    types = numba.types
    of = {int: (types.int64, ctypes.c_int64), float: (types.float64, ctypes.c_double)}
    signature = types.int64(_types[tuple_], *(of[number][0] for number in numbers))
    try:
        made = numba.cfunc(signature, cache=True, **OPTIONS)(function)
    except (RuntimeError, OSError):  # there is no folder that a cache could be written to
        made = numba.cfunc(signature, **OPTIONS)(function)
    c_type = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, *(of[number][1] for number in numbers))
    call = c_type(made.address)

    def run(table: Ints, *numbers: float) -> int:
        return int(call(table.ctypes.data, *numbers))

    run.code = made  # type: ignore[attr-defined]  # the machine code lives as long as this does
    return run


def table_of(arrays: tuple[Any, ...]) -> Ints:
    """The addresses of a named tuple's arrays, which must outlive it, and its numbers."""
    return np.array([each.ctypes.data if isinstance(each, np.ndarray) else each for each in arrays], dtype=np.int64)


def known_to_numba(tuple_: Tuple) -> Tuple:
    """A named tuple of numbers and arrays that compiled functions take."""
    if numba:
        _types[tuple_] = _Table(tuple_)
    return tuple_


def elements_of(tuple_: type) -> dict[str, type | None]:
    """What each array of a named tuple holds; None for a number."""
    hints = get_type_hints(tuple_).items()
    return {name: get_args(get_args(hint)[1])[0] if get_args(hint) else None for name, hint in hints}


_types: dict[type, Any] = {}

if numba:

    class _Table(numba.types.Type):
        """A named tuple as numba sees it: the address of its table."""

        def __init__(self, tuple_: type) -> None:
            super().__init__(name=f"{tuple_.__module__}.{tuple_.__qualname__} of {_sources()}")
            kinds = elements_of(tuple_).items()
            self.fields = {name: (at, _field(kind)) for at, (name, kind) in enumerate(kinds)}

    def _sources() -> str:
        """A name for these sources as they are: numba's cache looks at the file of the first function alone, and at
        the names of the types it takes."""
        files = sorted(Path(__file__).parent.glob("*.py"))
        return hashlib.blake2b(b"".join(file.read_bytes() for file in files), digest_size=8).hexdigest()

    def _field(kind: type | None) -> Any:
        types = numba.types
        return types.CPointer(getattr(types, kind.__name__)) if kind else types.int64

    @extending.register_model(_Table)
    class _Address(extending.models.PrimitiveModel):
        def __init__(self, dmm: Any, fe_type: Any) -> None:
            super().__init__(dmm, fe_type, dmm.lookup(numba.types.int64).get_value_type())

    @extending.infer_getattr
    class _Attributes(numba.core.typing.templates.AttributeTemplate):
        key = _Table

        def generic_resolve(self, typ: Any, attr: str) -> Any:
            return typ.fields[attr][1] if attr in typ.fields else None

    @extending.lower_getattr_generic(_Table)
    def _get(context: Any, builder: Any, typ: Any, value: Any, attr: str) -> Any:
        at, kind = typ.fields[attr]
        word = context.get_value_type(numba.types.int64)
        where = builder.inttoptr(builder.add(value, word(WORD * at)), word.as_pointer())
        found = builder.load(where)
        return found if kind == numba.types.int64 else builder.inttoptr(found, context.get_value_type(kind))

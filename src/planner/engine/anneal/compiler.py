"""Python compiled to machine code by numba, where numba is installed.

Compiled functions see a named tuple of arrays as one address, and its arrays as plain pointers: no bounds are checked,
nothing is allocated, and no reference is counted, which would take most of the time. They are called through ctypes,
which lets other threads run meanwhile.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, TypeVar

from planner.model.clock import Ints

try:
    import numba
    from numba.core.compiler import CompilerBase

    from planner.engine.anneal.tables import Table
except ImportError:  # on a platform without numba the search does without what is compiled
    numba, CompilerBase = None, object

Function = TypeVar("Function", bound=Callable[..., Any])
OPTIONS = {"error_model": "numpy"}


class Uncached(Exception):
    """Numba's cache on disk does not hold a function."""


class _Refusal(CompilerBase):  # type: ignore[misc]
    """A compiler that compiles nothing, so that only what is in the cache can be had."""

    def define_pipelines(self) -> list[Any]:
        raise Uncached


def available() -> bool:
    """Whether anything can be compiled here."""
    return numba is not None


def compiled(function: Function) -> Function:
    """A function that other compiled ones call."""
    made: Function = numba.njit(**OPTIONS)(function) if numba else function
    return made


def machine_code(
    function: Callable[..., Any], tuple_: type, *numbers: type, cached: bool = False
) -> Callable[..., int]:
    """A function from outside, ready to be called: read from numba's cache on disk, or else compiled.

    It takes a named tuple's table and numbers, and returns a whole number. Where only what is `cached` is wanted,
    raises Uncached if the cache does not hold it, and whatever numba does if there is no cache.
    """
    types = numba.types
    kinds = {int: (types.int64, ctypes.c_int64), float: (types.float64, ctypes.c_double)}
    signature = types.int64(Table(tuple_), *(kinds[number][0] for number in numbers))
    only = {"pipeline_class": _Refusal} if cached else {}
    try:
        made = numba.cfunc(signature, cache=True, **only, **OPTIONS)(function)
    except Exception:  # no folder for a cache can be written, or what is in it cannot be read
        if cached:
            raise
        made = numba.cfunc(signature, **OPTIONS)(function)
    arguments: list[Any] = [ctypes.c_int64, *(kinds[number][1] for number in numbers)]
    call = ctypes.CFUNCTYPE(ctypes.c_int64, *arguments)(made.address)

    def run(table: Ints, *numbers: float) -> int:
        return int(call(table.ctypes.data, *numbers))

    run.code = made  # type: ignore[attr-defined]  # the machine code lives as long as this does
    return run

"""Named tuples of numbers and arrays, as they are told to compiled functions."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import numpy as np

from planner.model.clock import Ints


def elements_of(tuple_: type) -> dict[str, type | None]:
    """What each array of a named tuple holds; None for a number."""
    hints = get_type_hints(tuple_).items()
    return {name: get_args(get_args(hint)[1])[0] if get_args(hint) else None for name, hint in hints}


def table_of(arrays: tuple[Any, ...]) -> Ints:
    """The addresses of a named tuple's arrays, which must outlive it, and its numbers."""
    return np.array([each.ctypes.data if isinstance(each, np.ndarray) else each for each in arrays], dtype=np.int64)

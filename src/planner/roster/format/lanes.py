"""Stretches side by side in as few lanes as keep them apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

Thing = TypeVar("Thing")


def lanes(things: Iterable[Thing], start: Callable[[Thing], Any], end: Callable[[Thing], Any]) -> list[list[Thing]]:
    """The things in order of their start, lane by lane; one empty lane where there is none."""
    found: list[list[Thing]] = [[]]
    for thing in sorted(things, key=start):
        free = next((lane for lane in found if not lane or end(lane[-1]) <= start(thing)), None)
        if free is None:
            found.append([thing])
        else:
            free.append(thing)
    return found

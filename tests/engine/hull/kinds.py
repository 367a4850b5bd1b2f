"""One practitioner's starts, for small diagrams."""

from __future__ import annotations

from collections.abc import Sequence

from planner.engine.hull.diagrams import Kind

MANY = 10**6
"""Nodes, more than a small diagram has."""


def working(starts: int, steps: Sequence[tuple[int, int]]) -> tuple[list[Kind], list[int]]:
    """One kind a moment that is attended during these stretches after its start; one practitioner."""
    kinds = [
        Kind(start, tuple((start + minute, 1) for low, high in steps for minute in range(low, high)))
        for start in range(starts)
    ]
    return kinds, [1] * (starts + steps[-1][1])

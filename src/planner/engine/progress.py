"""What the engine reports while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """Where the search stands: the best score, a proved bound, and seconds gone and left."""

    score: float
    bound: float
    seconds: float
    seconds_left: float | None

    @property
    def gap(self) -> float:
        return (self.score - self.bound) / self.score if self.score else 0.0


OnProgress = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Report nothing."""

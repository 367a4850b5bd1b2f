"""When the search stops, and what it reports on the way."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from planner.errors import Nonsense

SECONDS = 60.0
MOST_WORKERS = 8


@dataclass(frozen=True)
class Limits:
    """Stop after `seconds` of wall-clock time or after `effort`, deterministic units of work; of both, after the first.

    One worker with an effort alone is reproducible: the same seed gives the same roster. `gap` stops early at that gap.
    """

    seconds: float | None
    effort: float | None
    workers: int
    seed: int
    gap: float

    @property
    def size(self) -> float:
        """The effort, or the seconds: about the same on a machine of its own."""
        return self.effort if self.effort is not None else self.seconds or SECONDS

    @classmethod
    def asked(
        cls, seconds: float | None, effort: float | None, workers: int | None, seed: int, gap: float = 0.0
    ) -> Limits:
        """The limits a caller asks for: one worker with an effort, else one for each processor up to 8.

        Without an effort the seconds are SECONDS unless said; with one there are none unless said, and then both hold.
        Raises Nonsense for a limit that is not above 0 (a gap: below 0).
        """
        for name, value in (("seconds", seconds), ("effort", effort), ("workers", workers)):
            if value is not None and not value > 0:
                raise Nonsense(f"{name} is {value}; use more than 0")
        if not gap >= 0:
            raise Nonsense(f"gap is {gap}; use 0 or more, such as 0.02")
        if workers is None:
            workers = 1 if effort is not None else min(MOST_WORKERS, os.cpu_count() or 1)
        return cls(SECONDS if seconds is None and effort is None else seconds, effort, workers, seed, gap)


@dataclass(frozen=True)
class Progress:
    """Where the search stands: the best score, a proved bound, and seconds gone and left."""

    score: float
    bound: float
    seconds: float
    seconds_left: float | None

    @property
    def gap(self) -> float:
        """(score − bound) / score, 0 when the score is 0."""
        return (self.score - self.bound) / self.score if self.score else 0.0


OnProgress = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Report nothing."""

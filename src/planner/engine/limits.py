"""When the search stops, and what it reports on the way."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from planner.clinic import Appointment
from planner.errors import Nonsense

SECONDS = 60.0
MOST_WORKERS = 8
CLOSING = 1.0
"""Closing up, which is to fill gaps, check, measure and explain, is reckoned to take as long as building did: on
clinics of two and twenty practitioners it took 0.6 to 1.5 times that."""


@dataclass(frozen=True)
class Limits:
    """Stop after `seconds` of wall-clock time, after `effort`, deterministic units of work, or after the first of both.

    One worker with an effort alone is reproducible: the same seed gives the same roster. `gap` stops early at that gap.
    """

    seconds: float | None
    effort: float | None
    workers: int
    seed: int
    gap: float

    def of_search(self, began: float) -> Limits:
        """What is left to a search that begins now, of seconds that count from `began`: all but what closing up takes,
        which is at most half of what is left."""
        if self.seconds is None:
            return self
        built = time.monotonic() - began
        return replace(self, seconds=self.seconds - min(CLOSING * built, max(0.0, self.seconds - built) / 2))

    @property
    def size(self) -> float:
        """The effort, or the seconds: about the same on a machine of its own."""
        return self.effort if self.effort is not None else self.seconds or SECONDS

    @classmethod
    def asked(
        cls, seconds: float | None, effort: float | None, workers: int | None, seed: int, gap: float = 0.0
    ) -> Limits:
        """The limits a caller asks for: one worker with an effort, else one for each processor up to 8, and SECONDS
        where neither seconds nor an effort is given.

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
    """Where the search stands: the best score, a proved bound, and seconds gone and left.

    `placed` works out the best roster's appointments when it is called, to begin from should the search be lost.
    """

    score: float
    bound: float
    seconds: float
    seconds_left: float | None
    placed: Callable[[], Sequence[Appointment]] = field(default=tuple, compare=False)

    @property
    def gap(self) -> float:
        """(score − bound) / score, 0 when the score is 0."""
        return (self.score - self.bound) / self.score if self.score else 0.0


OnProgress = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Report nothing."""

"""Prices of the model's rows, and the bound of every roster's score that they prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.model import Model
from planner.model.clock import Mask
from planner.model.model import Floats

FINE = 1 << 20
"""Prices are rounded to this part of a unit."""


@dataclass(frozen=True)
class Prices:
    """A bound of every roster's score, and what choosing each variable adds to it at least.

    `rows` are the prices of the model's rows that prove it; `chosen` is how much of each assignment the relaxation's
    solution chooses, if only nearly a solution.
    """

    bound: float
    reduced: Floats
    rows: Floats
    chosen: Floats

    def worth(self, score: float) -> Mask:
        """The variables that a roster scoring less than `score` may choose; choosing another would cost too much."""
        return np.asarray(self.bound + np.maximum(self.reduced, 0) < score)

    def reaches(self, model: Model, choices: Sequence[int]) -> list[float]:
        """What an assignment may add to the bound, so that a part has so many on average; one for each number."""
        reduced = self.reduced[model.assigned]
        least = [min(len(reduced), many * len(model.placements.parts)) - 1 for many in choices]
        return [float(each) for each in np.partition(reduced, least)[least]]
